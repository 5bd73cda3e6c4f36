/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Plain tar archives (POSIX.1-1988 "ustar"): regular files with short names, nothing else. Written
 * so that the same files make the same bytes; read with suspicion.
 */
#ifndef FLAMEREC_SYMBOL_TAR_H
#define FLAMEREC_SYMBOL_TAR_H

#include <stdbool.h>
#include <stdint.h>

#define TAR_BLOCK 512
#define TAR_NAME_MAX 100
#define TAR_SIZE_MAX 077777777777ull	/* 11 octal digits: 8 GiB - 1 */

/**
 * struct tar_member - a regular file in an archive
 * @name: its name, without "./" in front
 * @offset: where its bytes are in the archive
 * @size: how many
 */
struct tar_member {
	char name[TAR_NAME_MAX + 1];
	uint64_t offset, size;
};

enum tar_next {
	TAR_MEMBER,	/* there is one */
	TAR_END,	/* the archive ends here, as it should */
	TAR_BROKEN,	/* it is cut off, or no tar archive from here on */
};

/**
 * tar_next() - find the next regular file of an archive
 * @fd: the archive, a regular file
 * @at: in: where to look, 0 at first; out: behind the member
 * @member: filled in for TAR_MEMBER; all its bytes are in the archive
 *
 * Directories, links and the like are skipped, and so is a file whose name or size another header
 * gives (pax, GNU): we write none.
 */
enum tar_next tar_next(int fd, uint64_t *at, struct tar_member *member);

/**
 * tar_add() - append a file
 * @out: the archive, open for writing
 * @name: of the member; at most TAR_NAME_MAX characters
 * @fd: the file: its first @size bytes
 * @size: how many; at most TAR_SIZE_MAX
 *
 * Return: 0, or -errno: -ENODATA where the file is shorter than it was.
 */
int tar_add(int out, const char *name, int fd, uint64_t size);

/* Append the end of the archive. Return: 0, or -errno. */
int tar_end(int out);

#endif
