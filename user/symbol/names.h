/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Interned strings that never move: a name that was handed out stays where it is, however many
 * are added. (A strpool moves its text when it grows; it gives out numbers instead.)
 */
#ifndef FLAMEREC_SYMBOL_NAMES_H
#define FLAMEREC_SYMBOL_NAMES_H

#include <stddef.h>

struct names_chunk;

/* All zero is the empty set. */
struct names {
	struct names_chunk *chunk;	/* the one being filled; it leads to the full ones */
	const char **slot;		/* open addressing; NULL: free */
	size_t slots;			/* a power of two, or 0 */
	size_t count;
};

void names_free(struct names *names);

/* The one copy of @s; valid until names_free(). Equal strings give equal pointers. */
const char *names_intern(struct names *names, const char *s);

#endif
