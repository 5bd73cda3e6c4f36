/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A walk over the kernel's frame records {caller's frame pointer, return address}, for
 * architectures whose kernels always keep them (arm64, riscv64). It starts at the interrupted
 * registers, so the timer's own frames never show up, and each record must lie on the stack that
 * the one before lay on, or on the current task's.
 */
#ifndef FLAMESAMP_FRAME_RECORDS_H
#define FLAMESAMP_FRAME_RECORDS_H

#include <linux/sched.h>
#include <linux/sched/task_stack.h>
#include <linux/types.h>

/* Addresses [low, high) where the next record may lie. */
struct fsamp_stack_bounds {
	unsigned long low, high;
	bool task_stack;	/* these are the task's: there is no way back to another one */
};

/*
 * The stack that @sp is on. Kernel stacks, the interrupt stacks included, are THREAD_SIZE long and
 * aligned to it where they are virtually mapped; where they are not, the bound is too wide or
 * too narrow, but never reaches out of the kernel's mapped memory: it ends with @sp's own block.
 */
static inline struct fsamp_stack_bounds fsamp_stack_of(unsigned long sp)
{
	unsigned long task = (unsigned long)task_stack_page(current);

	if (sp - task < THREAD_SIZE)
		return (struct fsamp_stack_bounds){ sp, task + THREAD_SIZE, true };
	return (struct fsamp_stack_bounds){ sp, ALIGN_DOWN(sp, THREAD_SIZE) + THREAD_SIZE, false };
}

/* Whether a record of two words can be at @at; crossing to the task's stack is done here. */
static inline bool fsamp_record_at(struct fsamp_stack_bounds *bounds, unsigned long at)
{
	if (at % sizeof(long))
		return false;
	if (!bounds->task_stack && (at < bounds->low || at >= bounds->high)) {
		bounds->low = (unsigned long)task_stack_page(current);
		bounds->high = bounds->low + THREAD_SIZE;
		bounds->task_stack = true;
	}
	if (at < bounds->low || at > bounds->high - 2 * sizeof(long))
		return false;
	/* The next record must be above this one: a chain can't run in a circle. */
	bounds->low = at + 2 * sizeof(long);
	return true;
}

/* Whether @at points to what is left of the stack: to frames further out. */
static inline bool fsamp_on_stack(const struct fsamp_stack_bounds *bounds, unsigned long at)
{
	return at >= bounds->low && at <= bounds->high;
}

#endif
