// SPDX-License-Identifier: GPL-2.0-or-later
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "symbol/locate.h"
#include "symbol/object_open.h"
#include "symbol/objects.h"
#include "util/alloc.h"
#include "util/hash.h"

void objects_free(struct objects *objects)
{
	for (size_t i = 0; i < objects->slots; i++) {
		struct object_entry *entry = objects->slot[i];

		if (!entry)
			continue;
		kept_free(&entry->kept);
		kept_free(&entry->bounds);
		free(entry->parts);
		free(entry);
	}
	free(objects->slot);
	u64map_free(&objects->failed);
	open_files_free(&objects->files);
	held_free(&objects->held);
	memset(objects, 0, sizeof(*objects));
}

/* Strings are interned: equal ones have equal pointers. */
static bool same_key(const struct object *a, const struct object *b)
{
	return a->path == b->path && a->device == b->device && a->inode == b->inode &&
	       a->id.len == b->id.len && !memcmp(a->id.bytes, b->id.bytes, a->id.len);
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
	struct object_entry **old = objects->slot;
	size_t slots = objects->slots;

	objects->slots = slots ? slots * 2 : 64;
	objects->slot = xcalloc(objects->slots, sizeof(*objects->slot));
	for (size_t i = 0; i < slots; i++) {
		if (old[i])
			*find_slot(objects, &old[i]->key) = old[i];
	}
	free(old);
}

/* How it can be found is no part of what it is. */
static struct object make_key(struct names *names, const struct object *object)
{
	return (struct object){
		.path = names_intern(names, object->path),
		.device = object->device,
		.inode = object->inode,
		.id = object->id,
	};
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
		(*slot)->index = objects->count++;
	}
	return *slot;
}

/* The path without the mark of a deleted file. */
static const char *undeleted_path(struct names *names, const char *path)
{
	char *name = xstrndup(path, undeleted_length(path));
	const char *interned = names_intern(names, name);

	free(name);
	return interned;
}

/*
 * What tells two files of one place apart; deleting a file does not change it. Nothing is read:
 * samples of the file wait for its unwind table.
 */
static uint64_t mark_of(int fd)
{
	struct stat st;

	if (fstat(fd, &st))
		return 0;
	return hash_u64(hash_u64(st.st_mtim.tv_sec) + st.st_mtim.tv_nsec) ^ st.st_size;
}

void objects_hold(struct objects *objects, struct names *names, const struct object *object, int fd,
		  bool is_ours, uint64_t now)
{
	struct object_entry *entry = objects_get(objects, names, object);
	uint64_t number = held_add(&objects->held, fd, is_ours ? entry->key.path : NULL, now);
	uint64_t mark = mark_of(fd);

	/* A deleted file's inode number is given to the next file, at the same path perhaps. */
	if (entry->held && entry->held_mark != mark)
		entry->is_ambiguous = true;
	entry->held = number;
	entry->held_mark = mark;
}

/* What is held of an object: by the name that it had before it was deleted, perhaps. */
static int held_of(struct objects *objects, struct names *names, struct object_entry *entry)
{
	struct object object = entry->key;

	if (entry->held || !object.path[undeleted_length(object.path)])
		return held_fd(&objects->held, entry->held);
	object.path = undeleted_path(names, object.path);
	entry = objects_get(objects, names, &object);
	return entry->is_ambiguous ? -1 : held_fd(&objects->held, entry->held);
}

/* Its debug file is looked for where the process saw it, too. */
static void set_origin(struct names *names, const struct object_entry *entry,
		       const struct places *places, struct elf_file *file, uint32_t tgid)
{
	const char *root = NULL;
	char name[32];

	if (tgid) {
		snprintf(name, sizeof(name), "/proc/%" PRIu32 "/root", tgid);
		root = names_intern(names, name);
	}
	elf_file_set_origin(file, places, undeleted_path(names, entry->key.path), root);
}

static bool is_elsewhere(const struct places *places)
{
	return places && places->elsewhere;
}

static enum unnamed open_entry(struct objects *objects, struct names *names,
			       struct object_entry *entry, const struct object *object,
			       const struct object_entry *kept, const struct places *places)
{
	const struct sources sources = {
		.places = places,
		.held = held_of(objects, names, entry),
		.parts = kept ? kept->parts : NULL,
		.part_count = kept ? kept->part_count : 0,
	};
	struct object wanted = *object;
	struct elf_file file;
	enum unnamed why;
	bool is_debug;
	uint32_t tgid;

	if (!wanted.id.len && entry->was_elsewhere == is_elsewhere(places))
		wanted.id = entry->id;
	why = object_open(&wanted, &sources, &file, &is_debug, &tgid);
	if (why)
		return why;
	entry->id = file.id;
	set_origin(names, entry, places, &file, tgid);
	entry->file = open_files_add(&objects->files, &file, is_debug);
	entry->file_number = entry->file->number;
	entry->was_elsewhere = is_elsewhere(places);
	return NAMED;
}

/*
 * What one process does not lead to, another one may, and a file that has been held since. While a
 * capture is read, it is not known yet whether it is from elsewhere.
 */
static uint64_t failure_key(const struct object_entry *entry, uint32_t tgid,
			    const struct places *places)
{
	return hash_u64(hash_u64(entry->index) ^ tgid) ^
	       hash_u64(entry->held << 1 | is_elsewhere(places));
}

/* Also where one of the files was opened before the other one came. */
static bool is_unclear(const struct object_entry *entry, const struct object *object)
{
	return entry->is_ambiguous && !object->id.len;
}

static bool is_open(const struct object_entry *entry, const struct places *places)
{
	return entry->file && entry->file->number == entry->file_number &&
	       entry->was_elsewhere == is_elsewhere(places);
}

/* As open_entry(), but what failed is not tried again. */
static enum unnamed try_open(struct objects *objects, struct names *names,
			     struct object_entry *entry, const struct object *object,
			     const struct object_entry *kept, const struct places *places)
{
	uint64_t key = failure_key(entry, object->tgid, places);
	const uint64_t *failed = u64map_find(&objects->failed, key);
	enum unnamed why;

	if (is_unclear(entry, object))
		return UNNAMED_CHANGED;
	if (failed)
		return *failed;
	why = open_entry(objects, names, entry, object, kept, places);
	if (why)
		*u64map_at(&objects->failed, key, NULL) = why;
	return why;
}

struct open_file *objects_open(struct objects *objects, struct names *names,
			       struct object_entry *entry, const struct object *object,
			       const struct object_entry *kept, const struct places *places)
{
	if (!is_open(entry, places) || is_unclear(entry, object)) {
		entry->why = try_open(objects, names, entry, object, kept, places);
		if (entry->why)
			return NULL;
		open_files_limit(&objects->files, entry->file);
	}
	open_files_use(&objects->files, entry->file);
	return entry->file;
}

enum unnamed objects_find(struct objects *objects, struct open_file *file, uint64_t offset,
			  struct strbuf *name, uint64_t *start, uint64_t *end)
{
	size_t symbols = file->elf.symbol_count;
	enum unnamed why = elf_file_find(&file->elf, offset, name, start, end);

	if (file->elf.symbol_count != symbols)
		open_files_limit(&objects->files, file);
	return why;
}
