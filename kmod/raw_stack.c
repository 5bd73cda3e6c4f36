// SPDX-License-Identifier: GPL-2.0-only
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include "callchain.h"
#include "raw_stack.h"

int fsamp_raw_stack_init(struct fsamp_raw_stack *raw, u32 room, int node)
{
	if (!room)
		return 0;
	raw->data = kvmalloc_node(room, GFP_KERNEL, node);
	raw->room = room;
	return raw->data ? 0 : -ENOMEM;
}

void fsamp_raw_stack_free(struct fsamp_raw_stack *raw)
{
	kvfree(raw->data);
}

bool fsamp_raw_stack_copy(struct fsamp_raw_stack *raw, u64 sp)
{
	u32 n;

	/* copy_from_user_nofault() checks the address first, which older kernels warn of here. */
	pagefault_disable();
	/* Page by page: a stack often ends before the piece does. */
	for (raw->bytes = 0; raw->bytes < raw->room; raw->bytes += n) {
		u64 at = sp + raw->bytes;

		n = min_t(u32, raw->room - raw->bytes, PAGE_SIZE - (at & (PAGE_SIZE - 1)));
		if (copy_from_user_nofault(raw->data + raw->bytes,
					   (const void __user *)(unsigned long)at, n))
			break;
	}
	pagefault_enable();
	return raw->bytes;
}

size_t fsamp_raw_stack_bytes(const struct fsamp_raw_stack *raw)
{
	return sizeof(struct flamesamp_stack_bytes) + ALIGN(raw->bytes, 8);
}

void *fsamp_raw_stack_put(const struct fsamp_raw_stack *raw, void *at, u32 stack,
			  const struct fsamp_user_regs *regs)
{
	struct flamesamp_stack_bytes *record = at;
	size_t size = fsamp_raw_stack_bytes(raw);

	*record = (struct flamesamp_stack_bytes){
		.header = { .type = FLAMESAMP_STACK_BYTES, .size = size },
		.stack = stack,
		.bytes = raw->bytes,
		.pc = regs->pc,
		.sp = regs->sp,
		.lr = regs->lr,
		.fp = { regs->fp[0], regs->fp[1] },
	};
	memcpy(record->data, raw->data, raw->bytes);
	memset(record->data + raw->bytes, 0, size - sizeof(*record) - raw->bytes);
	return at + size;
}
