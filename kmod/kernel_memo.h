/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The outer frames of a thread's last kernel stack. Where a walk comes to the same return address,
 * and the words that held the return addresses from there on still do, as far away, the rest is the
 * same: it is compared, not unwound. For unwinders that cost hundreds of instructions a frame
 * (x86's ORC).
 *
 * Only frames on the task's own stack are kept, whose memory is there as long as the task runs.
 */
#ifndef FLAMESAMP_KERNEL_MEMO_H
#define FLAMESAMP_KERNEL_MEMO_H

#include <linux/types.h>

/* Frames that are kept; the rest of a deeper stack is unwound. */
#define FSAMP_KERNEL_MEMO_FRAMES	64

/* A return address, and the stack pointer of the caller: the word below it held the address. */
struct fsamp_kernel_frame {
	unsigned long address;
	unsigned long sp;
};

/**
 * struct fsamp_kernel_memo - what is kept
 * @stack: the task's stack; 0: nothing is kept
 * @frame: @n frames, the outermost first
 * @fresh: frames of the walk at hand that are not in @frame, the innermost first; @fresh_n of them
 * @useless: the walk at hand has found that @frame does not hold
 * @met: it has come to a frame of @frame, and all of these hold
 * @whole: the walk ended where it should
 * @leaf_ip: the instruction that was interrupted
 * @leaf_sp: stack pointer there
 * @leaf: its caller; its address is 0 where that is not known (yet)
 */
struct fsamp_kernel_memo {
	unsigned long stack;
	unsigned int n, fresh_n;
	bool useless;
	bool met;
	bool whole;
	unsigned long leaf_ip, leaf_sp;
	struct fsamp_kernel_frame leaf;
	struct fsamp_kernel_frame frame[FSAMP_KERNEL_MEMO_FRAMES];
	struct fsamp_kernel_frame fresh[FSAMP_KERNEL_MEMO_FRAMES];
};

/**
 * fsamp_kernel_memo_begin() - a walk of the current task's kernel stack begins
 * @memo: the memo
 * @leaf_ip: the interrupted instruction
 * @leaf_sp: the stack pointer
 * @ip: room for @max addresses
 * @max: at least 1
 *
 * Where the same instruction was interrupted the last time, its caller lies as far from the stack
 * pointer: such loops are what samples find most, and need no unwinder at all.
 *
 * Context of all three functions: hardirq.
 *
 * Return: how many addresses are in @ip: all that there are, but for @leaf_ip; 0: the walk has to
 * be done.
 */
unsigned int fsamp_kernel_memo_begin(struct fsamp_kernel_memo *memo, unsigned long leaf_ip,
				     unsigned long leaf_sp, u64 *ip, unsigned int max);

/**
 * fsamp_kernel_memo_frame() - a frame of the walk
 * @memo: the memo
 * @address: its return address
 * @sp: stack pointer of the caller, as the unwinder found it
 * @ip: room for @max addresses
 * @max: at least 1
 *
 * Return: how many addresses are in @ip, this one and all that are outside of it; 0: the walk has
 * to go on.
 */
unsigned int fsamp_kernel_memo_frame(struct fsamp_kernel_memo *memo, unsigned long address,
				     unsigned long sp, u64 *ip, unsigned int max);

/*
 * The walk has ended; @whole: where it should. What was found is kept for the next one, unless the
 * walk was cut: not @complete.
 */
void fsamp_kernel_memo_end(struct fsamp_kernel_memo *memo, bool whole, bool complete);

#endif
