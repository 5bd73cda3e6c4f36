/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What functions do, by their names.
 */
#ifndef FLAMEREC_ANALYZE_ACTIVITY_H
#define FLAMEREC_ANALYZE_ACTIVITY_H

#include <stdbool.h>
#include <stdint.h>

#include "profile/tree.h"

enum activity {
	ALLOCATION,
	COLLECTION,	/* of garbage */
	COMPRESSION,
	COPYING,
	CRYPTO,
	FILES,
	LOCKS,
	NETWORK,
	PAGE_FAULTS,
	REGEX,
	SCHEDULING,
	SERIALIZATION,
	SPINNING,
	SYSCALL_ENTRY,	/* the way into the kernel and back alone */
	SYSCALL,	/* a system call as a whole: for evidence */
	PLUMBING,	/* calls others by its trade, so that callers and recursion say nothing */
	KERNEL_ENTRY,	/* what is below is the kernel's */
	ACTIVITIES
};

#define ACTIVITY(activity) (1u << (activity))

/**
 * struct name_group - names of functions
 * @activity: what such functions do
 * @flags: NAME_*
 * @names: the names, ended by NULL; one that ends in '*' stands for all that begin so. Without
 *	leading underscores, and without what compilers and libraries append for variants
 */
struct name_group {
	enum activity activity;
	unsigned int flags;
	const char *const *names;
};

#define NAME_KERNEL	1u	/* functions of the kernel */
#define NAME_COMMON	2u	/* names that others may have, too: less sure */

/* Ended by one without names. */
extern const struct name_group name_groups[];

/**
 * name_matches() - compare a name with a pattern
 * @pattern: as in &struct name_group
 * @name: of a frame: with leading underscores, ".isra.0", "@plt", "_avx2", "(int)", " [ext4]"
 *
 * The name has to begin like the pattern, at a boundary: "my_memcpy_test" and "memcpy_test" are no
 * memcpy, "__memcpy_avx_unaligned_erms" is one.
 */
bool name_matches(const char *pattern, const char *name);

/**
 * struct activities - what a tree's functions do
 * @of_node: activities, as a set, of each node by itself
 * @sure: of them, those known by names that nobody else has
 * @kernel: by node, whether it is the kernel's; where no frame tells, all below its entries is
 */
struct activities {
	uint32_t *of_node, *sure;
	bool *kernel;
};

void activities_find(struct activities *activities, const struct tree *tree);
void activities_free(struct activities *activities);

#endif
