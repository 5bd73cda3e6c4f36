// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "unwind/arm_insn.h"
#include "unwind/bytes.h"
#include "unwind/exidx_ops.h"

/* No frame is larger; sums of offsets stay in 32 bits. */
#define FRAME_MAX	(64 << 20)

/**
 * struct virtual_stack - what the instructions have done so far
 * @ops: those that are left
 * @base: register that the virtual stack pointer is counted from
 * @vsp: bytes from @base
 * @at: of the registers that were popped, bytes from @base
 * @popped: which ones were
 * @finished: the instruction to finish was met
 */
struct virtual_stack {
	struct bytes ops;
	unsigned int base;
	int32_t vsp;
	int32_t at[16];
	uint16_t popped;
	bool finished;
};

static bool move(struct virtual_stack *stack, int64_t bytes)
{
	if (bytes > FRAME_MAX || stack->vsp + bytes > FRAME_MAX || stack->vsp + bytes < -FRAME_MAX)
		return false;
	stack->vsp += bytes;
	return true;
}

static bool pop(struct virtual_stack *stack, uint16_t list)
{
	unsigned int reg;

	/* With the stack pointer itself from the stack there is no telling where that is. */
	if (list & ARM_BIT(ARM_SP))
		return false;
	for (reg = 0; reg < 16; reg++) {
		if (!(list & ARM_BIT(reg)))
			continue;
		stack->at[reg] = stack->vsp;
		if (!move(stack, 4))
			return false;
	}
	stack->popped |= list;
	return true;
}

static bool pop_mask(struct virtual_stack *stack, uint8_t op)
{
	uint16_t list = (op & 0xf) << 8 | bytes_u8(&stack->ops);

	/* An empty list says that unwinding is refused. */
	return list && pop(stack, list << 4);
}

static bool set_base(struct virtual_stack *stack, unsigned int reg)
{
	if (reg == ARM_SP || reg == ARM_PC || stack->popped)
		return false;
	stack->base = reg;
	stack->vsp = 0;
	return true;
}

/* 1011....: what did not fit elsewhere. */
static bool execute_mixed(struct virtual_stack *stack, uint8_t op)
{
	uint64_t more;
	uint8_t list;

	switch (op & 0xf) {
	case 0:
		stack->finished = true;
		return true;
	case 1:
		list = bytes_u8(&stack->ops);
		return list && list < 0x10 && pop(stack, list);
	case 2:
		more = bytes_uleb(&stack->ops);
		return more <= FRAME_MAX / 4 && move(stack, 0x204 + ((int64_t)more << 2));
	case 3:
		return move(stack, 8 * ((bytes_u8(&stack->ops) & 0xf) + 1) + 4);
	case 4:
		/* The code that authenticates the return address. */
		return move(stack, 4);
	case 5:
	case 6:
	case 7:
		return false;
	default:
		return move(stack, 8 * ((op & 7) + 1) + 4);
	}
}

/* 11......: registers of coprocessors. */
static bool execute_coprocessor(struct virtual_stack *stack, uint8_t op)
{
	uint8_t list;

	switch (op) {
	case 0xc6:
	case 0xc8:
	case 0xc9:
		return move(stack, 8 * ((bytes_u8(&stack->ops) & 0xf) + 1));
	case 0xc7:
		list = bytes_u8(&stack->ops);
		return list && list < 0x10 && move(stack, 4 * __builtin_popcount(list));
	}
	if (op < 0xc6 || (op & 0xf8) == 0xd0)
		return move(stack, 8 * ((op & 7) + 1));
	return false;
}

static bool execute(struct virtual_stack *stack)
{
	uint8_t op = bytes_u8(&stack->ops);

	if (op < 0x40)
		return move(stack, (op << 2) + 4);
	if (op < 0x80)
		return move(stack, -(((op & 0x3f) << 2) + 4));
	if (op < 0x90)
		return pop_mask(stack, op);
	if (op < 0xa0)
		return set_base(stack, op & 0xf);
	if (op < 0xb0)
		return pop(stack, ((2u << (op & 7)) - 1) << 4 | (op & 8 ? ARM_BIT(ARM_LR) : 0));
	if (op < 0xc0)
		return execute_mixed(stack, op);
	return execute_coprocessor(stack, op);
}

/* Where the caller's value of @reg is. Return: whether a rule can say it. */
static bool place(const struct virtual_stack *stack, unsigned int reg, unsigned int *where,
		  int16_t *words)
{
	int32_t distance = (stack->at[reg] - stack->vsp) / 4;

	*where = FLAMESAMP_UNWIND_SAME;
	*words = 0;
	if (!(stack->popped & ARM_BIT(reg)))
		return true;
	*where = FLAMESAMP_UNWIND_AT_CFA;
	*words = distance;
	return *words == distance;
}

static unsigned int rule_base(unsigned int reg)
{
	switch (reg) {
	case ARM_SP:
		return FLAMESAMP_UNWIND_SP;
	case ARM_R11:
		return FLAMESAMP_UNWIND_FP;
	case ARM_R7:
		return FLAMESAMP_UNWIND_FP2;
	default:
		return FLAMESAMP_UNWIND_REG0 + reg;
	}
}

bool exidx_rule(const uint8_t *ops, size_t size, struct flamesamp_unwind_rule *rule)
{
	struct virtual_stack stack = { .ops = { .at = ops, .end = ops + size }, .base = ARM_SP };
	unsigned int ra, fp, fp2;

	memset(rule, 0, sizeof(*rule));
	while (bytes_left(&stack.ops) && !stack.finished) {
		if (!execute(&stack) || stack.ops.bad)
			return false;
	}
	rule->kind = FLAMESAMP_UNWIND_CFA;
	rule->reg = rule_base(stack.base);
	rule->cfa = stack.vsp;
	if (!place(&stack, stack.popped & ARM_BIT(ARM_PC) ? ARM_PC : ARM_LR, &ra, &rule->ra) ||
	    !place(&stack, ARM_R11, &fp, &rule->fp[0]) ||
	    !place(&stack, ARM_R7, &fp2, &rule->fp[1]))
		return false;
	rule->where = FLAMESAMP_UNWIND_WHERE(ra, fp, fp2);
	return true;
}
