/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Unwind tables for the module: the files that programs have mapped as code are compiled, uploaded
 * and bound, those of all running programs before sampling starts, others as the module asks for
 * them.
 *
 * Nothing here fails: a file that gets no table is walked by frame pointers, and the list says why.
 */
#ifndef FLAMEREC_SESSION_TABLES_H
#define FLAMEREC_SESSION_TABLES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>
#include <time.h>

#include "capture/device.h"
#include "capture/fsc.h"
#include "session/table_list.h"
#include "util/u64map.h"

/**
 * struct mapping - executable memory of a process
 * @tgid: the process
 * @start: first address
 * @end: first address behind it
 * @device: device number of the file, in user space's encoding
 * @inode: inode number; 0: there is no file
 * @path: as the process sees it
 * @number: counts those that wait
 */
struct mapping {
	uint32_t tgid;
	uint64_t start, end;
	uint64_t device, inode;
	const char *path;
	size_t number;
};

/**
 * struct tabled_file - a file that a program had mapped as code
 * @device, @inode: as &struct mapping
 * @changed: when its inode changed last: the inode of a deleted file is given to another one
 * @round: when it was opened last, see &struct tables
 * @table: number of its table; 0: it has none
 * @kept: @entry is in the capture
 * @entry: what is to be said of it
 */
struct tabled_file {
	uint64_t device, inode;
	struct timespec changed;
	uint64_t round;
	uint32_t table;
	bool kept;
	struct table_entry entry;
};

/**
 * struct tables - the files that are known
 * @device: a configured or running device; NULL: the session has no tables, all calls do nothing
 * @file: the files, @count of them
 * @by_place: hash of device, inode and path -> index of the file + 1
 * @by_id: hash of the build-id -> index of a file that has a table + 1
 * @round: goes up whenever the module asks for tables
 * @asked: the module has asked, and what it asked for has not been seen to yet: files that are
 *	known already may have become others
 * @pending: mappings that records told of and that are to be seen to; their paths are owned
 * @vdsos: FLAMESAMP_BIND_VDSO*: those that are bound
 * @said_full: the user knows that the module takes no more
 * @hold: called with @hold_arg and each file that is opened, at @fd: it may be out of reach when
 *	its process has ended. @is_ours: our own view of paths leads to it now. NULL: nobody wants
 *	to know
 */
struct tables {
	const struct device *device;
	struct tabled_file *file;
	size_t count, capacity;
	struct u64map by_place, by_id;
	uint64_t round;
	bool asked;
	struct mapping *pending;
	size_t pendings, pending_capacity;
	uint32_t vdsos;
	bool said_full;
	void (*hold)(void *arg, const struct object *object, int fd, bool is_ours);
	void *hold_arg;
};

/**
 * tables_scan() - tables for what is running
 * @tables: all zero but for the device
 * @pids: processes in scope, with their descendants
 * @count: how many; 0: all processes
 *
 * Shows its progress where standard error is a terminal and it takes long.
 */
void tables_scan(struct tables *tables, const uint32_t *pids, size_t count);

/* Tables for what a command, as it is given to execvp(), will map. */
void tables_scan_command(struct tables *tables, const char *name);

/* The module asks for tables: what the next records name is looked at again, known or not. */
void tables_ask(struct tables *tables);

/* Note the files that checked records name. To be followed by tables_follow(). */
void tables_take(struct tables *tables, const void *data, size_t bytes);

/* Tables for what was noted. */
void tables_follow(struct tables *tables);

/* Write what is new to say of files. Return: 0, or -1 after saying what is wrong. */
int tables_keep(struct tables *tables, struct fsc_writer *capture);

void tables_free(struct tables *tables);

/* Between the files of the tables: */

/* A table for what is mapped, unless it has one. */
void tables_cover(struct tables *tables, const struct mapping *mapping);

/* Whether tables_cover() would do something. */
bool tables_lack(const struct tables *tables, const struct mapping *mapping);

/* Whether a mapping is the vdso, and whether there is no table for that one. */
bool vdso_mapped(const struct mapping *mapping);
bool vdso_lacks(const struct tables *tables, const struct mapping *mapping);

/* A table for the vdso of this process; for that of another one. */
void vdso_cover_own(struct tables *tables);
void vdso_cover(struct tables *tables, const struct mapping *mapping);

/* The entry of a file, new or known. */
struct tabled_file *tables_file(struct tables *tables, const struct mapping *mapping);

/**
 * tables_give() - compile, upload and bind
 * @tables: the tables
 * @file: what it is; its entry is filled in
 * @fd: the file; stays the caller's
 * @flags: FLAMESAMP_BIND_*; 0: @fd is what is bound
 */
void tables_give(struct tables *tables, struct tabled_file *file, int fd, uint32_t flags);

/**
 * mapping_open() - open the file behind a mapping
 * @tables: the tables
 * @mapping: the mapping
 * @st: out: what fstat() says of it
 *
 * Return: a file descriptor for the caller to close, or -1 where the file can't be opened, is not a
 * regular one, or what is at its path is not what was mapped.
 */
int mapping_open(const struct tables *tables, const struct mapping *mapping, struct stat *st);

#endif
