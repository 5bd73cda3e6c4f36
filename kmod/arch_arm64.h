/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * arm64: kernel and user frames are records {x29, x30} at x29; return addresses may be signed.
 */
#ifndef FLAMESAMP_ARCH_ARM64_H
#define FLAMESAMP_ARCH_ARM64_H

#include "compat.h"
#include "frame_records.h"
#include "user_words.h"

#define FSAMP_ARCH_KERNEL_CHAIN	1

/*
 * Pointer authentication keeps its signature in the bits above the virtual address. Kernel text
 * is in the uppermost 2^47 bytes whatever the size of the address space; user text is below
 * 2^48 unless a program asked for more by an address hint.
 */
#define FSAMP_PAC_BITS	GENMASK_ULL(63, 48)

static inline unsigned long fsamp_arch_kernel_address(unsigned long lr)
{
	return lr ? lr | FSAMP_PAC_BITS : 0;
}

/*
 * A record {0, 0} marks an exception's registers from 6.13 on, and the end of the chain before.
 * Return: the registers to go on with, or NULL.
 */
static inline struct pt_regs *fsamp_arch_exception_regs(unsigned long record,
							struct fsamp_stack_bounds *bounds)
{
#ifdef FSAMP_FRAME_META_TYPE_OFFSET
	unsigned long regs = record - FSAMP_FRAME_META_REGS_OFFSET;

	if (*(unsigned long *)(record + FSAMP_FRAME_META_TYPE_OFFSET) != FSAMP_FRAME_META_PT_REGS)
		return NULL;
	if (regs + sizeof(struct pt_regs) > bounds->high)
		return NULL;
	return (struct pt_regs *)regs;
#else
	return NULL;
#endif
}

static inline unsigned int fsamp_arch_unwind_kernel(struct pt_regs *regs,
						    struct fsamp_kernel_memo *memo, u64 *ip,
						    unsigned int max, bool *whole)
{
	struct fsamp_stack_bounds bounds = fsamp_stack_of(regs->sp);
	unsigned long fp = regs->regs[29];
	unsigned long *record;
	unsigned int n = 0;

	ip[n++] = regs->pc;
	*whole = false;
	while (n < max && fsamp_record_at(&bounds, fp)) {
		record = (unsigned long *)fp;
		if (!record[0] && !record[1]) {
			*whole = true;
			regs = fsamp_arch_exception_regs(fp, &bounds);
			if (!regs || user_mode(regs))
				break;
			*whole = false;
			ip[n++] = regs->pc;
			fp = regs->regs[29];
			continue;
		}
		ip[n++] = fsamp_arch_kernel_address(record[1]);
		fp = record[0];
	}
	if (!fp)
		*whole = true;
	return n;
}

static inline bool fsamp_arch_user_compat(struct pt_regs *regs)
{
	return compat_user_mode(regs);
}

static inline struct fsamp_user_frame fsamp_arch_user_start(struct pt_regs *regs)
{
	bool compat = fsamp_arch_user_compat(regs);

	/* ARM code of 32-bit tasks: r11 is the frame pointer. */
	return (struct fsamp_user_frame){
		.fp = compat ? regs->regs[11] : regs->regs[29],
		.low = compat ? regs->compat_sp : regs->sp,
		.lr = compat ? regs->compat_lr : 0,
		.compat = compat,
	};
}

static inline void fsamp_arch_user_regs(struct pt_regs *regs, struct fsamp_user_regs *user)
{
	if (fsamp_arch_user_compat(regs))
		*user = (struct fsamp_user_regs){
			.pc = regs->pc, .sp = regs->compat_sp, .lr = regs->compat_lr,
			.fp = { regs->regs[11], regs->regs[7] },
		};
	else
		*user = (struct fsamp_user_regs){
			.pc = regs->pc, .sp = regs->sp, .lr = regs->regs[30],
			.fp[0] = regs->regs[29],
		};
}

/* Without the signature, or, for 32-bit code, the bit that says Thumb. */
static inline u64 fsamp_arch_user_pc_mask(struct pt_regs *regs)
{
	return fsamp_arch_user_compat(regs) ? ~1ULL : ~FSAMP_PAC_BITS;
}

/* Numbers of "DWARF for the Arm 64-bit Architecture": x0 to x30 are 0 to 30. */
static __always_inline bool fsamp_arch_user_register(struct pt_regs *regs, unsigned int n,
						     u64 *value)
{
	if (n > 30)
		return false;
	*value = regs->regs[n];
	return true;
}

#include "arm_user_frame.h"

static __always_inline int fsamp_arch_user_next(struct fsamp_user_frame *frame, u64 *ip)
{
	u64 word[2];

	if (frame->compat)
		return fsamp_arm_user_next(frame, ip);
	if (!fsamp_frame_plausible(frame, frame->fp, 8))
		return -ENOENT;
	if (fsamp_read_words(frame->fp, false, word))
		return -EFAULT;
	if (!word[1])
		return -ENOENT;
	frame->low = frame->fp + 16;
	frame->fp = word[0];
	*ip = word[1] & ~FSAMP_PAC_BITS;
	return 0;
}

#endif
