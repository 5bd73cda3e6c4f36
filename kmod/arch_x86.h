/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * x86: the kernel's own unwinder (ORC or frame pointers) started at the interrupted registers;
 * user frames are {caller's bp, return address} at bp.
 */
#ifndef FLAMESAMP_ARCH_X86_H
#define FLAMESAMP_ARCH_X86_H

#include <linux/sched.h>
#include <asm/segment.h>
#include <asm/unwind.h>

#include "user_words.h"

#define FSAMP_ARCH_KERNEL_CHAIN	1

static inline unsigned int fsamp_arch_unwind_kernel(struct pt_regs *regs, u64 *ip, unsigned int max,
						    bool *whole)
{
	struct unwind_state state;
	unsigned long address;
	unsigned int n = 0;

	/* The unwinder starts at the caller of what @regs interrupted. */
	ip[n++] = regs->ip;
	for (unwind_start(&state, current, regs, NULL); n < max && !unwind_done(&state);
	     unwind_next_frame(&state)) {
		address = unwind_get_return_address(&state);
		if (!address)
			break;
		ip[n++] = address;
	}
	*whole = !unwind_error(&state);
	return n;
}

static inline bool fsamp_arch_user_compat(struct pt_regs *regs)
{
#ifdef CONFIG_X86_64
	/* Not user_64bit_mode(): it needs symbols that modules don't get on Xen kernels. */
	return (u16)regs->cs == __USER32_CS;
#else
	return false;
#endif
}

static inline struct fsamp_user_frame fsamp_arch_user_start(struct pt_regs *regs)
{
	return (struct fsamp_user_frame){
		.fp = regs->bp,
		.low = regs->sp,
		.compat = fsamp_arch_user_compat(regs),
	};
}

static __always_inline int fsamp_arch_user_next(struct fsamp_user_frame *frame, u64 *ip)
{
	unsigned int size = frame->compat ? sizeof(u32) : sizeof(long);
	u64 word[2];

	if (!fsamp_frame_plausible(frame, frame->fp, size))
		return -ENOENT;
	if (fsamp_read_words(frame->fp, frame->compat, word))
		return -EFAULT;
	if (!word[1])
		return -ENOENT;
	frame->low = frame->fp + 2 * size;
	frame->fp = word[0];
	*ip = word[1];
	return 0;
}

#endif
