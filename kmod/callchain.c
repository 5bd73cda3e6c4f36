// SPDX-License-Identifier: GPL-2.0-only
#include <linux/ptrace.h>
#include <linux/sched.h>
#include <linux/sched/task_stack.h>
#include <linux/flamesamp.h>

#include "callchain.h"
#include "compat.h"
#include "session.h"

/* Whether the current task has user code of its own to go back to. */
static bool has_user_side(void)
{
	return current->mm && !(current->flags & FSAMP_PF_NO_USER_CODE);
}

void fsamp_callchain(struct fsamp_chain *chain, const struct fsamp_session *session,
		     struct fsamp_thread *thread, struct pt_regs *regs)
{
	bool want_kernel = !(session->config.flags & FLAMESAMP_ONLY_USER);
	bool want_user = !(session->config.flags & FLAMESAMP_ONLY_KERNEL);

	chain->kernel = 0;
	chain->user = 0;
	chain->flags = 0;
	chain->user_end = FLAMESAMP_USER_ABSENT;
	chain->strange = false;

	if (user_mode(regs)) {
		if (want_user)
			fsamp_unwind_user(chain, session, thread, regs);
		return;
	}

	chain->flags |= FLAMESAMP_STACK_KERNEL_MODE;
	if (want_kernel)
		fsamp_unwind_kernel(chain, thread, regs);
	if (want_user && has_user_side())
		fsamp_unwind_user(chain, session, thread, task_pt_regs(current));
}
