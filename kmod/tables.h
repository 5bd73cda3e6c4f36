/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Unwind tables of a session, and the files that they are bound to.
 *
 * A file is known by its device, inode number and the inode's generation: numbers, so that nothing
 * is held that would keep a file system from being unmounted. An object, once seen, stays until the
 * session ends, so that code ranges may point to it; its table may change under RCU.
 */
#ifndef FLAMESAMP_TABLES_H
#define FLAMESAMP_TABLES_H

#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/rcupdate.h>
#include <linux/types.h>
#include <linux/flamesamp.h>

#include "unwind_table.h"

struct fsamp_session;
struct vm_area_struct;

/* Files that a session tells apart. Code of more than these has no tables. */
#define FSAMP_OBJECTS_MAX	16384
#define FSAMP_OBJECT_BUCKETS	1024

/**
 * struct fsamp_table - a table
 * @view: its parts
 * @data: its memory
 * @index: memory of the view's index, or NULL
 * @bytes: of both
 * @number: by which the reader names it
 * @bindings: objects that use it
 * @list: in fsamp_tables.tables
 */
struct fsamp_table {
	struct fsamp_table_view view;
	void *data;
	u16 *index;
	u32 bytes;
	u32 number;
	u32 bindings;
	struct list_head list;
};

/* Who a file is. The kernel's own code, the vdso, has device 0. */
struct fsamp_file_key {
	u64 inode;
	u32 device;
	u32 generation;
};

/**
 * struct fsamp_object - a file that is mapped as code, or was bound
 * @node: in fsamp_tables.bucket
 * @key: which file
 * @table: its table, or NULL; read under RCU, set under fsamp_tables.lock
 * @answered: the reader has said what its table is
 */
struct fsamp_object {
	struct hlist_node node;
	struct fsamp_file_key key;
	struct fsamp_table *table;
	bool answered;
};

/**
 * struct fsamp_tables - all of a session
 * @lock: protects all but @bindings; innermost but for the allocator's (taken under mmap_lock)
 * @tables: struct fsamp_table
 * @last_number: of a table
 * @bindings: goes up with every change of a binding: walks remembered from before are void
 * @objects: number of objects in @bucket
 */
struct fsamp_tables {
	struct mutex lock;
	struct list_head tables;
	u32 last_number;
	u32 bindings;
	u32 objects;
	struct hlist_head *bucket;
};

/* Return: 0 or -ENOMEM. */
int fsamp_tables_init(struct fsamp_tables *tables);

/* Nothing may sample any more, and no code range be left. */
void fsamp_tables_free(struct fsamp_tables *tables);

/* The ioctls; may sleep. Return: as <linux/flamesamp.h> says. */
int fsamp_tables_upload(struct fsamp_tables *tables, struct flamesamp_upload *upload);
int fsamp_tables_bind(struct fsamp_tables *tables, const struct flamesamp_bind *bind);

/**
 * fsamp_object_of() - the object behind a mapping
 * @tables: the session's
 * @vma: an executable mapping; mmap_lock is held
 *
 * Return: the object, valid until fsamp_tables_free(); NULL for anonymous memory, or where there
 * are too many.
 */
struct fsamp_object *fsamp_object_of(struct fsamp_tables *tables, struct vm_area_struct *vma);

#endif
