// SPDX-License-Identifier: GPL-2.0-only
#include <linux/flamesamp.h>
#include <linux/uaccess.h>

#include "arch.h"
#include "callchain.h"
#include "session.h"

/* Follow the frame records; @ip has room for @max addresses. Return: how many were found. */
static unsigned int follow(struct fsamp_user_frame frame, u64 *ip, unsigned int max, int *err)
{
	unsigned int n = 0;

	*err = -EFAULT;
	if (!fsamp_open_stack(frame.low, &frame.high))
		return 0;
	for (*err = 0; n < max; n++) {
		*err = fsamp_arch_user_next(&frame, &ip[n]);
		if (*err)
			break;
	}
	user_access_end();
	return n;
}

static void unwind_by_frame_pointers(struct fsamp_chain *chain, struct pt_regs *regs)
{
	u64 *ip = chain->ip + chain->kernel;
	int err;

	chain->flags |= FLAMESAMP_STACK_USER_FP;
	chain->user += follow(fsamp_arch_user_start(regs), ip + 1, chain->user_max - 1, &err);
	if (!err)
		chain->user_end = FLAMESAMP_USER_DEEP;
	else
		chain->user_end = err == -EFAULT ? FLAMESAMP_USER_UNREADABLE :
						   FLAMESAMP_USER_FP_END;
}

void fsamp_unwind_user(struct fsamp_chain *chain, const struct fsamp_session *session,
		       struct fsamp_thread *thread, struct pt_regs *regs)
{
	if (fsamp_arch_user_compat(regs))
		chain->flags |= FLAMESAMP_STACK_COMPAT;
	chain->ip[chain->kernel] = instruction_pointer(regs);
	chain->user = 1;
	chain->user_end = FLAMESAMP_USER_LEAF;
	if (session->config.unwind == FLAMESAMP_UNWIND_LEAF)
		return;

	/* From here on a page that is not in memory is an error return, not a fault. */
	pagefault_disable();
	if (session->config.unwind == FLAMESAMP_UNWIND_TABLES)
		fsamp_unwind_by_tables(chain, session, thread, regs);
	else
		unwind_by_frame_pointers(chain, regs);
	pagefault_enable();
}
