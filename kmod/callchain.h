/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The call chain of what a tick interrupted, and how its parts are found.
 */
#ifndef FLAMESAMP_CALLCHAIN_H
#define FLAMESAMP_CALLCHAIN_H

#include <linux/types.h>

struct fsamp_kernel_memo;
struct fsamp_session;
struct fsamp_thread;
struct pt_regs;

/**
 * struct fsamp_user_regs - registers of user mode that a walk begins with
 * @pc: instruction
 * @sp: stack pointer
 * @lr: link register; 0 where there is none
 * @fp: what enum flamesamp_unwind_reg calls FP and FP2
 */
struct fsamp_user_regs {
	u64 pc, sp, lr;
	u64 fp[2];
};

/**
 * struct fsamp_chain - a call chain, or room for one
 * @ip: room for @kernel_max + @user_max addresses: kernel's, leaf first, then user's, leaf first
 * @kernel_max: longest kernel chain
 * @user_max: longest user chain
 * @kernel: kernel addresses found
 * @user: user addresses found
 * @flags: FLAMESAMP_STACK_*
 * @user_end: enum flamesamp_user_end
 * @strange: code was met that the ranges of the program don't tell of
 * @user_regs: where the user part began; set where it was walked by tables
 */
struct fsamp_chain {
	u64 *ip;
	unsigned int kernel_max, user_max;
	unsigned int kernel, user;
	u8 flags;
	u8 user_end;
	bool strange;
	struct fsamp_user_regs user_regs;
};

/**
 * fsamp_callchain() - capture the chain of the current task
 * @chain: filled in
 * @session: whose settings and tables count
 * @thread: what is remembered of the current thread
 * @regs: the registers that the interrupt saved
 *
 * Context: hardirq; takes no locks, never faults a page in.
 */
void fsamp_callchain(struct fsamp_chain *chain, const struct fsamp_session *session,
		     struct fsamp_thread *thread, struct pt_regs *regs);

/* The kernel's part; @regs are of kernel mode. Context: hardirq. */
void fsamp_unwind_kernel(struct fsamp_chain *chain, struct fsamp_thread *thread,
			 struct pt_regs *regs);

/* The user's part; @regs are the current task's of user mode. Context: hardirq. */
void fsamp_unwind_user(struct fsamp_chain *chain, const struct fsamp_session *session,
		       struct fsamp_thread *thread, struct pt_regs *regs);

/* The same by unwind tables, the leaf being there already. Context: hardirq. */
void fsamp_unwind_by_tables(struct fsamp_chain *chain, const struct fsamp_session *session,
			    struct fsamp_thread *thread, struct pt_regs *regs);

#endif
