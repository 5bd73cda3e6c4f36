/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Columns of numbers for a script to read: many of them in little space.
 *
 * A column is a sequence of numbers of seven bits a byte, lowest first; the highest bit says that
 * more follow. All columns, one after the other, are one zlib stream in base64.
 */
#ifndef FLAMEREC_OUTPUT_PACK_H
#define FLAMEREC_OUTPUT_PACK_H

#include <stdint.h>
#include <stdio.h>

#include "util/strbuf.h"

#define PACK_COLUMNS 24

/* All zero is empty. */
struct pack {
	struct strbuf bytes;
	size_t end[PACK_COLUMNS];	/* of each column, in @bytes */
	const char *name[PACK_COLUMNS];
	size_t columns;
};

/* Adds a number to the column at hand. */
void pack_number(struct pack *pack, uint64_t number);

/* A count as the 8 bytes of a double, lowest first: a column of those has nothing else. */
void pack_double(struct pack *pack, double number);

/* A text as its bytes and a NUL: a column of those has nothing else. */
void pack_text(struct pack *pack, const char *text);

/* The column is complete. @name: what the script calls it; at most PACK_COLUMNS of them. */
void pack_column(struct pack *pack, const char *name);

/*
 * Write {"columns": [[NAME, BYTES], ...], "data": BASE64} and free it. Return: 0, or -1 with errno
 * set.
 */
int pack_write(struct pack *pack, FILE *out);

void pack_free(struct pack *pack);

#endif
