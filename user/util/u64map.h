/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A hash table from a 64-bit key to a 64-bit value; keys are never removed.
 */
#ifndef FLAMEREC_UTIL_U64MAP_H
#define FLAMEREC_UTIL_U64MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct u64map_slot {
	uint64_t key, value;
	bool used;
};

/* All zero is an empty map. */
struct u64map {
	struct u64map_slot *slot;
	size_t slots;		/* a power of two, or 0 */
	size_t count;
};

void u64map_free(struct u64map *map);

/* The value of @key, or NULL where it is not in the map; valid until the next u64map_at(). */
uint64_t *u64map_find(const struct u64map *map, uint64_t key);

/*
 * The value of @key; added as 0, with *added true, where it was not in the map. @added may be NULL.
 */
uint64_t *u64map_at(struct u64map *map, uint64_t key, bool *added);

#endif
