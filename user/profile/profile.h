/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A profile in the making: records go in, samples are counted by (program, stack). Nothing is
 * named until profile_stacks(): each distinct address is asked for once.
 */
#ifndef FLAMEREC_PROFILE_PROFILE_H
#define FLAMEREC_PROFILE_PROFILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <linux/flamesamp.h>

#include "profile/style.h"
#include "profile/stack.h"
#include "profile/use.h"
#include "symbol/resolver.h"

/* What was counted while records went in. In periods, unless said otherwise. */
struct profile_counts {
	uint64_t samples;	/* periods that samples and idle records stand for */
	uint64_t sample_records;
	uint64_t idle;		/* of @samples: slept through or in the idle function */
	uint64_t late;		/* of @samples: late in kernel mode: interrupts may have been off */
	uint64_t late_user;	/* of @samples: late in user mode: the CPU itself was held up */
	uint64_t user;		/* of @samples: in user mode */
	/* How user stacks ended; and how many of them have frames found by frame pointers. */
	uint64_t user_end[FLAMESAMP_USER_ENDS];
	uint64_t user_by_fp;
	/* Kernel stacks that were cut, by cause. */
	uint64_t kernel_deep, kernel_broken;
	uint64_t lost[FLAMESAMP_LOSS_SPACE];	/* as the stream tells it, by enum flamesamp_loss */
	uint64_t orphans;	/* samples of a stack that the stream never defined */
	uint64_t modules;	/* kernel modules that were loaded meanwhile */
	uint64_t first_ns, last_ns;	/* CLOCK_MONOTONIC of the first and the last sample */

	/* The rest, and what of @idle was sampled, is known after profile_stacks(). */
	uint64_t frames;	/* addresses in all samples together */
	uint64_t unnamed[UNNAMED_REASONS];	/* of @frames, by reason */
};

struct profile;

/* A range of addresses that a program had mapped as code. */
struct profile_code {
	uint64_t start, end;
	uint64_t offset;	/* of @start in the file */
	const struct object *object;
};

/* A user stack as it was found by walking: addresses, innermost first, and how it ended. */
struct profile_walked {
	__u64 ip[FLAMESAMP_FRAMES_MAX];
	unsigned int n;
	enum flamesamp_user_end end;
	bool by_fp;		/* some of it was found by frame pointers */
};

/**
 * typedef profile_walk_fn - walk a stack that was captured as memory
 * @arg: of profile_set_walker()
 * @record: the memory, and the registers
 * @code: what the program had mapped as code, ordered by address, without overlaps
 * @codes: how many
 * @walked: filled in
 *
 * Return: whether it could be walked.
 */
typedef bool profile_walk_fn(void *arg, const struct flamesamp_stack_bytes *record,
			     const struct profile_code *code, size_t codes,
			     struct profile_walked *walked);

/* @hz: the rate of the capture, for the judgement what is late; 0: unknown. */
struct profile *profile_new(unsigned int hz);
void profile_free(struct profile *profile);
void profile_set_rate(struct profile *profile, unsigned int hz);

/* The records are of this machine and this moment: files are looked for through /proc, too. */
void profile_set_live(struct profile *profile);

/* How frames are shown; copied. Without: demangled, and nothing else. */
void profile_set_style(struct profile *profile, const struct frame_style *style);

/* Who walks stacks that come as memory; without, their chain is what the module made of them. */
void profile_set_walker(struct profile *profile, profile_walk_fn *walk, void *arg);

/* The build-id of what was mapped from @path, as a capture kept it. */
void profile_identify(struct profile *profile, const char *path, const struct build_id *id);

/* The same of one of the files that were at that path, by what stat(2) told of it. */
void profile_identify_file(struct profile *profile, const char *path, uint64_t device,
			   uint64_t inode, const struct build_id *id);

/* Takes checked records of one CPU in ring order; fits records_fn. Always returns 0. */
int profile_records(void *profile, unsigned int cpu, const void *data, size_t bytes);

const struct profile_counts *profile_counts(const struct profile *profile);

/* Add those of another profile, but for times, which are not comparable. */
void profile_counts_add(struct profile_counts *counts, const struct profile_counts *other);

/* From now on, keep each sample by itself, for STACKS_EACH: 32 bytes a sample. */
void profile_keep_samples(struct profile *profile);

/**
 * profile_stacks() - name and fold
 * @profile: the profile; may go on growing afterwards
 * @resolver: whom to ask for names
 * @want: STACKS_EACH (only what came since profile_keep_samples(), which is due before),
 *	STACKS_PLACES; 0: equal stacks are counted together
 * @take: called with each stack
 * @arg: its first argument
 */
void profile_stacks(struct profile *profile, struct resolver *resolver, unsigned int want,
		    stack_fn *take, void *arg);

/**
 * profile_file_uses() - the files that samples are in
 * @profile: the profile, after profile_stacks()
 * @uses: set to them, those with most frames without a name first, then those with most samples;
 *	valid until @profile grows or goes
 *
 * Return: how many.
 */
size_t profile_file_uses(const struct profile *profile, const struct file_use **uses);

/* Calls @take with each file that a program had mapped as code. */
void profile_objects(const struct profile *profile,
		     void (*take)(void *arg, const struct object *object), void *arg);

/* An address that occurs, with the place that it resolves to. */
struct profile_name {
	const struct object *object;	/* NULL: the kernel, or generated code */
	uint64_t jit_program;		/* whose generated code it is, or was; 0: it is none */
	struct symbol symbol;
};

/**
 * profile_new_names() - name the addresses that have come up since the last call
 * @profile: the profile
 * @resolver: whom to ask
 * @take: called once for each symbol and for each object of an unnamed address
 * @goes_on: asked before each address whether there is time for it; NULL: there is
 * @arg: their first argument
 *
 * For keeping them in a capture file while the machine still runs what was sampled.
 *
 * Return: whether all were named. If not, the next call with @goes_on goes on from there.
 */
bool profile_new_names(struct profile *profile, struct resolver *resolver,
		       void (*take)(void *arg, const struct profile_name *name),
		       bool (*goes_on)(void *arg), void *arg);

#endif
