/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a profile consists of; for the files that make it up.
 */
#ifndef FLAMEREC_PROFILE_STATE_H
#define FLAMEREC_PROFILE_STATE_H

#include "profile/chains.h"
#include "profile/profile.h"
#include "profile/programs.h"
#include "profile/raw.h"
#include "profile/sample_log.h"
#include "profile/use.h"
#include "util/u64map.h"

/* Stack numbers of a ring are dense, so they are kept in runs of so many. */
#define STACK_RUN 64

/**
 * struct profile - see profile.h
 * @hz: rate, or 0
 * @live: the sampled machine is this one
 * @style: how frames are shown
 * @counts: so far
 * @slept: of @counts.idle: periods of idle records
 * @programs: who ran
 * @chains: the stacks
 * @raw: those that came as memory, too
 * @stack: ends of chains, in runs of STACK_RUN; 0 where the stream defined none
 * @runs: cpu << 32 | number of a stack / STACK_RUN -> place of the run in @stack
 * @base_ns: cpu -> the time that its samples count from
 * @indexed: cpu << 32 | index that a ring gave a program -> its index in @programs
 * @sampled: bucket_key() -> periods
 * @keeps_samples: samples go to @log, too
 * @log: each sample by itself
 * @uses: the files that samples are in, after profile_stacks()
 * @placed: the objects of frames' places, one a mapped file; NULL: none were wanted
 * @next_name: the node that profile_new_names() stopped at; 0: it came to the end
 * @kept: functions whose names profile_new_names() has handed out
 * @named: addresses of programs that have such names, hashed
 */
struct profile {
	unsigned int hz;
	bool live;
	struct frame_style style;
	struct profile_counts counts;
	uint64_t slept;
	struct programs programs;
	struct chains chains;
	struct raw_stacks raw;
	uint32_t *stack;
	size_t stacks, stacks_capacity;
	struct u64map runs;
	struct u64map base_ns;
	struct u64map indexed;
	struct u64map sampled;
	bool keeps_samples;
	struct sample_log log;
	struct uses uses;
	struct object *placed;
	uint32_t next_name;
	struct u64map kept;
	struct u64map named;
};

/* Low bits of a key that are not the stack. */
#define BUCKET_BITS 3

/* Samples are counted by stack, by what the CPU was doing, and by whether they were late. */
static inline uint64_t bucket_key(uint32_t end, unsigned int context, bool late)
{
	return (uint64_t)end << BUCKET_BITS | context << 1 | late;
}

static inline uint32_t bucket_end(uint64_t key)
{
	return key >> BUCKET_BITS;
}

static inline unsigned int bucket_context(uint64_t key)
{
	return key >> 1 & FLAMESAMP_CONTEXT_MASK;
}

static inline bool bucket_late(uint64_t key)
{
	return key & 1;
}

/* Count how @weight periods with a chain end of this value were cut, and how they were found. */
void profile_count_ends(struct profile_counts *counts, uint64_t end, uint64_t weight);

#endif
