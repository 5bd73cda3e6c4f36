/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The files that samples are in: how many samples each has, and how many frames without a name.
 */
#ifndef FLAMEREC_PROFILE_USE_H
#define FLAMEREC_PROFILE_USE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "profile/maps.h"
#include "symbol/resolver.h"

/**
 * struct file_use - a file
 * @object: the file; NULL: the kernel, or no file at all
 * @is_kernel: the kernel and its modules
 * @samples: in whose stacks it occurs
 * @frames: addresses of those samples that are in it
 * @unnamed: of @frames, by reason
 */
struct file_use {
	const struct object *object;
	bool is_kernel;
	uint64_t samples;
	uint64_t frames;
	uint64_t unnamed[UNNAMED_REASONS];
};

/* All frames of a file that have no name. */
uint64_t file_use_unnamed(const struct file_use *use);

/* The reason that most of them have; NAMED: all have a name. */
enum unnamed file_use_reason(const struct file_use *use);

/* --- for who counts */

/**
 * struct uses - counts in the making, or made
 * @file: while they are made, one a mapped file, then the kernel's; afterwards those with frames
 * @seen: the stack that was counted last for each of them
 * @count: how many there are in @file
 * @stack: number of the stack that is being counted
 */
struct uses {
	struct file_use *file;
	uint64_t *seen;
	size_t count;
	uint64_t stack;
};

/* All counts 0; what was counted before is forgotten. */
void uses_start(struct uses *uses, const struct maps *maps);

/* The number of the kernel, after those of mapped files. */
static inline uint32_t uses_kernel(const struct uses *uses)
{
	return uses->count - 1;
}

/* What is counted from now on is of another stack. */
static inline void uses_next_stack(struct uses *uses)
{
	uses->stack++;
}

/* A frame of @count samples. */
void uses_add(struct uses *uses, uint32_t file, enum unnamed why, uint64_t count);

/* Drops files without frames, and sorts: those with most frames without a name first. */
void uses_finish(struct uses *uses);
void uses_free(struct uses *uses);

#endif
