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

#include "kernel_memo.h"
#include "user_words.h"

#define FSAMP_ARCH_KERNEL_CHAIN	1

/* Where the unwinder is: only ORC is worth a memo. */
#ifdef CONFIG_UNWINDER_ORC
#define FSAMP_UNWIND_SP(state)	((state)->sp)
#else
#define FSAMP_UNWIND_SP(state)	0
#endif

static inline unsigned int fsamp_arch_unwind_kernel(struct pt_regs *regs,
						    struct fsamp_kernel_memo *memo, u64 *ip,
						    unsigned int max, bool *whole)
{
	struct unwind_state state;
	unsigned long address;
	unsigned int kept, n = 0;

	/* The unwinder starts at the caller of what @regs interrupted. */
	ip[n++] = regs->ip;
	kept = fsamp_kernel_memo_begin(memo, regs->ip, regs->sp, &ip[n], max - n);
	if (kept)
		goto met;
	for (unwind_start(&state, current, regs, NULL); n < max && !unwind_done(&state);
	     unwind_next_frame(&state)) {
		address = unwind_get_return_address(&state);
		if (!address)
			break;
		kept = fsamp_kernel_memo_frame(memo, address, FSAMP_UNWIND_SP(&state), &ip[n],
					       max - n);
		if (kept)
			goto met;
		ip[n++] = address;
	}
	*whole = !unwind_error(&state);
	fsamp_kernel_memo_end(memo, *whole, n < max);
	return n;
met:
	*whole = memo->whole;
	fsamp_kernel_memo_end(memo, *whole, true);
	return n + kept;
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

static inline void fsamp_arch_user_regs(struct pt_regs *regs, struct fsamp_user_regs *user)
{
	bool has_rbx = IS_ENABLED(CONFIG_X86_64) && !fsamp_arch_user_compat(regs);

	*user = (struct fsamp_user_regs){
		.pc = regs->ip, .sp = regs->sp, .fp = { regs->bp, has_rbx ? regs->bx : 0 },
	};
}

static inline u64 fsamp_arch_user_pc_mask(struct pt_regs *regs)
{
	return ~0ULL;
}

/*
 * Numbers of the System V ABIs: AMD64 (figure 3.36), i386 (table 2.14). Through a pointer, so that
 * UBSAN makes no call of the index, where there may be none.
 */
static __always_inline bool fsamp_arch_user_register(struct pt_regs *regs, unsigned int n,
						     u64 *value)
{
#ifdef CONFIG_X86_64
	static const u8 long_mode[] = {
		offsetof(struct pt_regs, ax), offsetof(struct pt_regs, dx),
		offsetof(struct pt_regs, cx), offsetof(struct pt_regs, bx),
		offsetof(struct pt_regs, si), offsetof(struct pt_regs, di),
		offsetof(struct pt_regs, bp), offsetof(struct pt_regs, sp),
		offsetof(struct pt_regs, r8), offsetof(struct pt_regs, r9),
		offsetof(struct pt_regs, r10), offsetof(struct pt_regs, r11),
		offsetof(struct pt_regs, r12), offsetof(struct pt_regs, r13),
		offsetof(struct pt_regs, r14), offsetof(struct pt_regs, r15),
	};
#endif
	const u8 *offset;
	static const u8 protected_mode[] = {
		offsetof(struct pt_regs, ax), offsetof(struct pt_regs, cx),
		offsetof(struct pt_regs, dx), offsetof(struct pt_regs, bx),
		offsetof(struct pt_regs, sp), offsetof(struct pt_regs, bp),
		offsetof(struct pt_regs, si), offsetof(struct pt_regs, di),
	};

#ifdef CONFIG_X86_64
	if (!fsamp_arch_user_compat(regs)) {
		if (n >= sizeof(long_mode))
			return false;
		offset = long_mode;
		*value = *(unsigned long *)((char *)regs + offset[n]);
		return true;
	}
#endif
	if (n >= sizeof(protected_mode))
		return false;
	offset = protected_mode;
	*value = (u32)*(unsigned long *)((char *)regs + offset[n]);
	return true;
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
