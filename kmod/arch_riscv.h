/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * riscv: kernel and user frames are records {s0, ra} right below s0.
 */
#ifndef FLAMESAMP_ARCH_RISCV_H
#define FLAMESAMP_ARCH_RISCV_H

#include "frame_records.h"
#include "user_words.h"

#define FSAMP_ARCH_KERNEL_CHAIN	1

static inline unsigned int fsamp_arch_unwind_kernel(struct pt_regs *regs,
						    struct fsamp_kernel_memo *memo, u64 *ip,
						    unsigned int max, bool *whole)
{
	struct fsamp_stack_bounds bounds = fsamp_stack_of(regs->sp);
	unsigned long fp = regs->s0;
	unsigned long *record;
	unsigned int n = 0;

	ip[n++] = regs->epc;
	while (n < max && fsamp_record_at(&bounds, fp - 2 * sizeof(long))) {
		record = (unsigned long *)fp - 2;
		/* A leaf function of older compilers saves the frame pointer only. */
		if (n == 1 && fsamp_on_stack(&bounds, record[1])) {
			ip[n++] = regs->ra;
			fp = record[1];
			continue;
		}
		/* Code that is not C may have anything there. */
		if ((long)record[1] >= 0)
			break;
		ip[n++] = record[1];
		fp = record[0];
	}
	/* The outermost frame's caller is user mode, or nothing: its record is not on the stack. */
	*whole = bounds.task_stack;
	return n;
}

static inline bool fsamp_arch_user_compat(struct pt_regs *regs)
{
#ifdef CONFIG_COMPAT
	return is_compat_task();
#else
	return false;
#endif
}

static inline struct fsamp_user_frame fsamp_arch_user_start(struct pt_regs *regs)
{
	return (struct fsamp_user_frame){
		.fp = regs->s0,
		.low = regs->sp,
		.compat = fsamp_arch_user_compat(regs),
	};
}

static inline void fsamp_arch_user_regs(struct pt_regs *regs, struct fsamp_user_regs *user)
{
	*user = (struct fsamp_user_regs){
		.pc = regs->epc, .sp = regs->sp, .lr = regs->ra, .fp[0] = regs->s0,
	};
}

static inline u64 fsamp_arch_user_pc_mask(struct pt_regs *regs)
{
	return ~0ULL;
}

/*
 * Numbers of the "RISC-V DWARF Specification": x0 to x31 are 0 to 31, as struct pt_regs has them.
 */
static __always_inline bool fsamp_arch_user_register(struct pt_regs *regs, unsigned int n,
						     u64 *value)
{
	if (!n || n > 31)
		return false;
	*value = ((unsigned long *)regs)[n];
	return true;
}

static __always_inline int fsamp_arch_user_next(struct fsamp_user_frame *frame, u64 *ip)
{
	unsigned int size = frame->compat ? sizeof(u32) : sizeof(long);
	u64 word[2];

	if (!fsamp_frame_plausible(frame, frame->fp - 2 * size, size))
		return -ENOENT;
	if (fsamp_read_words(frame->fp - 2 * size, frame->compat, word))
		return -EFAULT;
	if (!word[1])
		return -ENOENT;
	frame->low = frame->fp;
	frame->fp = word[0];
	*ip = word[1];
	return 0;
}

#endif
