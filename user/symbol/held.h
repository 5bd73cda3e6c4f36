/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Files that are held open because their paths lead to them no more, never did, or may soon not do:
 * a bounded number of descriptors.
 */
#ifndef FLAMEREC_SYMBOL_HELD_H
#define FLAMEREC_SYMBOL_HELD_H

#include <stdbool.h>
#include <stdint.h>

#include "symbol/resolver.h"

/* Far below the usual limit of descriptors, 1024, together with what objects have open. */
#define HELD_MAX 128

/*
 * For so long a file is held that our own view of paths leads to: programs are compiled, run and
 * deleted in a second. Longer, as an open file keeps its file system from being unmounted, only if
 * the path leads to it no more by then.
 */
#define HELD_NS 5000000000ull

/**
 * struct held_file - a file
 * @fd: the file; closed with it; -1: it was let go of
 * @id: its build-id, where @path was NULL from the first; else len 0
 * @path: our own path to it; NULL: there is none
 * @since_ns: when it was taken
 */
struct held_file {
	int fd;
	struct build_id id;
	const char *path;
	uint64_t since_ns;
};

/**
 * struct held - the files; all zero is the empty set
 * @file: number n is in @file[n % HELD_MAX], until HELD_MAX later ones have come
 * @count: how many have come
 */
struct held {
	struct held_file file[HELD_MAX];
	uint64_t count;
};

void held_free(struct held *held);

/**
 * held_add() - hold a copy of @fd
 * @held: the files
 * @fd: stays the caller's
 * @path: our own path to it, which outlives @held; NULL: there is none
 * @now: in ns
 *
 * Copies of one file are held once. Return: the file's number + 1; 0: it can't be held.
 */
uint64_t held_add(struct held *held, int fd, const char *path, uint64_t now);

/* Let go of those that have been held for HELD_NS at @now, and that their paths still lead to. */
void held_review(struct held *held, uint64_t now);

/* What held_add() returned @number for. Return: its descriptor, or -1: it was let go of. */
int held_fd(const struct held *held, uint64_t number);

#endif
