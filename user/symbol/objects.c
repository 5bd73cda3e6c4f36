// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>
#include <string.h>

#include "symbol/object_open.h"
#include "symbol/objects.h"
#include "util/alloc.h"
#include "util/hash.h"

/* Limits of what is open at once: well below the usual limit of descriptors, 1024. */
#define MAX_OPEN 128
#define MAX_SYMBOLS (256 * 1024)	/* 4 MiB */

void objects_free(struct objects *objects)
{
	size_t i;

	for (i = 0; i < objects->slots; i++) {
		struct object_entry *entry = objects->slot[i];

		if (!entry)
			continue;
		if (entry->is_open)
			elf_file_close(&entry->file);
		kept_free(&entry->kept);
		free(entry);
	}
	free(objects->slot);
	memset(objects, 0, sizeof(*objects));
}

/* Strings are interned: equal ones have equal pointers. */
static bool same_key(const struct object *a, const struct object *b)
{
	return a->path == b->path && a->open_path == b->open_path && a->device == b->device &&
	       a->inode == b->inode && a->id.len == b->id.len &&
	       !memcmp(a->id.bytes, b->id.bytes, a->id.len);
}

static uint64_t hash_key(const struct object *key)
{
	uint64_t hash = hash_u64((uintptr_t)key->path);

	hash = hash_u64(hash ^ key->device);
	hash = hash_u64(hash ^ key->inode);
	return hash ^ hash_bytes(key->id.bytes, key->id.len);
}

static struct object_entry **find_slot(const struct objects *objects, const struct object *key)
{
	size_t i = hash_key(key);

	for (;; i++) {
		struct object_entry **slot = &objects->slot[i & (objects->slots - 1)];

		if (!*slot || same_key(&(*slot)->key, key))
			return slot;
	}
}

static void double_slots(struct objects *objects)
{
	struct objects old = *objects;
	size_t i;

	objects->slots = old.slots ? old.slots * 2 : 64;
	objects->slot = xcalloc(objects->slots, sizeof(*objects->slot));
	for (i = 0; i < old.slots; i++)
		if (old.slot[i])
			*find_slot(objects, &old.slot[i]->key) = old.slot[i];
	free(old.slot);
}

static struct object make_key(struct names *names, const struct object *object)
{
	struct object key = *object;
	bool is_known = object->inode || object->id.len;

	key.path = names_intern(names, object->path);
	key.open_path = NULL;
	if (!is_known && object->open_path)
		key.open_path = names_intern(names, object->open_path);
	return key;
}

struct object_entry *objects_get(struct objects *objects, struct names *names,
				 const struct object *object)
{
	struct object key = make_key(names, object);
	struct object_entry **slot;

	if (objects->count * 4 >= objects->slots * 3)
		double_slots(objects);
	slot = find_slot(objects, &key);
	if (!*slot) {
		*slot = xcalloc(1, sizeof(**slot));
		(*slot)->key = key;
		objects->count++;
	}
	return *slot;
}

static void give_up(struct objects *objects, struct object_entry *entry)
{
	elf_file_close(&entry->file);
	entry->is_open = false;
	entry->tried = NULL;
	objects->open_count--;
}

/* The open entry other than @current that was not asked for for longest. */
static struct object_entry *find_oldest(const struct objects *objects,
					const struct object_entry *current, size_t *symbols)
{
	struct object_entry *oldest = NULL;
	size_t i;

	*symbols = 0;
	for (i = 0; i < objects->slots; i++) {
		struct object_entry *entry = objects->slot[i];

		if (!entry || !entry->is_open)
			continue;
		*symbols += entry->file.symbol_count;
		if (entry != current && (!oldest || entry->used < oldest->used))
			oldest = entry;
	}
	return oldest;
}

static void keep_limits(struct objects *objects, const struct object_entry *current)
{
	struct object_entry *oldest;
	size_t symbols;

	while ((oldest = find_oldest(objects, current, &symbols)) &&
	       (objects->open_count > MAX_OPEN || symbols > MAX_SYMBOLS))
		give_up(objects, oldest);
}

enum unnamed objects_find(struct objects *objects, struct object_entry *entry, uint64_t offset,
			  struct strbuf *name, uint64_t *start, uint64_t *end)
{
	bool had_symbols = entry->file.has_symbols;
	enum unnamed why = elf_file_find(&entry->file, offset, name, start, end);

	if (!had_symbols)
		keep_limits(objects, entry);
	return why;
}

struct elf_file *objects_open(struct objects *objects, struct object_entry *entry,
			      const char *open_path)
{
	struct object object = entry->key;
	const char *path = open_path ? open_path : entry->key.path;

	entry->used = ++objects->clock;
	if (entry->is_open)
		return &entry->file;
	/* What one process's path does not lead to, another one's may. */
	if (entry->tried == path)
		return NULL;
	object.open_path = open_path;
	entry->tried = path;
	entry->why = object_open(&object, &entry->file);
	if (entry->why)
		return NULL;
	entry->is_open = true;
	objects->open_count++;
	keep_limits(objects, entry);
	return &entry->file;
}
