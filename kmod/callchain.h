/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The call chain of what a tick interrupted, and how its parts are found.
 */
#ifndef FLAMESAMP_CALLCHAIN_H
#define FLAMESAMP_CALLCHAIN_H

#include <linux/types.h>

struct pt_regs;

/**
 * struct fsamp_chain - a call chain, or room for one
 * @ip: room for @kernel_max + @user_max addresses: kernel's, leaf first, then user's, leaf first
 * @kernel_max: longest kernel chain
 * @user_max: longest user chain
 * @kernel: kernel addresses found
 * @user: user addresses found
 * @flags: FLAMESAMP_STACK_*
 */
struct fsamp_chain {
	u64 *ip;
	unsigned int kernel_max, user_max;
	unsigned int kernel, user;
	u8 flags;
};

/**
 * fsamp_callchain() - capture the chain of the current task
 * @chain: filled in
 * @regs: the registers that the interrupt saved
 * @want_kernel: kernel frames are asked for
 * @want_user: user frames are asked for
 *
 * Context: hardirq; takes no locks, never faults a page in.
 */
void fsamp_callchain(struct fsamp_chain *chain, struct pt_regs *regs, bool want_kernel,
		     bool want_user);

/* The kernel's part; @regs are of kernel mode. Context: hardirq. */
void fsamp_unwind_kernel(struct fsamp_chain *chain, struct pt_regs *regs);

/* The user's part; @regs are the current task's of user mode. Context: hardirq. */
void fsamp_unwind_user(struct fsamp_chain *chain, struct pt_regs *regs);

#endif
