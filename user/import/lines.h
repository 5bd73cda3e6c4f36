/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The lines of a text, read in large blocks and handed out where they lie in memory.
 */
#ifndef FLAMEREC_IMPORT_LINES_H
#define FLAMEREC_IMPORT_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/**
 * struct lines - a text on its way
 * @in: where it is read from; a pipe may be
 * @buffer: what was read of it, @end bytes; there is always one more for a NUL
 * @capacity: bytes that @buffer has room for
 * @next: where the next line starts in it
 * @ended: no more is to come
 * @too_long: lines that were passed over, as no stack is that long
 * @error: errno of a failed read; 0: none
 */
struct lines {
	FILE *in;
	char *buffer;
	size_t capacity, next, end;
	bool ended;
	size_t too_long;
	int error;
};

/* @in: stays the caller's. Free with lines_free(). */
void lines_init(struct lines *lines, FILE *in);
void lines_free(struct lines *lines);

/* How the text begins, up to a block of it; before the first lines_next(). @size: bytes. */
const char *lines_peek(struct lines *lines, size_t *size);

/**
 * lines_next() - the next line
 * @lines: the text
 * @len: out: its length; it may hold NULs
 *
 * Return: the line, ended by NUL instead of its "\n" or "\r\n", the caller's to change until the
 *	next call; NULL: there is none, or the text can't be read any further (@lines->error).
 */
char *lines_next(struct lines *lines, size_t *len);

#endif
