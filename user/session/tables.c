// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "symbol/build_id.h"
#include "session/tables.h"
#include "unwind/table.h"
#include "util/alloc.h"
#include "util/error.h"
#include "util/hash.h"

/* With the path: on btrfs, inode numbers are not unique on what memory maps call a device. */
static uint64_t place_of(const struct mapping *mapping)
{
	return hash_u64(hash_u64(mapping->device) + mapping->inode) ^
	       hash_bytes(mapping->path, strlen(mapping->path));
}

/* Equal hashes don't make equal places. */
static struct tabled_file *find(const struct tables *tables, const struct mapping *mapping)
{
	uint64_t *index = u64map_find(&tables->by_place, place_of(mapping));
	struct tabled_file *file = index ? &tables->file[*index - 1] : NULL;

	if (!file || file->device != mapping->device || file->inode != mapping->inode ||
	    strcmp(file->entry.path, mapping->path))
		return NULL;
	return file;
}

struct tabled_file *tables_file(struct tables *tables, const struct mapping *mapping)
{
	struct tabled_file *file = find(tables, mapping);

	if (file)
		return file;
	tables->file = grow(tables->file, &tables->capacity, tables->count + 1,
			    sizeof(*tables->file));
	file = &tables->file[tables->count++];
	*file = (struct tabled_file){
		.device = mapping->device,
		.inode = mapping->inode,
		.entry.path = xstrdup(mapping->path),
		.entry.why = UNTABLED_NO_FILE,
	};
	*u64map_at(&tables->by_place, place_of(mapping), NULL) = tables->count;
	return file;
}

bool tables_lack(const struct tables *tables, const struct mapping *mapping)
{
	const struct tabled_file *file;

	if (vdso_mapped(mapping))
		return vdso_lacks(tables, mapping);
	if (!mapping->inode)
		return false;
	file = find(tables, mapping);
	/* What one process could not give may be had through another one. */
	if (!file || file->entry.why == UNTABLED_NO_FILE)
		return true;
	return tables->asked && file->round != tables->round;
}

/* The file whose table one with this build-id can have, too. */
static const struct tabled_file *find_same(const struct tables *tables, const struct build_id *id)
{
	uint64_t *index = id->len ? u64map_find(&tables->by_id, hash_bytes(id->bytes, id->len)) :
				    NULL;
	const struct tabled_file *same = index ? &tables->file[*index - 1] : NULL;

	return same && same->table && build_ids_equal(&same->entry.id, id) ? same : NULL;
}

/* The module drops a table with the last file that it was bound to: this may fail. */
static bool bind_same(struct tables *tables, struct tabled_file *file, int fd, uint32_t flags)
{
	const struct tabled_file *same = find_same(tables, &file->entry.id);

	if (!same || device_bind(tables->device, flags ? -1 : fd, same->table, flags))
		return false;
	file->table = same->table;
	table_entry_copy(&file->entry, &same->entry);
	return true;
}

static void say_full(struct tables *tables)
{
	if (!tables->said_full)
		notice("the module takes no more unwind tables, and walks the other programs by "
		       "frame pointers; raise /sys/module/flamesamp/parameters/max_table_mb");
	tables->said_full = true;
}

static enum untabled upload(struct tables *tables, const struct unwind_table *table,
			    uint32_t *number)
{
	switch (device_upload(tables->device, table->data, table->bytes, number)) {
	case 0:
		return TABLED;
	case -ENOMEM:
		say_full(tables);
		return UNTABLED_NO_MEMORY;
	default:
		return UNTABLED_CORRUPT;
	}
}

static void compile(struct tables *tables, struct tabled_file *file, int fd)
{
	struct unwind_table table = { 0 };

	file->table = 0;
	table_entry_set(&file->entry, &table);
	file->entry.why = unwind_compile(fd, &table);
	if (file->entry.why)
		return;
	file->entry.why = upload(tables, &table, &file->table);
	if (!file->entry.why)
		table_entry_set(&file->entry, &table);
	free(table.data);
}

/* Without a table it is bound to none: the module need not ask for it again. */
static void bind(struct tables *tables, struct tabled_file *file, int fd, uint32_t flags)
{
	const struct build_id *id = &file->entry.id;

	if (device_bind(tables->device, flags ? -1 : fd, file->table, flags) && file->table) {
		table_entry_set(&file->entry, &(struct unwind_table){ 0 });
		file->table = 0;
		file->entry.why = UNTABLED_NO_MEMORY;
	}
	if (file->table && id->len)
		*u64map_at(&tables->by_id, hash_bytes(id->bytes, id->len), NULL) =
			file - tables->file + 1;
}

void tables_give(struct tables *tables, struct tabled_file *file, int fd, uint32_t flags)
{
	struct build_id id;

	build_id_read(fd, &id);
	if (!build_ids_equal(&id, &file->entry.id))
		file->table = 0;
	file->entry.id = id;
	file->kept = false;
	if (bind_same(tables, file, fd, flags))
		return;
	compile(tables, file, fd);
	bind(tables, file, fd, flags);
}

/* Whether it is the file that was opened when it was looked at before. */
static bool is_unchanged(const struct tabled_file *file, const struct stat *st)
{
	return file->entry.why != UNTABLED_NO_FILE &&
	       file->changed.tv_sec == st->st_ctim.tv_sec &&
	       file->changed.tv_nsec == st->st_ctim.tv_nsec;
}

void tables_cover(struct tables *tables, const struct mapping *mapping)
{
	struct tabled_file *file;
	struct stat st;
	int fd;

	if (!tables_lack(tables, mapping))
		return;
	if (vdso_mapped(mapping)) {
		vdso_cover(tables, mapping);
		return;
	}
	file = tables_file(tables, mapping);
	fd = mapping_open(tables, mapping, &st);
	if (fd < 0)
		return;
	file->round = tables->round;
	if (!is_unchanged(file, &st)) {
		file->changed = st.st_ctim;
		tables_give(tables, file, fd, 0);
	}
	close(fd);
}

int tables_keep(struct tables *tables, struct fsc_writer *capture)
{
	struct kept_table *kept = xcalloc(tables->count, sizeof(*kept));
	size_t n = 0;
	int result;

	for (size_t i = 0; i < tables->count; i++) {
		if (!tables->file[i].kept)
			kept[n++] = table_entry_kept(&tables->file[i].entry);
		tables->file[i].kept = true;
	}
	result = fsc_write_tables(capture, kept, n);
	free(kept);
	return result;
}

void tables_free(struct tables *tables)
{
	for (size_t i = 0; i < tables->count; i++)
		free(tables->file[i].entry.path);
	for (size_t i = 0; i < tables->pendings; i++)
		free((char *)tables->pending[i].path);
	free(tables->file);
	free(tables->pending);
	u64map_free(&tables->by_place);
	u64map_free(&tables->by_id);
	*tables = (struct tables){ 0 };
}
