// SPDX-License-Identifier: GPL-2.0-only
#include <linux/ptrace.h>
#include <linux/sched.h>
#include <linux/sched/task_stack.h>
#include <linux/flamesamp.h>

#include "callchain.h"
#include "compat.h"

/* Whether the current task has user code of its own to go back to. */
static bool has_user_side(void)
{
	return current->mm && !(current->flags & FSAMP_PF_NO_USER_CODE);
}

void fsamp_callchain(struct fsamp_chain *chain, struct pt_regs *regs, bool want_kernel,
		     bool want_user)
{
	chain->kernel = 0;
	chain->user = 0;
	chain->flags = 0;

	if (user_mode(regs)) {
		if (want_user)
			fsamp_unwind_user(chain, regs);
		return;
	}

	chain->flags |= FLAMESAMP_STACK_KERNEL_MODE;
	if (want_kernel)
		fsamp_unwind_kernel(chain, regs);
	if (want_user && has_user_side())
		fsamp_unwind_user(chain, task_pt_regs(current));
}
