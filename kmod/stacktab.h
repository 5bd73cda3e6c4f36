/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The stack table of one CPU: which stacks the ring has defined, and under which number.
 *
 * A stack is known by a 64-bit hash, keyed with random bits that never leave the kernel. Two
 * different stacks share a hash with a probability of n^2 / 2^65 for n stacks (3e-8 for a
 * million); nobody can construct a pair without the key.
 */
#ifndef FLAMESAMP_STACKTAB_H
#define FLAMESAMP_STACKTAB_H

#include <linux/types.h>

#define FSAMP_STACKTAB_WAYS	4

/* Stacks whose hash leads to the same place; when it is full, they evict each other in turn. */
struct fsamp_stack_bucket {
	u64 hash[FSAMP_STACKTAB_WAYS];	/* 0: free */
	u32 id[FSAMP_STACKTAB_WAYS];
};

struct fsamp_stacktab {
	struct fsamp_stack_bucket *bucket;
	u32 mask;
	u32 next_id;
	u64 key, multiplier;
};

/* @stacks: a power of two, at least FSAMP_STACKTAB_WAYS. Return: 0 or -ENOMEM. May sleep. */
int fsamp_stacktab_init(struct fsamp_stacktab *table, u32 stacks, int node);
void fsamp_stacktab_free(struct fsamp_stacktab *table);

/* The hash of @n addresses and of what else makes two stacks different; never 0. */
u64 fsamp_stack_hash(const struct fsamp_stacktab *table, u64 program, u64 other, const u64 *ip,
		     unsigned int n);

/**
 * fsamp_stack_find() - the number of a stack
 * @table: the table
 * @hash: from fsamp_stack_hash()
 * @id: out: its number, where it is known
 *
 * Context: the CPU's own, interrupts off.
 */
bool fsamp_stack_find(const struct fsamp_stacktab *table, u64 hash, u32 *id);

/* The number that a new stack would get. */
static inline u32 fsamp_stack_next(const struct fsamp_stacktab *table)
{
	return table->next_id;
}

/* Remember @hash under fsamp_stack_next(): to be called once its definition is in the ring. */
void fsamp_stack_add(struct fsamp_stacktab *table, u64 hash);

#endif
