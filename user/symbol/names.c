// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>
#include <string.h>

#include "symbol/names.h"
#include "util/alloc.h"
#include "util/hash.h"

#define CHUNK_SIZE (16 * 1024)

struct names_chunk {
	struct names_chunk *next;
	size_t used, size;
	char text[];
};

void names_free(struct names *names)
{
	struct names_chunk *chunk = names->chunk;

	while (chunk) {
		struct names_chunk *next = chunk->next;

		free(chunk);
		chunk = next;
	}
	free(names->slot);
	memset(names, 0, sizeof(*names));
}

static const char *store(struct names *names, const char *s, size_t size)
{
	struct names_chunk *chunk = names->chunk;
	char *copy;

	if (!chunk || chunk->size - chunk->used < size) {
		size_t room = size > CHUNK_SIZE ? size : CHUNK_SIZE;

		chunk = xmalloc(sizeof(*chunk) + room);
		chunk->next = names->chunk;
		chunk->used = 0;
		chunk->size = room;
		names->chunk = chunk;
	}
	copy = chunk->text + chunk->used;
	memcpy(copy, s, size);
	chunk->used += size;
	return copy;
}

/* The slot that holds @s, or the free one where it belongs. */
static const char **find_slot(const struct names *names, const char *s)
{
	size_t i = hash_bytes(s, strlen(s));

	for (;; i++) {
		const char **slot = &names->slot[i & (names->slots - 1)];

		if (!*slot || !strcmp(*slot, s))
			return slot;
	}
}

static void double_slots(struct names *names)
{
	struct names old = *names;
	size_t i;

	names->slots = old.slots ? old.slots * 2 : 64;
	names->slot = xcalloc(names->slots, sizeof(*names->slot));
	for (i = 0; i < old.slots; i++)
		if (old.slot[i])
			*find_slot(names, old.slot[i]) = old.slot[i];
	free(old.slot);
}

const char *names_intern(struct names *names, const char *s)
{
	const char **slot;

	if (names->count * 4 >= names->slots * 3)
		double_slots(names);
	slot = find_slot(names, s);
	if (!*slot) {
		*slot = store(names, s, strlen(s) + 1);
		names->count++;
	}
	return *slot;
}
