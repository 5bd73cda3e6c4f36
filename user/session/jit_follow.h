/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Programs that may generate code, and when their compilers are asked what they made: while they
 * run, since what they tell is often gone with them.
 */
#ifndef FLAMEREC_SESSION_JIT_FOLLOW_H
#define FLAMEREC_SESSION_JIT_FOLLOW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "symbol/resolver.h"
#include "util/u64map.h"

/**
 * struct jit_followed - a program
 * @number: its number
 * @tgid: its process
 * @tries: it was looked so often for a map in vain; JIT_TRIES where there is no hurry
 * @next_ns: not before this it is looked for again
 * @place: jitdump files, @places of them; their paths are owned
 */
struct jit_followed {
	uint64_t number;
	uint32_t tgid;
	unsigned int tries;
	uint64_t next_ns;
	struct object *place;
	size_t places, capacity;
};

/* All zero is none. */
struct jit_follow {
	struct jit_followed *program;
	size_t count, capacity;
	struct u64map by_number;	/* -> index of @program */
	bool in_hurry;			/* one of them was not found a map of */
};

void jit_follow_free(struct jit_follow *follow);

/* What checked records tell of executable memory. */
void jit_follow_take(struct jit_follow *follow, const void *data, size_t bytes);

/* Read the maps of programs that are new, and of those that had none shortly before @now, in ns. */
void jit_follow_new(struct jit_follow *follow, struct resolver *resolver, uint64_t now);

/* Read what was added to all. What it says is true of the samples that were taken before. */
void jit_follow_all(struct jit_follow *follow, struct resolver *resolver);

#endif
