/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Writes JSON (RFC 8259), as it goes: commas and line breaks are seen to.
 */
#ifndef FLAMEREC_OUTPUT_JSON_H
#define FLAMEREC_OUTPUT_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* Set @out, the rest is zero at first. Errors stay in the stream. */
struct json {
	FILE *out;
	unsigned int depth;
	bool comma;		/* something stands before, on the same level */
};

/*
 * In all of them, @key is the member's name in an object, and NULL in an array and for the whole
 * document. Opening one puts its members on lines of their own.
 */
void json_open(struct json *json, const char *key, char bracket);	/* '{' or '[' */
void json_close(struct json *json, char bracket);			/* '}' or ']' */

/* What is no UTF-8 becomes U+FFFD, and so do control characters but for line breaks and tabs. */
void json_string(struct json *json, const char *key, const char *value);

/* Whole numbers without a fraction; what is not finite becomes null, as JSON has no other word. */
void json_number(struct json *json, const char *key, double value);
void json_bool(struct json *json, const char *key, bool value);

/* A string alone, in quotes. */
void json_text(FILE *out, const char *text);

#endif
