// SPDX-License-Identifier: GPL-2.0-only
/*
 * The walk of unwind_walk.h in the sampling interrupt: over the memory of the interrupted program,
 * by the tables of the files that it has mapped.
 */
#include <linux/flamesamp.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/uaccess.h>

#include "arch.h"
#include "callchain.h"
#include "session.h"
#include "threads.h"
#include "unwind_walk.h"

/* Stacks that one walk may go over: a signal handler's own, and what it interrupted. */
#define STACKS_MAX	4

/**
 * struct context - what a walk needs beyond its own state
 * @space: code of the program; NULL: not known yet
 * @range: that the walk was in last; NULL: none
 * @regs: of the interrupted frame
 * @strange: code was met that is in no range
 */
struct context {
	const struct fsamp_space *space;
	const struct fsamp_range *range;
	struct pt_regs *regs;
	u8 strange;
};

static __always_inline int fsamp_walk_load(const struct fsamp_walk *walk, u64 at, u64 *value)
{
	unsigned long native;
	u32 half;

	if (walk->word == sizeof(half)) {
		unsafe_get_user(half, (const u32 __user *)(unsigned long)at, fault);
		*value = half;
	} else {
		unsafe_get_user(native, (const unsigned long __user *)(unsigned long)at, fault);
		*value = native;
	}
	return 0;
fault:
	return -EFAULT;
}

static __always_inline const struct fsamp_table_view *
fsamp_walk_table(struct fsamp_walk *walk, u64 pc, u64 *offset)
{
	struct context *context = walk->context;
	const struct fsamp_range *range = context->range;
	const struct fsamp_table *table;

	if (!range || pc < range->start || pc >= range->end) {
		range = context->space ? fsamp_range_find(context->space, pc) : NULL;
		if (!range) {
			context->strange = true;
			return NULL;
		}
		context->range = range;
	}
	*offset = pc - range->start + range->offset;
	if (!range->object)
		return NULL;
	/* Pairs with the store-release in bind_object(). */
	table = READ_ONCE(range->object->table);
	return table ? &table->view : NULL;
}

static __always_inline bool fsamp_walk_register(const struct fsamp_walk *walk, unsigned int n,
						u64 *value)
{
	const struct context *context = walk->context;

	return fsamp_arch_user_register(context->regs, n, value);
}

static __always_inline int fsamp_walk_by_fp(struct fsamp_walk *walk)
{
	struct fsamp_user_frame frame = {
		.fp = walk->at.fp[0],
		.low = walk->at.sp,
		.high = walk->high,
		.lr = walk->exact ? walk->lr : 0,
		.compat = walk->word == sizeof(u32),
	};
	u64 pc;
	int err = fsamp_arch_user_next(&frame, &pc);

	/* It reads by itself: the memo does not know what. */
	fsamp_walk_unrepeatable(walk);
	if (err)
		return err;
	walk->at.pc = pc;
	walk->at.sp = frame.low;
	walk->at.fp[0] = frame.fp;
	return 0;
}

/* The walk on one stack. Return: as fsamp_walk_on(). */
static int walk_stack(struct fsamp_walk *walk)
{
	int end;

	walk->low = walk->at.sp;
	if (!fsamp_open_stack(walk->low, &walk->high))
		return FLAMESAMP_USER_UNREADABLE;
	end = fsamp_walk_on(walk);
	user_access_end();
	return end;
}

static int walk_stacks(struct fsamp_walk *walk)
{
	unsigned int i;
	int end;

	for (i = 0; i < STACKS_MAX; i++) {
		end = walk_stack(walk);
		if (end != FSAMP_WALK_MOVED)
			return end;
	}
	return FLAMESAMP_USER_IMPLAUSIBLE;
}

/* What was remembered by other ranges or other bindings is void. */
static void check_memo(struct fsamp_thread *thread, const struct fsamp_session *session,
		       const struct fsamp_space *space)
{
	u32 serial = space ? space->serial : 0;
	/* Pairs with the store-release in bind_object(). */
	u32 bindings = smp_load_acquire(&session->tables.bindings);

	if (thread->serial == serial && thread->bindings == bindings)
		return;
	thread->serial = serial;
	thread->bindings = bindings;
	fsamp_memo_forget(&thread->memo);
}

static void start_walk(struct fsamp_walk *walk, struct fsamp_chain *chain, struct pt_regs *regs)
{
	struct fsamp_user_regs *user = &chain->user_regs;

	fsamp_arch_user_regs(regs, user);
	walk->at.pc = user->pc;
	walk->at.sp = user->sp;
	walk->at.fp[0] = user->fp[0];
	walk->at.fp[1] = user->fp[1];
	walk->lr = user->lr;
	walk->word = chain->flags & FLAMESAMP_STACK_COMPAT ? sizeof(u32) : sizeof(long);
	walk->pc_mask = fsamp_arch_user_pc_mask(regs);
	walk->exact = true;
	walk->ip = chain->ip + chain->kernel;
	walk->n = chain->user;
	walk->max = chain->user_max;
}

void fsamp_unwind_by_tables(struct fsamp_chain *chain, const struct fsamp_session *session,
			    struct fsamp_thread *thread, struct pt_regs *regs)
{
	struct context context = { .regs = regs };
	struct fsamp_walk walk = { .context = &context, .memo = &thread->memo };

	start_walk(&walk, chain, regs);
	rcu_read_lock();
	context.space = fsamp_space_find(&session->spaces, current->tgid, thread->program);
	check_memo(thread, session, context.space);
	walk.old = thread->memo.head;
	chain->user_end = walk_stacks(&walk);
	rcu_read_unlock();
	chain->user = walk.n;
	chain->strange = context.strange;
	if (walk.by_fp)
		chain->flags |= FLAMESAMP_STACK_USER_FP;
}
