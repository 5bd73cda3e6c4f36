// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdint.h>
#include <string.h>

#include "util/base64.h"

/* Three bytes are four characters. */
static void encode(const uint8_t *in, char *out)
{
	static const char digit[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	uint32_t bits = (uint32_t)in[0] << 16 | in[1] << 8 | in[2];

	for (int i = 0; i < 4; i++)
		out[i] = digit[bits >> (18 - 6 * i) & 63];
}

void base64_write(FILE *out, const void *data, size_t len)
{
	const uint8_t *p = data;
	uint8_t last[3] = { 0 };
	char text[4];

	for (; len >= 3; p += 3, len -= 3) {
		encode(p, text);
		fwrite(text, 1, sizeof(text), out);
	}
	if (!len)
		return;
	memcpy(last, p, len);
	encode(last, text);
	memset(text + len + 1, '=', 3 - len);
	fwrite(text, 1, sizeof(text), out);
}
