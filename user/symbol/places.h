/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where files are looked for that are not at the paths where programs saw them: below a sysroot, in
 * directories of debug files, in the bundle of a capture, at debuginfod servers.
 */
#ifndef FLAMEREC_SYMBOL_PLACES_H
#define FLAMEREC_SYMBOL_PLACES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "symbol/resolver.h"

struct bundle;
struct debug_servers;

/**
 * struct places - where to look, in this order
 * @sysroot: the root file system of the machine that was sampled; NULL: none
 * @debug_dirs: directories of debug files (laid out as /usr/lib/debug, or a tree of files with the
 *	same names), @debug_dir_count of them
 * @bundles: archives that flamerec bundle made, @bundle_count of them
 * @elsewhere: what was sampled is another machine, or this one before it was booted: inode numbers
 *	say nothing, and what is at a path here is used only where its build-id says so
 * @servers: debuginfod servers that may be asked, after everything else and never while sampling;
 *	NULL: none
 *
 * All of it belongs to whoever filled it in. All zero: the machine's own places only.
 */
struct places {
	const char *sysroot;
	const char **debug_dirs;
	size_t debug_dir_count;
	struct bundle **bundles;
	size_t bundle_count;
	bool elsewhere;
	struct debug_servers *servers;
};

/**
 * struct wanted_file - what identifies a file that is looked for
 * @path: as the programs saw it
 * @root: what to put before a path to see it as the programs did ("/proc/12/root"); NULL: nothing
 * @id: its build-id; len 0: unknown
 * @link: name of its debug file by .gnu_debuglink; NULL: not told
 * @link_crc: CRC-32 of that file
 */
struct wanted_file {
	const char *path;
	const char *root;
	struct build_id id;
	const char *link;
	uint32_t link_crc;
};

/**
 * places_open_debug() - find the debug file that was split off a file
 * @places: where to look besides /usr/lib/debug and beside the file itself; NULL: nowhere
 * @wanted: the file that it was split off
 *
 * By build-id; else by .gnu_debuglink, with its checksum; else by name in @places.debug_dirs. A
 * file with another build-id is never the one.
 *
 * Return: a file descriptor for the caller to close, or -1.
 */
int places_open_debug(const struct places *places, const struct wanted_file *wanted);

/**
 * places_open_file() - find a file itself, with its code
 * @places: where to look; NULL: nowhere
 * @wanted: the file
 *
 * In the sysroot by its path, then everywhere by its build-id. Where @wanted has a build-id, the
 * file has the same; where it has none, only the sysroot's file at its path is taken.
 *
 * Return: a file descriptor for the caller to close, or -1.
 */
int places_open_file(const struct places *places, const struct wanted_file *wanted);

/* The file that .gnu_debugaltlink names (made by dwz): by build-id. Return: as above. */
int places_open_alternate(const struct places *places, const char *link, const struct build_id *id);

#endif
