// SPDX-License-Identifier: GPL-2.0-only
#include <linux/flamesamp.h>

#include "arch.h"
#include "callchain.h"
#include "threads.h"

void fsamp_unwind_kernel(struct fsamp_chain *chain, struct fsamp_thread *thread,
			 struct pt_regs *regs)
{
	bool whole;

	chain->kernel = fsamp_arch_unwind_kernel(regs, &thread->kernel_memo, chain->ip,
						 chain->kernel_max, &whole);
	if (chain->kernel == chain->kernel_max)
		chain->flags |= FLAMESAMP_STACK_KERNEL_DEEP;
	else if (!whole)
		chain->flags |= FLAMESAMP_STACK_KERNEL_BROKEN;
}
