// SPDX-License-Identifier: GPL-2.0-or-later
#include <fcntl.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "session/tables.h"
#include "util/alloc.h"

/* How sure it is that what is at a path is what was mapped. */
enum trust {
	TRUST_INODE,		/* if the inode says so */
	TRUST_LINK,		/* the path is a link to what is mapped */
};

/*
 * Memory maps and stat() tell different devices for one file on btrfs and overlayfs, which have no
 * block device of their own: their major number is 0. On overlayfs, inode numbers may differ, too.
 */
static bool is_mapped(const struct mapping *mapping, const struct stat *st, enum trust trust)
{
	bool unclear = !major(st->st_dev) || !major(mapping->device);

	if (!S_ISREG(st->st_mode))
		return false;
	if (unclear && trust == TRUST_LINK)
		return true;
	return st->st_ino == mapping->inode && (unclear || st->st_dev == mapping->device);
}

/*
 * In two steps: what is at the path by now may be a device, which opening would do something to, or
 * a FIFO, which it would wait for.
 */
static int open_path(const struct mapping *mapping, const char *path, enum trust trust,
		     struct stat *st)
{
	int fd = -1, place = open(path, O_PATH | O_CLOEXEC);
	char link[32];

	if (place < 0)
		return -1;
	snprintf(link, sizeof(link), "/proc/self/fd/%d", place);
	if (!fstat(place, st) && is_mapped(mapping, st, trust))
		fd = open(link, O_RDONLY | O_CLOEXEC);
	close(place);
	return fd;
}

/* The mapped file itself, even where it was deleted; for the privileged only. */
static int open_mapped(const struct mapping *mapping, struct stat *st)
{
	char path[80];

	snprintf(path, sizeof(path), "/proc/%" PRIu32 "/map_files/%" PRIx64 "-%" PRIx64,
		 mapping->tgid, mapping->start, mapping->end);
	return open_path(mapping, path, TRUST_LINK, st);
}

/* As the process sees the path, in its container. */
static int open_inside(const struct mapping *mapping, struct stat *st)
{
	char *path = xasprintf("/proc/%" PRIu32 "/root%s", mapping->tgid, mapping->path);
	int fd = open_path(mapping, path, TRUST_INODE, st);

	free(path);
	return fd;
}

int mapping_open(const struct mapping *mapping, struct stat *st)
{
	int fd = open_mapped(mapping, st);

	if (fd >= 0 || *mapping->path != '/')
		return fd;
	fd = open_inside(mapping, st);
	/* A process that has ended leads nowhere; its path may still be that of the file. */
	return fd >= 0 ? fd : open_path(mapping, mapping->path, TRUST_INODE, st);
}
