/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reads JSON (RFC 8259) strictly: a document is checked as a whole, then looked into.
 */
#ifndef FLAMEREC_UTIL_JSON_READ_H
#define FLAMEREC_UTIL_JSON_READ_H

#include <stdbool.h>
#include <stddef.h>

/**
 * json_valid() - check a document
 * @text: the document; a NUL byte follows it
 * @len: its length
 *
 * Arrays and objects may be in each other 64 times. No NUL bytes, nothing behind the value.
 */
bool json_valid(const char *text, size_t len);

/*
 * These look into a value of a valid document, given by its first character. Return: NULL where
 * there is none, also of a NULL or a value of another type, so that calls can be chained.
 */
const char *json_member(const char *value, const char *key);	/* the first of that name */
const char *json_element(const char *value, size_t index);	/* from 0 */

/*
 * A string, as UTF-8, for free(); NULL where the value is none. NUL characters and halves of pairs
 * become U+FFFD.
 */
char *json_read_string(const char *value);

#endif
