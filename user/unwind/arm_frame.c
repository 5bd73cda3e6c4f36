// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "unwind/arm_frame.h"

/* A frame that is larger is not believed; sums of offsets stay in 32 bits. */
#define FRAME_MAX	(16 << 20)

/* The registers of both of the following. */
#define WATCHED	(ARM_BIT(ARM_R7) | ARM_BIT(ARM_R11) | ARM_BIT(ARM_IP) | ARM_BIT(ARM_SP) | \
		 ARM_BIT(ARM_LR))

static int pointer_of(unsigned int reg)
{
	switch (reg) {
	case ARM_SP:
		return ARM_PTR_SP;
	case ARM_R7:
		return ARM_PTR_R7;
	case ARM_R11:
		return ARM_PTR_R11;
	case ARM_IP:
		return ARM_PTR_IP;
	default:
		return -1;
	}
}

static int saved_of(unsigned int reg)
{
	switch (reg) {
	case ARM_LR:
		return ARM_SAVED_LR;
	case ARM_R11:
		return ARM_SAVED_R11;
	case ARM_R7:
		return ARM_SAVED_R7;
	default:
		return -1;
	}
}

void arm_frame_enter(struct arm_frame *frame, bool thumb)
{
	memset(frame, 0, sizeof(*frame));
	frame->known = 1 << ARM_PTR_SP;
	frame->thumb = thumb;
}

static bool pointer_at(const struct arm_frame *frame, unsigned int reg, int32_t *at)
{
	int i = pointer_of(reg);

	if (i < 0 || !(frame->known & 1 << i))
		return false;
	*at = frame->pointer[i];
	return true;
}

/* @reg has another value now. */
static void change(struct arm_frame *frame, struct arm_values *values, unsigned int reg)
{
	int pointer = pointer_of(reg), saved = saved_of(reg);

	values->known &= ~ARM_BIT(reg);
	if (pointer >= 0) {
		frame->known &= ~(1 << pointer);
		frame->pointer[pointer] = 0;
	}
	if (saved >= 0 && frame->where[saved] == ARM_SAME)
		frame->where[saved] = ARM_LOST;
}

/* So have all of these. */
static void change_all(struct arm_frame *frame, struct arm_values *values, uint16_t writes)
{
	uint16_t watched = writes & WATCHED;

	values->known &= ~writes;
	for (; watched; watched &= watched - 1)
		change(frame, values, __builtin_ctz(watched));
}

/* @reg is @at bytes from the CFA now. */
static void point(struct arm_frame *frame, struct arm_values *values, unsigned int reg, int64_t at)
{
	int pointer = pointer_of(reg);

	change(frame, values, reg);
	if (pointer < 0 || at > FRAME_MAX || at < -FRAME_MAX)
		return;
	frame->known |= 1 << pointer;
	frame->pointer[pointer] = at;
}

static void set_value(struct arm_frame *frame, struct arm_values *values, unsigned int reg,
		      uint32_t value)
{
	change(frame, values, reg);
	values->known |= ARM_BIT(reg);
	values->value[reg] = value;
}

static void add(struct arm_frame *frame, struct arm_values *values, const struct arm_insn *insn,
		int32_t imm)
{
	uint32_t value = values->value[insn->rn] + (uint32_t)imm;
	bool known = values->known & ARM_BIT(insn->rn);
	int32_t at;

	/* A register that is moved to itself. */
	if (insn->rd == insn->rn && !imm)
		return;
	if (pointer_at(frame, insn->rn, &at))
		point(frame, values, insn->rd, (int64_t)at + imm);
	else if (known)
		set_value(frame, values, insn->rd, value);
	else
		change(frame, values, insn->rd);
}

static void add_register(struct arm_frame *frame, struct arm_values *values,
			 const struct arm_insn *insn, uint32_t pc)
{
	struct arm_insn sum = *insn;
	uint32_t value;

	if (insn->rm == ARM_PC)
		value = pc;
	else if (values->known & ARM_BIT(insn->rm))
		value = values->value[insn->rm];
	else if (!insn->down && (values->known & ARM_BIT(insn->rn))) {
		value = values->value[insn->rn];
		sum.rn = insn->rm;
	} else {
		change(frame, values, insn->rd);
		return;
	}
	add(frame, values, &sum, (int32_t)(insn->down ? -value : value));
}

/* @reg goes to @at bytes from the CFA. */
static void store(struct arm_frame *frame, unsigned int reg, int32_t at)
{
	int saved = saved_of(reg), words = at / 4;

	/* The caller's value, which is to be found in the register alone so far. */
	if (saved < 0 || frame->where[saved] != ARM_SAME || at % 4 || words < INT16_MIN ||
	    words > INT16_MAX)
		return;
	frame->where[saved] = ARM_AT_CFA;
	frame->place[saved] = words;
}

/* @reg comes from @at bytes from the CFA. */
static void load(struct arm_frame *frame, struct arm_values *values, unsigned int reg, int32_t at)
{
	int saved = saved_of(reg);

	if (saved >= 0 && frame->where[saved] == ARM_AT_CFA && frame->place[saved] * 4 == at) {
		change(frame, values, reg);
		frame->where[saved] = ARM_SAME;
		frame->place[saved] = 0;
		return;
	}
	change(frame, values, reg);
}

static void transfer(struct arm_frame *frame, struct arm_values *values,
		     const struct arm_insn *insn)
{
	unsigned int reg, left;
	int32_t base, at;
	bool known = pointer_at(frame, insn->rn, &base);

	at = known ? base + insn->imm : 0;
	for (left = insn->list & ~ARM_BIT(ARM_PC); left; left &= left - 1) {
		reg = __builtin_ctz(left);
		if (insn->kind == ARM_STORE && known)
			store(frame, reg, at);
		else if (insn->kind == ARM_LOAD && known)
			load(frame, values, reg, at);
		else if (insn->kind == ARM_LOAD)
			change(frame, values, reg);
		at += 4;
	}
	if (!insn->step)
		return;
	if (known)
		point(frame, values, insn->rn, (int64_t)base + insn->step);
	else
		change(frame, values, insn->rn);
}

void arm_frame_step(struct arm_frame *frame, struct arm_values *values, const struct arm_insn *insn,
		    uint32_t pc)
{
	uint16_t writes = insn->writes & ~ARM_BIT(ARM_PC);

	switch (insn->kind) {
	case ARM_ADD:
		add(frame, values, insn, insn->imm);
		break;
	case ARM_ADD_REG:
		add_register(frame, values, insn, pc);
		break;
	case ARM_CONST:
		set_value(frame, values, insn->rd, insn->imm);
		break;
	case ARM_TOP:
		if (values->known & ARM_BIT(insn->rd))
			set_value(frame, values, insn->rd, (values->value[insn->rd] & 0xffff) |
				  (uint32_t)insn->imm << 16);
		else
			change(frame, values, insn->rd);
		break;
	case ARM_LITERAL:
		if (insn->rd < ARM_PC)
			change(frame, values, insn->rd);
		break;
	case ARM_STORE:
	case ARM_LOAD:
		transfer(frame, values, insn);
		break;
	case ARM_CALL:
		writes |= ARM_CALL_WRITES;
		break;
	default:
		break;
	}
	change_all(frame, values, writes);
}

uint16_t arm_frame_watched(const struct arm_frame *frame)
{
	uint16_t watched = 0;

	watched |= frame->known & 1 << ARM_PTR_SP ? ARM_BIT(ARM_SP) : 0;
	watched |= frame->known & 1 << ARM_PTR_R7 ? ARM_BIT(ARM_R7) : 0;
	watched |= frame->known & 1 << ARM_PTR_R11 ? ARM_BIT(ARM_R11) : 0;
	watched |= frame->known & 1 << ARM_PTR_IP ? ARM_BIT(ARM_IP) : 0;
	watched |= frame->where[ARM_SAVED_LR] == ARM_SAME ? ARM_BIT(ARM_LR) : 0;
	watched |= frame->where[ARM_SAVED_R11] == ARM_SAME ? ARM_BIT(ARM_R11) : 0;
	watched |= frame->where[ARM_SAVED_R7] == ARM_SAME ? ARM_BIT(ARM_R7) : 0;
	return watched;
}

bool arm_frame_left(const struct arm_frame *frame)
{
	return frame->known & 1 << ARM_PTR_SP && !frame->pointer[ARM_PTR_SP] &&
	       frame->where[ARM_SAVED_R7] == ARM_SAME && frame->where[ARM_SAVED_R11] == ARM_SAME;
}

bool arm_frame_leaves(const struct arm_frame *frame, const struct arm_insn *insn)
{
	struct arm_values values = { .known = 0 };
	struct arm_frame after = *frame;
	struct arm_insn load = *insn;

	if (insn->kind == ARM_LOAD) {
		/* As if what becomes the pc had come to the link register. */
		load.list = (insn->list & ~ARM_BIT(ARM_PC)) | ARM_BIT(ARM_LR);
		arm_frame_step(&after, &values, &load, 0);
	}
	return arm_frame_left(&after) && after.where[ARM_SAVED_LR] == ARM_SAME;
}

/* Where the caller's value of a register is, as a rule says it. */
static unsigned int rule_where(const struct arm_frame *frame, enum arm_saved saved)
{
	return frame->where[saved] == ARM_AT_CFA ? FLAMESAMP_UNWIND_AT_CFA : FLAMESAMP_UNWIND_SAME;
}

/* The register to find the CFA by; ARM_POINTERS: there is none. */
static enum arm_pointer find_base(const struct arm_frame *frame)
{
	/* Compilers use r7 for the frame pointer of Thumb code, r11 for that of ARM code. */
	const enum arm_pointer order[] = {
		ARM_PTR_SP,
		frame->thumb ? ARM_PTR_R7 : ARM_PTR_R11,
		frame->thumb ? ARM_PTR_R11 : ARM_PTR_R7,
		ARM_PTR_IP,
	};
	size_t i;

	for (i = 0; i < sizeof(order) / sizeof(order[0]); i++) {
		if (frame->known & 1 << order[i])
			return order[i];
	}
	return ARM_POINTERS;
}

bool arm_frame_rule(const struct arm_frame *frame, struct flamesamp_unwind_rule *rule)
{
	static const uint8_t reg[ARM_POINTERS] = {
		[ARM_PTR_SP] = FLAMESAMP_UNWIND_SP,
		[ARM_PTR_R7] = FLAMESAMP_UNWIND_FP2,
		[ARM_PTR_R11] = FLAMESAMP_UNWIND_FP,
		[ARM_PTR_IP] = FLAMESAMP_UNWIND_REG0 + ARM_IP,
	};
	enum arm_pointer base = find_base(frame);

	memset(rule, 0, sizeof(*rule));
	if (frame->outermost) {
		rule->kind = FLAMESAMP_UNWIND_END;
		return true;
	}
	if (frame->where[ARM_SAVED_LR] == ARM_LOST || base == ARM_POINTERS)
		return false;
	rule->kind = FLAMESAMP_UNWIND_CFA;
	rule->reg = reg[base];
	rule->cfa = -frame->pointer[base];
	rule->where = FLAMESAMP_UNWIND_WHERE(rule_where(frame, ARM_SAVED_LR),
					     rule_where(frame, ARM_SAVED_R11),
					     rule_where(frame, ARM_SAVED_R7));
	rule->ra = frame->place[ARM_SAVED_LR];
	rule->fp[0] = frame->place[ARM_SAVED_R11];
	rule->fp[1] = frame->place[ARM_SAVED_R7];
	return true;
}
