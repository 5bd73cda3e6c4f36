// SPDX-License-Identifier: GPL-2.0-or-later
#include "util/utf8.h"

void utf8_add(struct strbuf *to, uint32_t c)
{
	char bytes[4];
	size_t len = 0;

	if (c < 0x80) {
		bytes[len++] = c;
	} else if (c < 0x800) {
		bytes[len++] = 0xc0 | c >> 6;
		bytes[len++] = 0x80 | (c & 0x3f);
	} else if (c < 0x10000) {
		bytes[len++] = 0xe0 | c >> 12;
		bytes[len++] = 0x80 | (c >> 6 & 0x3f);
		bytes[len++] = 0x80 | (c & 0x3f);
	} else {
		bytes[len++] = 0xf0 | c >> 18;
		bytes[len++] = 0x80 | (c >> 12 & 0x3f);
		bytes[len++] = 0x80 | (c >> 6 & 0x3f);
		bytes[len++] = 0x80 | (c & 0x3f);
	}
	strbuf_add_n(to, bytes, len);
}
