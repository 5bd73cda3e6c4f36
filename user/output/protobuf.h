/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Messages of Protocol Buffers, field by field. The encoding is described at
 * https://protobuf.dev/programming-guides/encoding/
 */
#ifndef FLAMEREC_OUTPUT_PROTOBUF_H
#define FLAMEREC_OUTPUT_PROTOBUF_H

#include <stdint.h>

#include "util/strbuf.h"

/* A number without a field, as packed repeated fields hold them. */
void protobuf_varint(struct strbuf *to, uint64_t number);

/* A field that is a number; 0 is what readers take where it is left out, and it is. */
void protobuf_number(struct strbuf *to, unsigned int field, uint64_t number);

/* A field of bytes: a string, a message, or packed numbers. */
void protobuf_bytes(struct strbuf *to, unsigned int field, const void *bytes, size_t len);

static inline void protobuf_message(struct strbuf *to, unsigned int field,
				    const struct strbuf *message)
{
	protobuf_bytes(to, field, message->text, message->len);
}

#endif
