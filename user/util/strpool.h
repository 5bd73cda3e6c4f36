/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Interned strings: each distinct string once, named by a small number.
 */
#ifndef FLAMEREC_UTIL_STRPOOL_H
#define FLAMEREC_UTIL_STRPOOL_H

#include <stddef.h>
#include <stdint.h>

struct strpool {
	char *text;		/* the strings, each ended by NUL */
	size_t used, text_capacity;
	uint32_t *offset;	/* id -> place in @text */
	size_t count, offset_capacity;
	struct strpool_slot *slot;	/* open addressing */
	size_t slots;		/* a power of two, or 0 */
};

struct strpool_slot {
	uint32_t hash;		/* of the string, the low bits */
	uint32_t id;		/* and one more; 0: free */
};

/* Id 0 is the empty string. */
void strpool_init(struct strpool *pool);
void strpool_free(struct strpool *pool);

/* The id of the string [s, s + len); added when it is new. len < 4 GiB. */
uint32_t strpool_intern_n(struct strpool *pool, const char *s, size_t len);
uint32_t strpool_intern(struct strpool *pool, const char *s);

/* The string; valid until the next strpool_intern*(). */
const char *strpool_get(const struct strpool *pool, uint32_t id);

#endif
