/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ELF files with their symbol tables, as far as they are open: the same library of ten containers
 * is one of them. They are given up again when there are many, so that memory stays bounded however
 * many programs run.
 */
#ifndef FLAMEREC_SYMBOL_OPEN_FILES_H
#define FLAMEREC_SYMBOL_OPEN_FILES_H

#include <stdbool.h>
#include <stdint.h>

#include "symbol/elf_file.h"

/* Limits of what is open at once: well below the usual limit of descriptors, 1024. */
#define OPEN_FILES_MAX 128

/**
 * struct open_file - a file
 * @elf: the file
 * @is_debug: it is a debug file in the place of the file, whose code it does not have
 * @number: unlike that of any file before; 0: nothing is open here
 * @used: when it was asked for last, in calls of open_files_use()
 */
struct open_file {
	struct elf_file elf;
	bool is_debug;
	uint64_t number;
	uint64_t used;
};

/* All zero is the empty set. */
struct open_files {
	struct open_file file[OPEN_FILES_MAX];
	uint64_t numbers;
	uint64_t clock;
};

void open_files_free(struct open_files *files);

/**
 * open_files_add() - take a file over
 * @files: the files
 * @elf: an open file, of which nothing was asked yet; closed where it is there already
 * @is_debug: see &struct open_file
 *
 * Return: the file, or the one that is the same by build-id, size and layout.
 */
struct open_file *open_files_add(struct open_files *files, struct elf_file *elf, bool is_debug);

/* Note that @file is asked for. */
void open_files_use(struct open_files *files, struct open_file *file);

/* Give up others than @current until what is open is within the limits. */
void open_files_limit(struct open_files *files, const struct open_file *current);

#endif
