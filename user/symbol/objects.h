/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The objects that were asked for, with what is known of each: its open file, and what a capture
 * kept of it.
 */
#ifndef FLAMEREC_SYMBOL_OBJECTS_H
#define FLAMEREC_SYMBOL_OBJECTS_H

#include "symbol/held.h"
#include "symbol/kept.h"
#include "symbol/names.h"
#include "symbol/open_files.h"
#include "symbol/places.h"
#include "symbol/resolver.h"
#include "util/u64map.h"

/**
 * struct object_entry - an object
 * @key: what it was asked by; its strings are interned
 * @index: its number, from 0
 * @why: why its file could not be opened when that was tried last
 * @id: the build-id of the file that was opened first: a later one must have it, too
 * @file: where its file was open
 * @file_number: the number that @file has as long as that is so; 0: it was never open
 * @was_elsewhere: &places.elsewhere, when that was found: what was sampled here needs more proof
 * @held: the number of a held file + 1; 0: none
 * @held_mark: what tells that from another file
 * @is_ambiguous: one after another, different files were it: nobody knows which one a sample is of
 * @kept: the names that a capture kept
 * @bounds: functions that a capture kept and that have no names
 * @parts: where the file is loaded, as a capture kept it, @part_count of them
 */
struct object_entry {
	struct object key;
	size_t index;
	enum unnamed why;
	struct build_id id;
	struct open_file *file;
	uint64_t file_number;
	bool was_elsewhere;
	uint64_t held;
	uint64_t held_mark;
	bool is_ambiguous;
	struct kept kept, bounds;
	struct loaded_part *parts;
	size_t part_count;
};

/**
 * struct objects - all of them; all zero is the empty set
 * @slot: open addressing; NULL: free
 * @slots: a power of two, or 0
 * @count: how many there are
 * @failed: hashes of objects and of the processes through which they could not be opened -> why not
 * @files: what is open
 * @held: what is held open
 */
struct objects {
	struct object_entry **slot;
	size_t slots, count;
	struct u64map failed;
	struct open_files files;
	struct held held;
};

void objects_free(struct objects *objects);

/**
 * objects_get() - the entry of an object
 * @objects: the objects
 * @names: where the strings of keys are interned
 * @object: equal by path, device, inode and build-id to another one, it is the same
 *
 * Return: the entry; valid until objects_free().
 */
struct object_entry *objects_get(struct objects *objects, struct names *names,
				 const struct object *object);

/* Hold @fd for an object; see resolver_hold(). */
void objects_hold(struct objects *objects, struct names *names, const struct object *object, int fd,
		  bool is_ours, uint64_t now);

/**
 * objects_open() - the object's file
 * @objects: the objects
 * @names: where strings are interned
 * @entry: one of @objects
 * @object: what @entry was got by; through its process it is looked for
 * @kept: the entry that holds what a capture kept of it
 * @places: where to look else; outlives @objects. NULL: nowhere
 *
 * Return: the file, valid until the next call; NULL with @entry->why set where there is none.
 */
struct open_file *objects_open(struct objects *objects, struct names *names,
			       struct object_entry *entry, const struct object *object,
			       const struct object_entry *kept, const struct places *places);

/* As elf_file_find(), in a file that objects_open() gave. */
enum unnamed objects_find(struct objects *objects, struct open_file *file, uint64_t offset,
			  struct strbuf *name, uint64_t *start, uint64_t *end);

#endif
