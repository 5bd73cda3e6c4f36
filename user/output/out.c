// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdarg.h>
#include <stdlib.h>

#include "output/out.h"
#include "util/alloc.h"

#define BUFFER (256 << 10)
#define LARGEST 1e18	/* what is above is no count of anything */

_Static_assert(BUFFER >= OUT_ROOM, "what out_room() promises");

void out_open(struct out *out, FILE *file)
{
	out->file = file;
	out->start = out->at = xmalloc(BUFFER);
	out->end = out->start + BUFFER;
}

void out_flush(struct out *out)
{
	if (out->at > out->start)
		fwrite(out->start, 1, out->at - out->start, out->file);
	out->at = out->start;
}

void out_close(struct out *out)
{
	out_flush(out);
	free(out->start);
}

void out_much(struct out *out, const char *bytes, size_t len)
{
	out_flush(out);
	if (len > BUFFER)
		fwrite(bytes, 1, len, out->file);
	else
		out->at = put_bytes(out->at, bytes, len);
}

void out_text(struct out *out, const char *text)
{
	out_bytes(out, text, strlen(text));
}

void out_format(struct out *out, const char *fmt, ...)
{
	char text[OUT_ROOM];
	va_list ap;
	int len;

	va_start(ap, fmt);
	len = vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	out_bytes(out, text, (size_t)len < sizeof(text) ? (size_t)len : sizeof(text) - 1);
}

char *put_grouped(char *to, double number)
{
	char digits[32], *first = digits + sizeof(digits);
	unsigned int written = 0;
	uint64_t whole;
	double rest;

	if (number < 0) {
		*to++ = '-';
		number = -number;
	}
	whole = number < LARGEST ? number : LARGEST;
	rest = number < LARGEST ? number - whole : 0;
	whole += rest > 0.5 || (rest == 0.5 && whole & 1);
	do {
		if (written && written % 3 == 0)
			*--first = ',';
		*--first = '0' + whole % 10;
		written++;
	} while (whole /= 10);
	return put_bytes(to, first, digits + sizeof(digits) - first);
}

char *put_percent(char *to, double percent)
{
	/* Exact with the 64 bits that x86 has, so that ties, as of 1 in 20,000, are printf's. */
	long double hundredths = (long double)(percent < LARGEST / 100 ? percent : LARGEST / 100) *
				 100;
	uint64_t whole = hundredths;
	long double rest = hundredths - whole;

	whole += rest > 0.5L || (rest == 0.5L && whole & 1);
	to = put_number(to, whole / 100);
	*to++ = '.';
	*to++ = '0' + whole / 10 % 10;
	*to++ = '0' + whole % 10;
	return to;
}

char *put_colour(char *to, uint32_t colour)
{
	static const char digits[] = "0123456789abcdef";

	*to++ = '#';
	for (int shift = 20; shift >= 0; shift -= 4)
		*to++ = digits[colour >> shift & 15];
	return to;
}
