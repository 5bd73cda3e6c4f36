/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How sure it is that a file is the one that was mapped, where no build-id tells.
 */
#ifndef FLAMEREC_SYMBOL_PROOF_H
#define FLAMEREC_SYMBOL_PROOF_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>

#include "symbol/resolver.h"

enum proof {
	PROOF_OTHER,		/* it is another file */
	PROOF_UNCLEAR,		/* nothing speaks for it or against it */
	PROOF_LIKELY,		/* the same inode number, on a file system that hides its device */
	PROOF_SURE,		/* the same inode of the same device, or the kernel says so */
};

/* By inode and device; @fd: the file, or its place. */
enum proof proof_by_place(const struct object *object, int fd, const struct stat *st);

/* Whether a link below map_files, which is in @object's range, still is that of its mapping. */
bool proof_by_link(const struct object *object, const char *link);

/**
 * proof_outdated() - whether a file was written, or made, after it had been seen mapped
 * @fd: the file
 * @seen_ns: CLOCK_MONOTONIC; 0: unknown
 *
 * A file that is written in place stays the inode that it was, and file systems give the number of
 * a deleted inode to the next file that is made. Return: true where the file's times tell so.
 */
bool proof_outdated(int fd, uint64_t seen_ns);

#endif
