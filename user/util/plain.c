// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdbool.h>

#include "util/plain.h"

/* U+0080 to U+009F: what ESC and another byte do, one of these does as well. */
static bool is_c1(const unsigned char *c)
{
	return c[0] == 0xc2 && c[1] >= 0x80 && c[1] < 0xa0;
}

void plain_write(FILE *out, const char *text)
{
	const unsigned char *c = (const unsigned char *)text;

	for (; *c; c++) {
		if (is_c1(c)) {
			putc('?', out);
			c++;
		} else {
			putc(*c < ' ' || *c == 0x7f ? '?' : *c, out);
		}
	}
}
