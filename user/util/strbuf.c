// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "util/alloc.h"
#include "util/strbuf.h"

void strbuf_add_n(struct strbuf *buf, const char *s, size_t len)
{
	buf->text = grow(buf->text, &buf->capacity, buf->len + len + 1, 1);
	memcpy(buf->text + buf->len, s, len);
	buf->len += len;
	buf->text[buf->len] = '\0';
}

void strbuf_add(struct strbuf *buf, const char *s)
{
	strbuf_add_n(buf, s, strlen(s));
}

void strbuf_addf(struct strbuf *buf, const char *fmt, ...)
{
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	buf->text = grow(buf->text, &buf->capacity, buf->len + n + 1, 1);
	va_start(ap, fmt);
	vsnprintf(buf->text + buf->len, n + 1, fmt, ap);
	va_end(ap);
	buf->len += n;
}

void strbuf_truncate(struct strbuf *buf, size_t len)
{
	buf->len = len;
	if (buf->text)
		buf->text[len] = '\0';
}
