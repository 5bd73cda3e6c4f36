// SPDX-License-Identifier: GPL-2.0-only
#include <linux/flamesamp.h>
#include <linux/uaccess.h>

#include "arch.h"
#include "callchain.h"

void fsamp_unwind_user(struct fsamp_chain *chain, struct pt_regs *regs)
{
	u64 *ip = chain->ip + chain->kernel;
	struct fsamp_user_frame frame;
	unsigned int n = 0;
	int err = 0;

	if (fsamp_arch_user_compat(regs))
		chain->flags |= FLAMESAMP_STACK_COMPAT;
	frame = fsamp_arch_user_start(regs);
	ip[n++] = instruction_pointer(regs);

	/* From here on a page that is not in memory is an error return, not a fault. */
	pagefault_disable();
	while (n < chain->user_max && !err) {
		err = fsamp_arch_user_next(&frame, &ip[n]);
		if (!err)
			n++;
	}
	pagefault_enable();

	if (!err)
		chain->flags |= FLAMESAMP_STACK_USER_DEEP;
	else if (err == -EFAULT)
		chain->flags |= FLAMESAMP_STACK_USER_UNREADABLE;
	chain->user = n;
}
