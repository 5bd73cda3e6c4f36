// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "util/alloc.h"
#include "util/hash.h"
#include "util/strpool.h"

void strpool_init(struct strpool *pool)
{
	memset(pool, 0, sizeof(*pool));
	strpool_intern_n(pool, "", 0);
}

void strpool_free(struct strpool *pool)
{
	free(pool->text);
	free(pool->offset);
	free(pool->slot);
	memset(pool, 0, sizeof(*pool));
}

const char *strpool_get(const struct strpool *pool, uint32_t id)
{
	return pool->text + pool->offset[id];
}

static void rehash(struct strpool *pool)
{
	struct strpool old = *pool;
	size_t i;

	pool->slots = old.slots ? old.slots * 2 : 64;
	pool->slot = xcalloc(pool->slots, sizeof(*pool->slot));
	for (size_t from = 0; from < old.slots; from++) {
		if (!old.slot[from].id)
			continue;
		i = old.slot[from].hash & (pool->slots - 1);
		while (pool->slot[i].id)
			i = (i + 1) & (pool->slots - 1);
		pool->slot[i] = old.slot[from];
	}
	free(old.slot);
}

static uint32_t append(struct strpool *pool, const char *s, size_t len)
{
	pool->text = grow(pool->text, &pool->text_capacity, pool->used + len + 1, 1);
	pool->offset = grow(pool->offset, &pool->offset_capacity, pool->count + 1,
			    sizeof(*pool->offset));
	memcpy(pool->text + pool->used, s, len);
	pool->text[pool->used + len] = '\0';
	pool->offset[pool->count] = pool->used;
	pool->used += len + 1;
	return pool->count++;
}

static bool is_string(const struct strpool *pool, uint32_t id, const char *s, size_t len)
{
	size_t start = pool->offset[id];
	size_t next = id + 1 < pool->count ? pool->offset[id + 1] : pool->used;

	return next - start == len + 1 && !memcmp(pool->text + start, s, len);
}

static uint32_t intern(struct strpool *pool, const char *s, size_t len)
{
	uint64_t hash = hash_bytes(s, len);
	struct strpool_slot *slot;
	size_t i;

	if ((pool->count + 1) * 2 > pool->slots)
		rehash(pool);
	for (i = (uint32_t)hash & (pool->slots - 1);; i = (i + 1) & (pool->slots - 1)) {
		slot = &pool->slot[i];
		if (!slot->id)
			break;
		if (slot->hash == (uint32_t)hash && is_string(pool, slot->id - 1, s, len))
			return slot->id - 1;
	}
	*slot = (struct strpool_slot){ .hash = hash, .id = append(pool, s, len) + 1 };
	return slot->id - 1;
}

uint32_t strpool_intern_n(struct strpool *pool, const char *s, size_t len)
{
	/* A string ends at its first NUL, wherever it came from. */
	return intern(pool, s, strnlen(s, len));
}

uint32_t strpool_intern(struct strpool *pool, const char *s)
{
	return intern(pool, s, strlen(s));
}
