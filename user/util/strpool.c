// SPDX-License-Identifier: GPL-2.0-or-later
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

static size_t first_slot(const struct strpool *pool, const char *s, size_t len)
{
	return hash_bytes(s, len) & (pool->slots - 1);
}

static void rehash(struct strpool *pool)
{
	size_t n = pool->slots ? pool->slots * 2 : 64;

	free(pool->slot);
	pool->slot = xcalloc(n, sizeof(*pool->slot));
	pool->slots = n;
	for (uint32_t id = 0; id < pool->count; id++) {
		const char *s = strpool_get(pool, id);
		size_t i = first_slot(pool, s, strlen(s));

		while (pool->slot[i])
			i = (i + 1) & (n - 1);
		pool->slot[i] = id + 1;
	}
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

uint32_t strpool_intern_n(struct strpool *pool, const char *s, size_t len)
{
	size_t i;

	/* A string ends at its first NUL, wherever it came from. */
	len = strnlen(s, len);
	if ((pool->count + 1) * 2 > pool->slots)
		rehash(pool);
	for (i = first_slot(pool, s, len); pool->slot[i]; i = (i + 1) & (pool->slots - 1)) {
		const char *known = strpool_get(pool, pool->slot[i] - 1);

		if (!strncmp(known, s, len) && !known[len])
			return pool->slot[i] - 1;
	}
	pool->slot[i] = append(pool, s, len) + 1;
	return pool->slot[i] - 1;
}

uint32_t strpool_intern(struct strpool *pool, const char *s)
{
	return strpool_intern_n(pool, s, strlen(s));
}
