// SPDX-License-Identifier: GPL-2.0-only
#include <linux/compiler.h>
#include <linux/sched.h>
#include <linux/sched/task_stack.h>

#include "kernel_memo.h"

/* Whether the word below @sp is on the stack and holds @address. */
static bool holds(const struct fsamp_kernel_memo *memo, unsigned long address, unsigned long sp)
{
	unsigned long at = sp - sizeof(long);

	if (at - memo->stack > THREAD_SIZE - sizeof(long) || at % sizeof(long))
		return false;
	/* It may be a word that KASAN has marked as out of bounds for its owner. */
	return READ_ONCE_NOCHECK(*(unsigned long *)at) == address;
}

/* The innermost frame that is kept with @address; -1: there is none. */
static int find(const struct fsamp_kernel_memo *memo, unsigned long address)
{
	int i = memo->n;

	while (i-- > 0) {
		if (memo->frame[i].address == address)
			break;
	}
	return i;
}

/*
 * Whether the frames up to @last hold where the unwinder found the innermost of them at @sp. System
 * calls begin at random places of the stack (CONFIG_RANDOMIZE_KSTACK_OFFSET): from there on inwards
 * all frames are shifted, those further out lie where they did.
 */
static bool hold_from(struct fsamp_kernel_memo *memo, int last, unsigned long sp)
{
	unsigned long shift = sp - memo->frame[last].sp;
	int i;

	for (i = last; i >= 0; i--) {
		struct fsamp_kernel_frame *f = &memo->frame[i];

		if (shift && i < last && !holds(memo, f->address, f->sp + shift))
			shift = 0;
		f->sp += shift;
		if (!holds(memo, f->address, f->sp))
			return false;
	}
	return true;
}

static bool is_met(struct fsamp_kernel_memo *memo, unsigned long address, unsigned long sp)
{
	int last;

	if (memo->useless)
		return false;
	last = find(memo, address);
	if (last < 0)
		return false;
	memo->useless = !hold_from(memo, last, sp);
	/* Those inside of it have returned. */
	memo->n = last + 1;
	return !memo->useless;
}

/* A frame that can't be compared makes all that is inside of it worthless. */
static void note(struct fsamp_kernel_memo *memo, unsigned long address, unsigned long sp)
{
	if (!holds(memo, address, sp) || memo->fresh_n == FSAMP_KERNEL_MEMO_FRAMES) {
		memo->fresh_n = 0;
		return;
	}
	memo->fresh[memo->fresh_n++] = (struct fsamp_kernel_frame){ address, sp };
}

/* The addresses from @address on, if they are known. */
static unsigned int recall(struct fsamp_kernel_memo *memo, unsigned long address, unsigned long sp,
			   u64 *ip, unsigned int max)
{
	unsigned int i;

	if (!is_met(memo, address, sp) || memo->n > max)
		return 0;
	memo->met = true;
	for (i = 0; i < memo->n; i++)
		ip[i] = memo->frame[memo->n - 1 - i].address;
	return memo->n;
}

unsigned int fsamp_kernel_memo_begin(struct fsamp_kernel_memo *memo, unsigned long leaf_ip,
				     unsigned long leaf_sp, u64 *ip, unsigned int max)
{
	unsigned long stack = (unsigned long)task_stack_page(current);
	unsigned long shift = leaf_sp - memo->leaf_sp;
	unsigned int n = 0;

	if (memo->stack != stack) {
		memo->stack = stack;
		memo->n = 0;
		memo->leaf.address = 0;
	}
	memo->fresh_n = 0;
	memo->useless = false;
	memo->met = false;
	if (memo->leaf_ip == leaf_ip && memo->leaf.address &&
	    holds(memo, memo->leaf.address, memo->leaf.sp + shift))
		n = recall(memo, memo->leaf.address, memo->leaf.sp + shift, ip, max);
	memo->leaf_ip = leaf_ip;
	memo->leaf_sp = leaf_sp;
	if (n)
		memo->leaf.sp += shift;
	else
		memo->leaf.address = 0;
	return n;
}

unsigned int fsamp_kernel_memo_frame(struct fsamp_kernel_memo *memo, unsigned long address,
				     unsigned long sp, u64 *ip, unsigned int max)
{
	unsigned int n;

	if (!memo->leaf.address)
		memo->leaf = (struct fsamp_kernel_frame){ address, sp };
	n = recall(memo, address, sp, ip, max);
	if (!n)
		note(memo, address, sp);
	return n;
}

void fsamp_kernel_memo_end(struct fsamp_kernel_memo *memo, bool whole, bool complete)
{
	unsigned int i;

	if (!memo->met || !complete)
		memo->n = 0;
	if (!complete)
		memo->fresh_n = 0;
	/* Innermost frames without room are not missed: they change with each sample. */
	for (i = memo->fresh_n; i-- > 0 && memo->n < FSAMP_KERNEL_MEMO_FRAMES;)
		memo->frame[memo->n++] = memo->fresh[i];
	memo->whole = whole;
}
