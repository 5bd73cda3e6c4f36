/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * User stacks that came as memory, with a chain that is only the module's best guess. They wait
 * until the maps of their programs are known, are walked then, and the walk's chain takes the
 * guess's place.
 */
#ifndef FLAMEREC_PROFILE_RAW_H
#define FLAMEREC_PROFILE_RAW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <linux/flamesamp.h>

#include "profile/profile.h"

/**
 * struct raw_stack - a stack
 * @end: the end of its chain, which no other stack has
 * @better: the end of the chain that is to take its place; 0: none so far, or none better
 * @record: its memory; owned. NULL once it was walked
 */
struct raw_stack {
	uint32_t end;
	uint32_t better;
	struct flamesamp_stack_bytes *record;
};

/**
 * struct raw_stacks - all of them
 * @stack: the stacks, @count of them
 * @waiting: those before this were walked
 * @bytes: of the records that wait
 * @walk: who walks; NULL: nobody, and records are not kept
 * @arg: its first argument
 */
struct raw_stacks {
	struct raw_stack *stack;
	size_t count, capacity;
	size_t waiting;
	size_t bytes;
	profile_walk_fn *walk;
	void *arg;
};

void raw_stacks_free(struct raw_stacks *raw);

/**
 * raw_take() - keep a stack's memory
 * @profile: the profile
 * @record: the memory, checked
 * @end: the end of the stack's chain; replaced by one that is its own
 */
void raw_take(struct profile *profile, const struct flamesamp_stack_bytes *record, uint32_t *end);

/**
 * raw_walk() - walk what waits, and let the samples have the better chains
 * @profile: the profile
 * @all: those, too, whose program's map may not have been told yet
 */
void raw_walk(struct profile *profile, bool all);

#endif
