/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * 32-bit arm: kernels are built with the ARM unwinder, which modules reach by stack_trace_save()
 * only, where the kernel has it. Its trace starts in the timer interrupt; what lies below the
 * interrupted instruction is dropped.
 */
#ifndef FLAMESAMP_ARCH_ARM_H
#define FLAMESAMP_ARCH_ARM_H

#include <linux/cpumask.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/stacktrace.h>

#include "arm_user_frame.h"

#ifdef CONFIG_STACKTRACE
#define FSAMP_ARCH_KERNEL_CHAIN	1

/* The timer interrupt's own frames: 10 to 13 were seen. */
#define FSAMP_ARM_OWN_FRAMES	24
#define FSAMP_ARM_FRAMES	64

/*
 * Whether there may be kernel code: not in user space, nor in the memory behind the kernel's own
 * code, which begins with its constants, of which this is one of the first that modules can name.
 * Modules lie below the kernel, or in the area of vmalloc().
 */
static inline bool fsamp_arm_may_be_code(unsigned long address)
{
	return address >= MODULES_VADDR && (address < (unsigned long)cpu_all_bits ||
					    address >= (unsigned long)high_memory);
}

static inline unsigned int fsamp_arch_unwind_kernel(struct pt_regs *regs,
						    struct fsamp_kernel_memo *memo, u64 *ip,
						    unsigned int max, bool *whole)
{
	unsigned long entry[FSAMP_ARM_OWN_FRAMES + FSAMP_ARM_FRAMES];
	unsigned int found, i, n = 0;

	found = stack_trace_save(entry, ARRAY_SIZE(entry), 0);
	for (i = 0; i < found && entry[i] != regs->ARM_pc; i++)
		;
	/* The unwinder did not come through to what was interrupted: the leaf is all we know. */
	*whole = i < found;
	ip[n++] = regs->ARM_pc;
	/*
	 * An entry to the kernel is followed by what the unwinder takes for the interrupted
	 * instruction: one of user mode, or another word where a system call has put arguments.
	 */
	for (i++; i < found && n < max && fsamp_arm_may_be_code(entry[i]); i++)
		ip[n++] = entry[i];
	return n;
}
#else
#define FSAMP_ARCH_KERNEL_CHAIN	0

static inline unsigned int fsamp_arch_unwind_kernel(struct pt_regs *regs,
						    struct fsamp_kernel_memo *memo, u64 *ip,
						    unsigned int max, bool *whole)
{
	ip[0] = regs->ARM_pc;
	*whole = false;
	return 1;
}
#endif

static inline bool fsamp_arch_user_compat(struct pt_regs *regs)
{
	return false;
}

static inline struct fsamp_user_frame fsamp_arch_user_start(struct pt_regs *regs)
{
	return (struct fsamp_user_frame){
		.fp = regs->ARM_fp,
		.low = regs->ARM_sp,
		.lr = regs->ARM_lr,
		.compat = true,
	};
}

static inline void fsamp_arch_user_regs(struct pt_regs *regs, struct fsamp_user_regs *user)
{
	*user = (struct fsamp_user_regs){
		.pc = regs->ARM_pc, .sp = regs->ARM_sp, .lr = regs->ARM_lr,
		.fp = { regs->ARM_fp, regs->ARM_r7 },
	};
}

/* Bit 0 says Thumb. */
static inline u64 fsamp_arch_user_pc_mask(struct pt_regs *regs)
{
	return ~1ULL;
}

/* Numbers of "DWARF for the Arm Architecture": r0 to r15 are 0 to 15. */
static __always_inline bool fsamp_arch_user_register(struct pt_regs *regs, unsigned int n,
						     u64 *value)
{
	if (n > 15)
		return false;
	*value = regs->uregs[n];
	return true;
}

static __always_inline int fsamp_arch_user_next(struct fsamp_user_frame *frame, u64 *ip)
{
	return fsamp_arm_user_next(frame, ip);
}

#endif
