/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The code of a stack's addresses in its record: what it has in common with the last stack of the
 * same thread is left out, the rest are differences. See struct flamesamp_stack.
 */
#ifndef FLAMESAMP_STACK_CODE_H
#define FLAMESAMP_STACK_CODE_H

#include <linux/types.h>
#include <linux/flamesamp.h>

struct fsamp_chain;

/* Longest code of a chain of @frames addresses, bytes. */
#define FSAMP_STACK_CODE_MAX(frames)	(((frames) + 2) * FLAMESAMP_LEB128_MAX)

/**
 * struct fsamp_last_stack - the last stack of a thread
 * @ip: its addresses, as in struct fsamp_chain; room for as many as a chain has
 * @kernel: kernel addresses
 * @user: user addresses
 * @id: its number
 * @defined: there is one, and the ring has its definition
 */
struct fsamp_last_stack {
	u64 *ip;
	unsigned int kernel, user;
	u32 id;
	bool defined;
};

/**
 * fsamp_stack_encode() - code a chain
 * @chain: the chain
 * @last: the stack that it may share frames with
 * @id: number that the chain gets
 * @code: room for FSAMP_STACK_CODE_MAX() bytes
 *
 * Context: hardirq. Return: bytes of the code.
 */
size_t fsamp_stack_encode(const struct fsamp_chain *chain, const struct fsamp_last_stack *last,
			  u32 id, u8 *code);

/* @last becomes @chain, whose number is @id. Context: hardirq. */
void fsamp_stack_remember(struct fsamp_last_stack *last, const struct fsamp_chain *chain, u32 id);

#endif
