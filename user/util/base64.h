/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Base64 (RFC 4648, section 4).
 */
#ifndef FLAMEREC_UTIL_BASE64_H
#define FLAMEREC_UTIL_BASE64_H

#include <stddef.h>
#include <stdio.h>

/* Writes it in one line, with padding. */
void base64_write(FILE *out, const void *data, size_t len);

#endif
