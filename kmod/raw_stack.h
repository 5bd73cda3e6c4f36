/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A piece of the user stack, copied for a walk in user space where there was no table for one here.
 */
#ifndef FLAMESAMP_RAW_STACK_H
#define FLAMESAMP_RAW_STACK_H

#include <linux/types.h>
#include <linux/flamesamp.h>

struct fsamp_user_regs;

/**
 * struct fsamp_raw_stack - a copied piece
 * @data: room for @room bytes, owned by it
 * @room: 0: the session wants none
 * @bytes: that were copied last
 */
struct fsamp_raw_stack {
	u8 *data;
	u32 room;
	u32 bytes;
};

/* Return: 0 or -ENOMEM. May sleep. */
int fsamp_raw_stack_init(struct fsamp_raw_stack *raw, u32 room, int node);
void fsamp_raw_stack_free(struct fsamp_raw_stack *raw);

/*
 * Copy what is in memory of the current task's stack from @sp on. Context: hardirq. Return: whether
 * that is anything.
 */
bool fsamp_raw_stack_copy(struct fsamp_raw_stack *raw, u64 sp);

/*
 * Bytes of the record, and the record itself, for stack number @stack. Return: what is behind it.
 */
size_t fsamp_raw_stack_bytes(const struct fsamp_raw_stack *raw);
void *fsamp_raw_stack_put(const struct fsamp_raw_stack *raw, void *at, u32 stack,
			  const struct fsamp_user_regs *regs);

#endif
