/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The objects that were asked for, with what is known of each: its open file, and the names that a
 * capture kept for it. Files and their symbol tables are given up again when many are open, so that
 * memory stays bounded however many programs run.
 */
#ifndef FLAMEREC_SYMBOL_OBJECTS_H
#define FLAMEREC_SYMBOL_OBJECTS_H

#include "symbol/elf_file.h"
#include "symbol/kept.h"
#include "symbol/names.h"
#include "symbol/resolver.h"

/**
 * struct object_entry - an object
 * @key: what it was asked by; its strings are interned
 * @why: NAMED where @file is open; else why the file could not be opened by @tried
 * @tried: the latest path that opening was tried with, interned; NULL: never tried
 * @is_open: @file is open
 * @file: the file
 * @used: when it was asked for last, in calls of objects_open()
 * @kept: the names that a capture kept
 */
struct object_entry {
	struct object key;
	enum unnamed why;
	const char *tried;
	bool is_open;
	struct elf_file file;
	uint64_t used;
	struct kept kept;
};

/* All zero is the empty set. */
struct objects {
	struct object_entry **slot;	/* open addressing; NULL: free */
	size_t slots;			/* a power of two, or 0 */
	size_t count;
	size_t open_count;
	uint64_t clock;
};

void objects_free(struct objects *objects);

/**
 * objects_get() - the entry of an object
 * @objects: the objects
 * @names: where the strings of keys are interned
 * @object: equal by path, device, inode and build-id to another one, it is the same; where neither
 *	inode nor build-id is known, also by open_path
 *
 * Return: the entry; valid until objects_free().
 */
struct object_entry *objects_get(struct objects *objects, struct names *names,
				 const struct object *object);

/**
 * objects_open() - the object's file
 * @objects: the objects
 * @entry: one of them
 * @open_path: interned; where to open it this time, or NULL
 *
 * Return: the file, valid until the next call; NULL with @entry->why set where there is none.
 */
struct elf_file *objects_open(struct objects *objects, struct object_entry *entry,
			      const char *open_path);

/* As elf_file_find(), in the file that objects_open() gave for @entry. */
enum unnamed objects_find(struct objects *objects, struct object_entry *entry, uint64_t offset,
			  struct strbuf *name, uint64_t *start, uint64_t *end);

#endif
