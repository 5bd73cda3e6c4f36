// SPDX-License-Identifier: GPL-2.0-or-later
#include "unwind/arm_effect.h"

/* Registers that may have a known distance from the CFA. */
#define POINTERS	(ARM_BIT(ARM_SP) | ARM_BIT(ARM_R7) | ARM_BIT(ARM_R11) | ARM_BIT(ARM_IP))

/* Registers whose value of the caller is looked for. */
#define SAVED		(ARM_BIT(ARM_LR) | ARM_BIT(ARM_R7) | ARM_BIT(ARM_R11))

/* What is made from the pc, in a register that no frame is told by. */
static bool find_address(struct arm_effect *effect, const struct arm_insn *insn)
{
	if (insn->kind != ARM_ADD_REG || insn->rm != ARM_PC || insn->rn != insn->rd || insn->down ||
	    insn->rd == ARM_PC || ARM_BIT(insn->rd) & (POINTERS | SAVED))
		return false;
	effect->kind = ARM_ADD_REG;
	effect->reg = insn->rd;
	return true;
}

/* A sum of two registers, or of one and a number. Return: whether it leaves alone all frames. */
static bool find_sum(struct arm_effect *effect, const struct arm_insn *insn)
{
	uint32_t from = ARM_BIT(insn->rn);

	if (insn->kind == ARM_ADD_REG)
		from |= ARM_BIT(insn->rm);
	else if (insn->rd == insn->rn && !insn->imm)
		return true;
	if (from & ARM_BIT(ARM_PC))
		return find_address(effect, insn);
	/* Pointers that are made from others. */
	if (ARM_BIT(insn->rd) & POINTERS && from & POINTERS & ~ARM_BIT(insn->rd))
		return false;
	effect->reads = from;
	effect->writes |= ARM_BIT(insn->rd);
	return true;
}

static bool find_transfer(struct arm_effect *effect, const struct arm_insn *insn)
{
	bool pointer = ARM_BIT(insn->rn) & POINTERS;

	if (insn->list & ARM_BIT(ARM_PC) || (pointer && (insn->list & SAVED || insn->step)))
		return false;
	if (insn->kind == ARM_LOAD)
		effect->writes |= insn->list;
	if (insn->step)
		effect->writes |= ARM_BIT(insn->rn);
	return true;
}

/* @insn was decoded for address 0. */
static bool find_target(struct arm_effect *effect, const struct arm_insn *insn)
{
	if (insn->kind == ARM_LITERAL) {
		if (insn->imm != 4 || insn->rd >= ARM_PC)
			return false;
		effect->reg = insn->rd;
		effect->writes |= ARM_BIT(insn->rd);
	}
	effect->kind = insn->kind;
	effect->exchange = insn->exchange;
	effect->targeted = insn->kind != ARM_CALL || insn->target;
	effect->imm = insn->target - arm_effect_seen(effect, 0);
	if (insn->kind == ARM_CALL)
		effect->writes |= ARM_CALL_WRITES;
	return true;
}

/* Return: whether @effect is all that the instruction does, with any frame. */
static bool find(struct arm_effect *effect, const struct arm_insn *insn)
{
	switch (insn->kind) {
	case ARM_OTHER:
		return true;
	case ARM_ADD:
	case ARM_ADD_REG:
		return find_sum(effect, insn);
	case ARM_CONST:
		effect->kind = ARM_CONST;
		effect->reg = insn->rd;
		effect->writes |= ARM_BIT(insn->rd);
		return !insn->from_pc;
	case ARM_TOP:
		effect->reads = ARM_BIT(insn->rd);
		effect->writes |= ARM_BIT(insn->rd);
		return true;
	case ARM_COMPARE:
		effect->kind = ARM_COMPARE;
		effect->reg = insn->rn;
		return true;
	case ARM_IT:
		effect->kind = ARM_IT;
		return true;
	case ARM_STORE:
	case ARM_LOAD:
		return find_transfer(effect, insn);
	case ARM_LITERAL:
	case ARM_BRANCH:
	case ARM_CALL:
		return find_target(effect, insn);
	default:
		return false;
	}
}

void arm_effect_find(struct arm_effect *effect, uint32_t word, bool thumb)
{
	struct arm_insn insn;

	if (!thumb)
		arm_decode(word, 0, &insn);
	else if (word >> 16)
		thumb_decode(word >> 16, word, 0, &insn);
	else
		thumb_decode(word, 0, 0, &insn);
	*effect = (struct arm_effect) {
		.word = word,
		.imm = insn.imm,
		.writes = insn.writes & ~ARM_BIT(ARM_PC),
		.kind = ARM_OTHER,
		.size = insn.size,
		.thumb = thumb,
		.conditional = insn.cond < ARM_ALWAYS && insn.kind != ARM_IT,
	};
	if (!find(effect, &insn))
		effect->kind = ARM_INVALID;
}
