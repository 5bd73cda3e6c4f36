// SPDX-License-Identifier: GPL-2.0-only
#include <linux/gfp.h>
#include <linux/hash.h>
#include <linux/mm.h>
#include <linux/overflow.h>
#include <linux/rculist.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "limits.h"
#include "spaces.h"

int fsamp_spaces_init(struct fsamp_spaces *spaces)
{
	raw_spin_lock_init(&spaces->lock);
	spaces->bucket = kvcalloc(FSAMP_SPACE_BUCKETS, sizeof(*spaces->bucket), GFP_KERNEL);
	return spaces->bucket ? 0 : -ENOMEM;
}

static struct hlist_head *bucket_of(const struct fsamp_spaces *spaces, u32 tgid)
{
	return &spaces->bucket[hash_32(tgid, ilog2(FSAMP_SPACE_BUCKETS))];
}

struct fsamp_space *fsamp_space_new(u32 tgid, u64 program, u32 count, gfp_t gfp)
{
	struct fsamp_space *space;
	size_t bytes;

	if (count > FSAMP_RANGES_MAX)
		return NULL;
	bytes = struct_size(space, range, count);
	if (!fsamp_limits_take_tables(bytes))
		return NULL;
	/* Memory of vmalloc can't be had where nothing may sleep. */
	space = gfpflags_allow_blocking(gfp) ? kvmalloc(bytes, gfp) : kmalloc(bytes, gfp);
	if (!space) {
		fsamp_limits_give_tables(bytes);
		return NULL;
	}
	space->tgid = tgid;
	space->program = program;
	space->bytes = bytes;
	space->count = count;
	return space;
}

/* Context: spaces->lock, or rcu_read_lock(). */
static struct fsamp_space *find(const struct fsamp_spaces *spaces, u32 tgid)
{
	struct fsamp_space *space;

	/* Readers and writers both come here, each with its own protection. */
	hlist_for_each_entry_rcu(space, bucket_of(spaces, tgid), node, true) {
		if (space->tgid == tgid)
			return space;
	}
	return NULL;
}

/* It is out of reach for new readers. */
static void retire(struct fsamp_space *space)
{
	if (!space)
		return;
	fsamp_limits_give_tables(space->bytes);
	kvfree_rcu(space, rcu);
}

void fsamp_spaces_publish(struct fsamp_spaces *spaces, struct fsamp_space *space)
{
	struct fsamp_space *old;
	unsigned long flags;

	raw_spin_lock_irqsave(&spaces->lock, flags);
	space->serial = ++spaces->serial;
	old = find(spaces, space->tgid);
	if (old)
		hlist_replace_rcu(&old->node, &space->node);
	else
		hlist_add_head_rcu(&space->node, bucket_of(spaces, space->tgid));
	raw_spin_unlock_irqrestore(&spaces->lock, flags);
	retire(old);
}

bool fsamp_spaces_fork(struct fsamp_spaces *spaces, u32 parent, u32 tgid, u64 program)
{
	const struct fsamp_space *from;
	struct fsamp_space *space = NULL;

	/*
	 * Probes run with preemption off, where such a kernel can't allocate: the child's ranges
	 * are read after its first sample.
	 */
	if (IS_ENABLED(CONFIG_PREEMPT_RT))
		return true;
	rcu_read_lock();
	from = find(spaces, parent);
	if (from) {
		space = fsamp_space_new(tgid, program, from->count, GFP_ATOMIC | __GFP_NOWARN);
		if (space)
			memcpy(space->range, from->range, from->count * sizeof(*from->range));
	}
	rcu_read_unlock();
	if (space)
		fsamp_spaces_publish(spaces, space);
	return space || !from;
}

void fsamp_spaces_forget(struct fsamp_spaces *spaces, u32 tgid)
{
	struct fsamp_space *space;
	unsigned long flags;

	raw_spin_lock_irqsave(&spaces->lock, flags);
	space = find(spaces, tgid);
	if (space)
		hlist_del_rcu(&space->node);
	raw_spin_unlock_irqrestore(&spaces->lock, flags);
	retire(space);
}

const struct fsamp_space *fsamp_space_find(const struct fsamp_spaces *spaces, u32 tgid, u64 program)
{
	const struct fsamp_space *space = find(spaces, tgid);

	return space && space->program == program ? space : NULL;
}

void fsamp_spaces_free(struct fsamp_spaces *spaces)
{
	struct fsamp_space *space;
	struct hlist_node *next;
	unsigned int i;

	if (!spaces->bucket)
		return;
	for (i = 0; i < FSAMP_SPACE_BUCKETS; i++) {
		hlist_for_each_entry_safe(space, next, &spaces->bucket[i], node) {
			fsamp_limits_give_tables(space->bytes);
			kvfree(space);
		}
	}
	kvfree(spaces->bucket);
	spaces->bucket = NULL;
}
