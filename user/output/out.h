/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Text on its way to a file, in pieces of a few bytes: stdio takes longer for each of them than it
 * takes to make them.
 */
#ifndef FLAMEREC_OUTPUT_OUT_H
#define FLAMEREC_OUTPUT_OUT_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define OUT_ROOM 4096	/* bytes that out_room() can be asked for */

/* @at: where the next byte goes; @end: behind the room there is */
struct out {
	FILE *file;
	char *start, *at, *end;
};

/* What was written to @file before comes first. */
void out_open(struct out *out, FILE *file);

/* Hands everything to the file, whose error flag tells whether it took it. */
void out_flush(struct out *out);

/* out_flush(), and no more. */
void out_close(struct out *out);

/* Room for @size bytes, at most OUT_ROOM; who writes there moves @out->at. */
static inline char *out_room(struct out *out, size_t size)
{
	if ((size_t)(out->end - out->at) < size)
		out_flush(out);
	return out->at;
}

/* As much as there is. */
void out_bytes(struct out *out, const char *bytes, size_t len);
void out_text(struct out *out, const char *text);
void out_format(struct out *out, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* The rest writes to @to, where there is room, and returns what is behind it. */

static inline char *put_bytes(char *to, const char *bytes, size_t len)
{
	memcpy(to, bytes, len);
	return to + len;
}

/* A literal: its length is known when this is compiled. */
#define put_literal(to, literal) put_bytes(to, literal, sizeof(literal) - 1)

/* At most 20 bytes. */
char *put_number(char *to, uint64_t number);

/* With commas: at most 26 bytes. @number is rounded as printf does it. */
char *put_grouped(char *to, double number);

/* Thousandths, without zeros at the end: they are a tenth of a big picture. At most 21 bytes. */
char *put_thousandths(char *to, int64_t thousandths);

/* With two decimals, as "%.2f" of what is not negative and below 1e15. At most 20 bytes. */
char *put_percent(char *to, double percent);

/* "#rrggbb" */
char *put_colour(char *to, uint32_t colour);

#endif
