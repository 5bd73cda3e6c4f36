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

#define OUT_ROOM	4096	/* bytes that out_room() can be asked for */
#define PUT_SPARE	24	/* bytes that put_number() wants room for */

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

/* What has no room, or more than there may be. */
void out_much(struct out *out, const char *bytes, size_t len);

/* As much as there is. */
static inline void out_bytes(struct out *out, const char *bytes, size_t len)
{
	if (len > (size_t)(out->end - out->at)) {
		out_much(out, bytes, len);
		return;
	}
	memcpy(out->at, bytes, len);
	out->at += len;
}

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

/* At most 20 bytes, but PUT_SPARE are written. */
static inline char *put_number(char *to, uint64_t number)
{
	char digits[2 * PUT_SPARE], *first = digits + PUT_SPARE;

	do
		*--first = '0' + number % 10;
	while (number /= 10);
	/* Copying as many as there may be takes less time than asking how many there are. */
	memcpy(to, first, PUT_SPARE);
	return to + (digits + PUT_SPARE - first);
}

/* With commas: at most 26 bytes. @number is rounded as printf does it. */
char *put_grouped(char *to, double number);

/*
 * Thousandths, without zeros at the end: they are a tenth of a big picture. At most 21 bytes, but
 * PUT_SPARE are written.
 */
static inline char *put_thousandths(char *to, uint64_t thousandths)
{
	unsigned int rest = thousandths % 1000;

	to = put_number(to, thousandths / 1000);
	if (!rest)
		return to;
	*to++ = '.';
	*to++ = '0' + rest / 100;
	if (rest % 100)
		*to++ = '0' + rest / 10 % 10;
	if (rest % 10)
		*to++ = '0' + rest % 10;
	return to;
}

/* With two decimals, as "%.2f" of what is not negative and below 1e15. At most 20 bytes. */
char *put_percent(char *to, double percent);

/* "#rrggbb" */
char *put_colour(char *to, uint32_t colour);

#endif
