/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A string that grows.
 */
#ifndef FLAMEREC_UTIL_STRBUF_H
#define FLAMEREC_UTIL_STRBUF_H

#include <stddef.h>

/*
 * All zero is the empty string; @text is NULL then, and else ended by NUL. Free @text with free().
 */
struct strbuf {
	char *text;
	size_t len, capacity;
};

void strbuf_add_n(struct strbuf *buf, const char *s, size_t len);
void strbuf_add(struct strbuf *buf, const char *s);
void strbuf_addf(struct strbuf *buf, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Shortens to the first @len bytes; @len must not be above the length. */
void strbuf_truncate(struct strbuf *buf, size_t len);

#endif
