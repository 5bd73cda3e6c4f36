/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From what a memory map says of a file to the file itself, open, and proven to be the one that was
 * mapped. A file of the same name may have come in its place, or a process may see another one at
 * the path than we do.
 */
#ifndef FLAMEREC_SYMBOL_LOCATE_H
#define FLAMEREC_SYMBOL_LOCATE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>

#include "symbol/resolver.h"

/* What the kernel appends to the path of a file that is not at it any more. */
#define DELETED_SUFFIX " (deleted)"

/* The length of a path without that mark. */
size_t undeleted_length(const char *path);

/**
 * struct located - a mapped file
 * @fd: open for reading; the caller's to close
 * @st: what fstat() says of it
 * @tgid: the process through which it was found; 0: our own view of paths leads to it
 */
struct located {
	int fd;
	struct stat st;
	uint32_t tgid;
};

/**
 * locate() - find a file that was mapped on this machine, since it was booted
 * @object: the file. Where its build-id is known that is the last word, else inode and device are;
 *	where neither is known, the file at its path is taken
 * @held: a file that was open already when it was mapped, and is used where only a process that
 *	may be gone leads to it; -1: none. It stays the caller's
 * @found: filled in on success
 *
 * Nothing but regular files is opened: opening a device may do something to it, and opening a FIFO
 * may wait.
 *
 * Return: NAMED; UNNAMED_NO_FILE where nothing is there; UNNAMED_CHANGED where something is, but
 * it was not proven to be the file; UNNAMED_NOT_ELF where it can't be a file with code.
 */
enum unnamed locate(const struct object *object, int held, struct located *found);

/* The same for what was mapped elsewhere: what is at the path here, if its build-id is that one. */
enum unnamed locate_by_id(const struct object *object, struct located *found);

#endif
