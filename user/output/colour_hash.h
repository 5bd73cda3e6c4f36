/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A number by which colours are chosen. Not util/hash.h: colours stay what they are when tables
 * hash differently.
 */
#ifndef FLAMEREC_OUTPUT_COLOUR_HASH_H
#define FLAMEREC_OUTPUT_COLOUR_HASH_H

#include <stdint.h>

/* FNV-1a; its high bits depend on all letters. */
static inline uint64_t colour_hash(const char *name)
{
	uint64_t hash = 0xcbf29ce484222325;

	for (; *name; name++)
		hash = (hash ^ (unsigned char)*name) * 0x100000001b3;
	return hash;
}

#endif
