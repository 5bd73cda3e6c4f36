/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What differs between architectures. Each arch_*.h defines:
 *
 * unsigned int fsamp_arch_unwind_kernel(struct pt_regs *regs, struct fsamp_kernel_memo *memo,
 *					 u64 *ip, unsigned int max, bool *whole)
 *	Chain of the current task from the interrupted kernel registers, leaf first; *whole is false
 *	where it ended early. @memo is for those to whom a frame is dear. Context: hardirq.
 *
 * FSAMP_ARCH_KERNEL_CHAIN
 *	Whether that finds more than the leaf in this kernel.
 *
 * bool fsamp_arch_user_compat(struct pt_regs *regs)
 *	Whether user registers are those of a 32-bit task of a 64-bit kernel.
 *
 * struct fsamp_user_frame fsamp_arch_user_start(struct pt_regs *regs)
 *	Where the chain of user frames starts; all but its upper bound.
 *
 * int fsamp_arch_user_next(struct fsamp_user_frame *frame, u64 *ip)
 *	One step up: the return address to *ip, the frame becomes its caller's. Return: 0, -ENOENT
 *	at the end of the chain, or -EFAULT where the stack can't be read. Context: hardirq,
 *	between fsamp_open_stack() and user_access_end(): always inlined, calls nothing.
 *
 * void fsamp_arch_user_regs(struct pt_regs *regs, struct fsamp_user_regs *user)
 *	The registers that a walk by tables begins with.
 *
 * u64 fsamp_arch_user_pc_mask(struct pt_regs *regs)
 *	Bits of a saved return address that are part of the address.
 *
 * bool fsamp_arch_user_register(struct pt_regs *regs, unsigned int n, u64 *value)
 *	DWARF register n; false where it has none of that number. Always inlined, calls nothing.
 */
#ifndef FLAMESAMP_ARCH_H
#define FLAMESAMP_ARCH_H

#include <linux/ptrace.h>
#include <linux/types.h>

#include "callchain.h"

#if defined(CONFIG_X86)
#include "arch_x86.h"
#elif defined(CONFIG_ARM64)
#include "arch_arm64.h"
#elif defined(CONFIG_ARM)
#include "arch_arm.h"
#elif defined(CONFIG_RISCV)
#include "arch_riscv.h"
#else
#error "flamesamp knows x86, arm64, arm and riscv; what another one must define stands above"
#endif

#endif
