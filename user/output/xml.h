/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Text for XML. Names come from symbol tables and from processes that chose them: any bytes.
 */
#ifndef FLAMEREC_OUTPUT_XML_H
#define FLAMEREC_OUTPUT_XML_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "util/strbuf.h"

/**
 * xml_char() - read a character of UTF-8
 * @s: in and out: the text, which must not be at its end; moved behind the character
 *
 * Return: the character, or U+FFFD for a byte that is not UTF-8, for a control character, and for
 *	what XML 1.0 forbids even when escaped.
 */
uint32_t xml_char(const char **s);

/* Columns that a text takes in a fixed-width font. */
size_t xml_columns(const char *s);

/* Writes a text so that it reads back as it was, in an element or in an attribute. */
void xml_text(FILE *out, const char *s);

/* The same, appended to a string. */
void xml_add(struct strbuf *buf, const char *s);

/**
 * xml_add_fit() - append as much of a text as fits
 * @buf: where to
 * @s: the text
 * @columns: room; where the text is longer, its last column holds an ellipsis
 *
 * xml_add_fit_left() leaves out the beginning instead of the end.
 */
void xml_add_fit(struct strbuf *buf, const char *s, size_t columns);
void xml_add_fit_left(struct strbuf *buf, const char *s, size_t columns);

/* Writes [s, s + len) as a CDATA section, whatever it holds. */
void xml_cdata(FILE *out, const char *s, size_t len);

#endif
