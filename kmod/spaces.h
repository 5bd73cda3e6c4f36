/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which code lies where in the address space of a program: sorted ranges, made from its memory map
 * in process context, read by the sampling interrupt under RCU.
 */
#ifndef FLAMESAMP_SPACES_H
#define FLAMESAMP_SPACES_H

#include <linux/list.h>
#include <linux/rcupdate.h>
#include <linux/spinlock.h>
#include <linux/types.h>

struct fsamp_object;

#define FSAMP_SPACE_BUCKETS	1024

/**
 * struct fsamp_range - code that was mapped as one
 * @start: first address
 * @end: first address behind it
 * @offset: of @start in the file
 * @object: the file; NULL: anonymous memory, or one too many
 */
struct fsamp_range {
	u64 start, end;
	u64 offset;
	struct fsamp_object *object;
};

/**
 * struct fsamp_space - the code of a program
 * @node: in fsamp_spaces.bucket
 * @tgid: process
 * @program: number of its program
 * @serial: different for each that was ever made in the session
 * @bytes: of memory
 * @count: number of ranges
 * @range: sorted by address
 */
struct fsamp_space {
	struct hlist_node node;
	struct rcu_head rcu;
	u32 tgid;
	u64 program;
	u32 serial;
	u32 bytes;
	u32 count;
	struct fsamp_range range[];
};

/**
 * struct fsamp_spaces - those of a session: one a process
 * @lock: of writers, who may be probes: nothing sleeps under it
 * @serial: of the last one
 * @bucket: by process; NULL: the session has none
 */
struct fsamp_spaces {
	raw_spinlock_t lock;
	u32 serial;
	struct hlist_head *bucket;
};

/* Return: 0 or -ENOMEM. */
int fsamp_spaces_init(struct fsamp_spaces *spaces);

/* Nothing samples any more, and no probe and no worker writes. */
void fsamp_spaces_free(struct fsamp_spaces *spaces);

/**
 * fsamp_space_new() - room for the code of a program
 * @tgid: process
 * @program: number of its program
 * @count: ranges that it may have, to be filled in and sorted; @count may be lowered
 * @gfp: of the allocation
 *
 * Return: the space, to be given to fsamp_spaces_publish(); NULL where there is no memory.
 */
struct fsamp_space *fsamp_space_new(u32 tgid, u64 program, u32 count, gfp_t gfp);

/* Ranges of one process; more than these are garbage, or a program that wants to be. */
#define FSAMP_RANGES_MAX	65536

/* What the process had is replaced. Takes the space over. Context: any but NMI. */
void fsamp_spaces_publish(struct fsamp_spaces *spaces, struct fsamp_space *space);

/* A child begins with its parent's code. Return: false where there is no memory. Context: probe. */
bool fsamp_spaces_fork(struct fsamp_spaces *spaces, u32 parent, u32 tgid, u64 program);

/* The process is gone. Context: any but NMI. */
void fsamp_spaces_forget(struct fsamp_spaces *spaces, u32 tgid);

/* The code of a program, or NULL. Context: rcu_read_lock(); valid until it ends. */
const struct fsamp_space *fsamp_space_find(const struct fsamp_spaces *spaces, u32 tgid,
					   u64 program);

/* The range of @address, or NULL. */
static __always_inline const struct fsamp_range *fsamp_range_find(const struct fsamp_space *space,
								  u64 address)
{
	const struct fsamp_range *range = space->range;
	u32 n, half;

	if (!space->count)
		return NULL;
	for (n = space->count; n > 1; n -= half) {
		half = n / 2;
		if (range[half].start <= address)
			range += half;
	}
	return address >= range->start && address < range->end ? range : NULL;
}

#endif
