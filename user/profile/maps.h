/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Memory maps: which file lay behind an address of a program at a time.
 */
#ifndef FLAMEREC_PROFILE_MAPS_H
#define FLAMEREC_PROFILE_MAPS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <linux/flamesamp.h>

#include "symbol/resolver.h"
#include "util/strpool.h"
#include "util/u64map.h"

/**
 * struct mapped_file - a file that programs have mapped
 * @object: what the resolver is asked about; its path is owned by the mapped_file
 * @first_ns: when it was seen in a map first
 * @next: another file that has the same path; 0: none
 * @is_memory: there is no file, but memory that may have generated code in it
 * @kept: its build-id went to profile_new_names()
 */
struct mapped_file {
	struct object object;
	uint64_t first_ns;
	uint32_t next;
	bool is_memory;
	bool kept;
};

/**
 * struct map - a file (or anonymous memory) behind a range of a program's addresses
 * @start: first address
 * @end: first address behind it
 * @offset: of @start in the file
 * @first_ns: when it was read first
 * @last_ns: when it was read last
 * @file: number of the file
 * @next: another map of the program; 0: none
 */
struct map {
	uint64_t start, end;
	uint64_t offset;
	uint64_t first_ns, last_ns;
	uint32_t file;
	uint32_t next;
};

/* Number 0 is no map and no file. */
struct maps {
	struct map *map;
	size_t maps, maps_capacity;
	struct mapped_file *file;
	size_t files, files_capacity;
	struct strpool paths;
	struct u64map by_path;	/* number in @paths -> first file */
	struct build_id *id;
	size_t ids, ids_capacity;
	struct u64map id_of;	/* number in @paths, or key of a file -> index of @id */
};

void maps_init(struct maps *maps);
void maps_free(struct maps *maps);

/* Adds a map to the list that begins at *@list, unless it is in there already. */
void maps_add(struct maps *maps, uint32_t *list, const struct flamesamp_map *record);

/**
 * maps_find() - the map of an address
 * @maps: all maps
 * @list: the program's
 * @address: the address
 * @ns: when it was sampled
 *
 * Maps are read a little after a sample asks for them, so of several maps of an address the first
 * one that was read after the sample is the likeliest, and one from before it a last resort.
 *
 * Return: its number, or 0.
 */
uint32_t maps_find(const struct maps *maps, uint32_t list, uint64_t address, uint64_t ns);

/* The build-id of all files with this path, present and future, as a capture tells it. */
void maps_identify(struct maps *maps, const char *path, const struct build_id *id);

/* The same for one file only: in two containers, different files are at one path. */
void maps_identify_file(struct maps *maps, const char *path, uint64_t device, uint64_t inode,
			const struct build_id *id);

/* Note that the file behind @map can be looked for through process @tgid, of this machine. */
void maps_locate(struct maps *maps, uint32_t map, uint32_t tgid);

#endif
