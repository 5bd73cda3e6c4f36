// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdbool.h>
#include <string.h>

#include "output/xml.h"

#define REPLACEMENT 0xfffd

static bool allowed(uint32_t c)
{
	/* XML allows some control characters, but a line of a picture has no use for them. */
	if (c < 0x20 || (c >= 0x7f && c <= 0x9f))
		return false;
	return c < 0xd800 || (c >= 0xe000 && c <= 0xfffd) || (c >= 0x10000 && c <= 0x10ffff);
}

uint32_t xml_char(const char **s)
{
	static const uint32_t smallest[] = { 0, 0x80, 0x800, 0x10000 };
	const unsigned char *p = (const unsigned char *)*s;
	unsigned int more = *p < 0x80 ? 0 : *p < 0xc0 ? 4 : *p < 0xe0 ? 1 : *p < 0xf0 ? 2 : 3;
	uint32_t c = more ? *p & (0x3f >> more) : *p;

	++*s;
	if (more > 3 || *p >= 0xf8)
		return REPLACEMENT;
	for (unsigned int i = 1; i <= more; i++) {
		/* The NUL at the end is no continuation either, so nothing behind it is read. */
		if ((p[i] & 0xc0) != 0x80)
			return REPLACEMENT;
		c = c << 6 | (p[i] & 0x3f);
	}
	/* An overlong form hides a character from whoever compares bytes. */
	if (c < smallest[more])
		return REPLACEMENT;
	*s += more;
	return allowed(c) ? c : REPLACEMENT;
}

unsigned int xml_columns_of(uint32_t c)
{
	bool wide = (c >= 0x1100 && c <= 0x115f) || (c >= 0x2e80 && c <= 0xa4cf) ||
		    (c >= 0xac00 && c <= 0xd7a3) || (c >= 0xf900 && c <= 0xfaff) ||
		    (c >= 0xfe30 && c <= 0xfe6f) || (c >= 0xff00 && c <= 0xff60) ||
		    (c >= 0x1f300 && c <= 0x3fffd);

	return wide ? 2 : 1;
}

size_t xml_columns(const char *s)
{
	size_t n = 0;

	while (*s)
		n += xml_columns_of(xml_char(&s));
	return n;
}

static void put_utf8(FILE *out, uint32_t c)
{
	if (c < 0x80) {
		putc(c, out);
		return;
	}
	if (c < 0x800) {
		putc(0xc0 | c >> 6, out);
	} else if (c < 0x10000) {
		putc(0xe0 | c >> 12, out);
		putc(0x80 | (c >> 6 & 0x3f), out);
	} else {
		putc(0xf0 | c >> 18, out);
		putc(0x80 | (c >> 12 & 0x3f), out);
		putc(0x80 | (c >> 6 & 0x3f), out);
	}
	putc(0x80 | (c & 0x3f), out);
}

static void put_escaped(FILE *out, uint32_t c)
{
	switch (c) {
	case '&':
		fputs("&amp;", out);
		break;
	case '<':
		fputs("&lt;", out);
		break;
	case '>':
		fputs("&gt;", out);
		break;
	case '"':
		fputs("&quot;", out);
		break;
	case '\'':
		fputs("&#39;", out);
		break;
	default:
		put_utf8(out, c);
	}
}

void xml_text(FILE *out, const char *s)
{
	while (*s)
		put_escaped(out, xml_char(&s));
}

void xml_text_fit(FILE *out, const char *s, size_t columns)
{
	if (xml_columns(s) <= columns) {
		xml_text(out, s);
		return;
	}
	while (columns > 1) {
		uint32_t c = xml_char(&s);
		unsigned int width = xml_columns_of(c);

		if (width >= columns)
			break;
		put_escaped(out, c);
		columns -= width;
	}
	if (columns)
		put_utf8(out, 0x2026);
}

void xml_cdata(FILE *out, const char *s, size_t len)
{
	static const char end[] = "]]>";
	const char *hit;

	fputs("<![CDATA[", out);
	while ((hit = memmem(s, len, end, strlen(end)))) {
		/* The section is closed and opened again between the brackets and the ">". */
		fwrite(s, 1, hit - s + 2, out);
		fputs("]]><![CDATA[", out);
		len -= hit - s + 2;
		s = hit + 2;
	}
	fwrite(s, 1, len, out);
	fputs("]]>", out);
}
