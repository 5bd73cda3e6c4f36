/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From an object in a process's memory map to the file that its names are in, or the reason why
 * there is none: the file itself, a copy of it from another place, or its debug file.
 */
#ifndef FLAMEREC_SYMBOL_OBJECT_OPEN_H
#define FLAMEREC_SYMBOL_OBJECT_OPEN_H

#include "symbol/elf_file.h"
#include "symbol/places.h"
#include "symbol/resolver.h"

/**
 * struct sources - where to look
 * @places: beyond this machine's own paths; NULL: nowhere
 * @held: a file that was held open for the object; -1: none
 * @parts: where the file is loaded, as a capture kept it, @part_count of them
 */
struct sources {
	const struct places *places;
	int held;
	const struct loaded_part *parts;
	size_t part_count;
};

/**
 * object_open() - open what an object's names can be had from
 * @object: the object
 * @sources: where to look
 * @file: filled on success; to be closed by elf_file_close()
 * @is_debug: set to whether it is a debug file, without code
 * @tgid: set to the process through which it was found; 0: none
 *
 * Return: NAMED, or why the object's own file could not be used.
 */
enum unnamed object_open(const struct object *object, const struct sources *sources,
			 struct elf_file *file, bool *is_debug, uint32_t *tgid);

#endif
