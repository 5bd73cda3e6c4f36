// SPDX-License-Identifier: GPL-2.0-or-later
#include "output/protobuf.h"

/* The low bits of a field's number tell how its value is encoded. */
enum { WIRE_VARINT = 0, WIRE_BYTES = 2, WIRE_BITS = 3 };

/* 64 bits in groups of seven */
#define VARINT_MAX 10

void protobuf_varint(struct strbuf *to, uint64_t number)
{
	char text[VARINT_MAX];
	size_t n = 0;

	for (; number > 0x7f; number >>= 7)
		text[n++] = number | 0x80;
	text[n++] = number;
	strbuf_add_n(to, text, n);
}

void protobuf_number(struct strbuf *to, unsigned int field, uint64_t number)
{
	if (!number)
		return;
	protobuf_varint(to, field << WIRE_BITS | WIRE_VARINT);
	protobuf_varint(to, number);
}

void protobuf_bytes(struct strbuf *to, unsigned int field, const void *bytes, size_t len)
{
	protobuf_varint(to, field << WIRE_BITS | WIRE_BYTES);
	protobuf_varint(to, len);
	if (len)
		strbuf_add_n(to, bytes, len);
}
