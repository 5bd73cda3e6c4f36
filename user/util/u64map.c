// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>
#include <string.h>

#include "util/alloc.h"
#include "util/hash.h"
#include "util/u64map.h"

void u64map_free(struct u64map *map)
{
	free(map->slot);
	memset(map, 0, sizeof(*map));
}

/* The slot that holds @key, or the free one where it belongs. The table is never full. */
static struct u64map_slot *probe(const struct u64map *map, uint64_t key)
{
	size_t i = hash_u64(key) & (map->slots - 1);

	while (map->slot[i].used && map->slot[i].key != key)
		i = (i + 1) & (map->slots - 1);
	return &map->slot[i];
}

uint64_t *u64map_find(const struct u64map *map, uint64_t key)
{
	struct u64map_slot *slot;

	if (!map->slots)
		return NULL;
	slot = probe(map, key);
	return slot->used ? &slot->value : NULL;
}

static void rehash(struct u64map *map)
{
	struct u64map old = *map;

	map->slots = old.slots ? old.slots * 2 : 64;
	map->slot = xcalloc(map->slots, sizeof(*map->slot));
	for (size_t i = 0; i < old.slots; i++) {
		if (old.slot[i].used)
			*probe(map, old.slot[i].key) = old.slot[i];
	}
	free(old.slot);
}

uint64_t *u64map_at(struct u64map *map, uint64_t key, bool *added)
{
	struct u64map_slot *slot;

	if ((map->count + 1) * 4 > map->slots * 3)
		rehash(map);
	slot = probe(map, key);
	if (added)
		*added = !slot->used;
	if (!slot->used) {
		*slot = (struct u64map_slot){ .key = key, .used = true };
		map->count++;
	}
	return &slot->value;
}
