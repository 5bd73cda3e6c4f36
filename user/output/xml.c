// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "output/xml.h"
#include "util/utf8.h"

#define ELLIPSIS "\xe2\x80\xa6"

static bool allowed(uint32_t c)
{
	/* XML allows some more control characters, but a line of a picture has no use for them. */
	if ((c < 0x20 && c != '\t') || (c >= 0x7f && c <= 0x9f))
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
		return UTF8_REPLACEMENT;
	for (unsigned int i = 1; i <= more; i++) {
		/* The NUL at the end is no continuation either, so nothing behind it is read. */
		if ((p[i] & 0xc0) != 0x80)
			return UTF8_REPLACEMENT;
		c = c << 6 | (p[i] & 0x3f);
	}
	/* An overlong form hides a character from whoever compares bytes. */
	if (c < smallest[more])
		return UTF8_REPLACEMENT;
	*s += more;
	return allowed(c) ? c : UTF8_REPLACEMENT;
}

/* 2 of East Asian characters and emoji, 1 of all others. */
static unsigned int columns_of(uint32_t c)
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
		n += columns_of(xml_char(&s));
	return n;
}

static void add_escaped(struct strbuf *buf, uint32_t c)
{
	switch (c) {
	case '&':
		strbuf_add(buf, "&amp;");
		break;
	case '<':
		strbuf_add(buf, "&lt;");
		break;
	case '>':
		strbuf_add(buf, "&gt;");
		break;
	case '"':
		strbuf_add(buf, "&quot;");
		break;
	case '\'':
		strbuf_add(buf, "&#39;");
		break;
	default:
		utf8_add(buf, c);
	}
}

void xml_add(struct strbuf *buf, const char *s)
{
	while (*s)
		add_escaped(buf, xml_char(&s));
}

static void write_buf(FILE *out, struct strbuf *buf)
{
	if (buf->len)
		fwrite(buf->text, 1, buf->len, out);
	free(buf->text);
}

void xml_text(FILE *out, const char *s)
{
	struct strbuf buf = { 0 };

	xml_add(&buf, s);
	write_buf(out, &buf);
}

void xml_add_fit(struct strbuf *buf, const char *s, size_t columns)
{
	if (xml_columns(s) <= columns) {
		xml_add(buf, s);
		return;
	}
	while (columns > 1) {
		uint32_t c = xml_char(&s);
		unsigned int width = columns_of(c);

		if (width >= columns)
			break;
		add_escaped(buf, c);
		columns -= width;
	}
	if (columns)
		strbuf_add(buf, ELLIPSIS);
}

/* Where the last @columns columns of a text begin. */
static const char *last_columns(const char *s, size_t columns)
{
	size_t all = xml_columns(s);

	while (all > columns)
		all -= columns_of(xml_char(&s));
	return s;
}

void xml_add_fit_left(struct strbuf *buf, const char *s, size_t columns)
{
	if (xml_columns(s) <= columns) {
		xml_add(buf, s);
		return;
	}
	if (!columns)
		return;
	strbuf_add(buf, ELLIPSIS);
	xml_add(buf, last_columns(s, columns - 1));
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
