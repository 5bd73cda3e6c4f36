/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Files that are held open because their paths lead to them no more, or never did: a bounded number
 * of descriptors.
 */
#ifndef FLAMEREC_SYMBOL_HELD_H
#define FLAMEREC_SYMBOL_HELD_H

#include <stdint.h>

#include "symbol/resolver.h"

/* Far below the usual limit of descriptors, 1024, together with what objects have open. */
#define HELD_MAX 64

/**
 * struct held_file - a file
 * @fd: the file; closed with it
 * @id: its build-id
 */
struct held_file {
	int fd;
	struct build_id id;
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
 *
 * Copies of one file are held once. Return: the file's number + 1; 0: it can't be held.
 */
uint64_t held_add(struct held *held, int fd);

/* What held_add() returned @number for. Return: its descriptor, or -1: it was let go of. */
int held_fd(const struct held *held, uint64_t number);

#endif
