/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The walk of stacks that came as memory: by unwind tables of the files that were mapped, compiled
 * here when they are first needed.
 */
#ifndef FLAMEREC_SESSION_RAW_STACKS_H
#define FLAMEREC_SESSION_RAW_STACKS_H

#include <stdbool.h>

#include "profile/profile.h"

struct stack_walker;

/* Somebody for profile_set_walker(), to be freed after the profile; @resolver finds the files. */
struct stack_walker *stack_walker_new(struct resolver *resolver);
void stack_walker_free(struct stack_walker *walker);

/* Fits profile_walk_fn; @arg is a struct stack_walker. */
bool stack_walker_walk(void *arg, const struct flamesamp_stack_bytes *record,
		       const struct profile_code *code, size_t codes,
		       struct profile_walked *walked);

#endif
