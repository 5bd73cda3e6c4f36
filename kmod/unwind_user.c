// SPDX-License-Identifier: GPL-2.0-only
#include <linux/flamesamp.h>
#include <linux/uaccess.h>

#include "arch.h"
#include "callchain.h"

/* Follow the frames; @ip has room for @max addresses. Return: how many were found. */
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

void fsamp_unwind_user(struct fsamp_chain *chain, struct pt_regs *regs)
{
	u64 *ip = chain->ip + chain->kernel;
	int err;

	if (fsamp_arch_user_compat(regs))
		chain->flags |= FLAMESAMP_STACK_COMPAT;
	ip[0] = instruction_pointer(regs);

	/* From here on a page that is not in memory is an error return, not a fault. */
	pagefault_disable();
	chain->user = 1 + follow(fsamp_arch_user_start(regs), ip + 1, chain->user_max - 1, &err);
	pagefault_enable();

	if (!err)
		chain->flags |= FLAMESAMP_STACK_USER_DEEP;
	else if (err == -EFAULT)
		chain->flags |= FLAMESAMP_STACK_USER_UNREADABLE;
}
