/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The samples of a capture one by one, and the places that stacks may begin at.
 */
#ifndef STACKS_RECORDED_H
#define STACKS_RECORDED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "profile/state.h"
#include "util/u64map.h"

/**
 * struct taken - a sample
 * @ns: when
 * @end: the last node of its stack in the profile's chains
 */
struct taken {
	uint64_t ns;
	uint32_t end;
};

/**
 * struct recorded - a capture
 * @profile: what the recorder's own reader makes of it
 * @taken: its samples
 * @begun: index of a program -> ns of its fork or exec; those that are older have none
 */
struct recorded {
	struct profile *profile;
	struct taken *taken;
	size_t count, capacity;
	struct u64map begun;
};

/* Code of a file that nobody calls, as offsets in the file. */
struct entry {
	char path[256];
	uint64_t start, end;
};

struct entries {
	struct entry *entry;
	size_t count, capacity;
};

/* Both end the program where they can't. */
void recorded_read(struct recorded *recorded, const char *path);
void entries_read(struct entries *entries, const char *path);

/* Whether stacks may begin at the instruction at @offset of a file. */
bool entries_hold(const struct entries *entries, const char *path, uint64_t offset);

/* Name of the program of a sample's stack. */
const char *recorded_name(const struct recorded *recorded, const struct taken *taken);

/*
 * The innermost user frame of a sample's stack; the others follow it by @parent, up to a node of
 * kind CHAIN_PROGRAM. NULL: there is none.
 */
const struct chain_node *recorded_leaf(const struct recorded *recorded, const struct taken *taken);

/**
 * recorded_locate() - the file behind a frame
 * @recorded: the capture
 * @taken: the sample
 * @frame: a user frame of its stack
 * @offset: out: of the instruction in the file; of a return address: of its call's last byte
 *
 * Return: the path; NULL: nothing was mapped there.
 */
const char *recorded_locate(const struct recorded *recorded, const struct taken *taken,
			    const struct chain_node *frame, uint64_t *offset);

#endif
