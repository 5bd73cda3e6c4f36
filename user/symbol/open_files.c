// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "symbol/build_id.h"
#include "symbol/open_files.h"

#define MAX_SYMBOLS (256 * 1024)	/* 4 MiB */

/* More parts than this are compared by nobody: the files are not shared. */
#define MAX_PARTS 16

static void give_up(struct open_file *file)
{
	elf_file_close(&file->elf);
	memset(file, 0, sizeof(*file));
}

void open_files_free(struct open_files *files)
{
	for (size_t i = 0; i < OPEN_FILES_MAX; i++) {
		if (files->file[i].number)
			give_up(&files->file[i]);
	}
}

static bool same_parts(const struct elf_file *a, const struct elf_file *b)
{
	struct loaded_part a_part[MAX_PARTS], b_part[MAX_PARTS];
	size_t n = elf_file_parts(a, a_part, MAX_PARTS);

	if (n == MAX_PARTS || n != elf_file_parts(b, b_part, MAX_PARTS))
		return false;
	for (size_t i = 0; i < n; i++) {
		if (a_part[i].offset != b_part[i].offset || a_part[i].size != b_part[i].size ||
		    a_part[i].address != b_part[i].address)
			return false;
	}
	return true;
}

/* One that was stripped since has the same build-id, but another size. */
static struct open_file *find_same(struct open_files *files, const struct open_file *file)
{
	for (size_t i = 0; file->elf.id.len && i < OPEN_FILES_MAX; i++) {
		struct open_file *other = &files->file[i];

		if (other->number && other->is_debug == file->is_debug &&
		    build_ids_equal(&other->elf.id, &file->elf.id) &&
		    same_parts(&other->elf, &file->elf) &&
		    build_id_same_file(other->elf.fd, file->elf.fd))
			return other;
	}
	return NULL;
}

/* A free place, or that of the file that was not asked for for longest. */
static struct open_file *find_place(struct open_files *files)
{
	struct open_file *oldest = &files->file[0];

	for (size_t i = 0; i < OPEN_FILES_MAX; i++) {
		if (files->file[i].used < oldest->used)
			oldest = &files->file[i];
	}
	if (oldest->number)
		give_up(oldest);
	return oldest;
}

struct open_file *open_files_add(struct open_files *files, struct elf_file *elf, bool is_debug)
{
	struct open_file new = { .elf = *elf, .is_debug = is_debug }, *file;

	file = find_same(files, &new);
	if (file) {
		elf_file_close(elf);
		return file;
	}
	file = find_place(files);
	new.number = ++files->numbers;
	*file = new;
	return file;
}

void open_files_use(struct open_files *files, struct open_file *file)
{
	file->used = ++files->clock;
}

void open_files_limit(struct open_files *files, const struct open_file *current)
{
	struct open_file *oldest;
	size_t symbols;

	do {
		oldest = NULL;
		symbols = 0;
		for (size_t i = 0; i < OPEN_FILES_MAX; i++) {
			struct open_file *file = &files->file[i];

			symbols += file->elf.symbol_count;
			if (file->number && file != current &&
			    (!oldest || file->used < oldest->used))
				oldest = file;
		}
		if (symbols > MAX_SYMBOLS && oldest)
			give_up(oldest);
	} while (symbols > MAX_SYMBOLS && oldest);
}
