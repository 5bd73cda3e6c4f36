// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Instructions of the ARM set, and those that both sets share.
 */
#include <string.h>

#include "unwind/arm_fields.h"

static unsigned int count(uint32_t list)
{
	return __builtin_popcount(list);
}

/* Block transfers: where the lowest register goes, and what becomes of the base. */
static void decode_block(uint32_t word, struct arm_insn *insn)
{
	bool before = bit(word, 24), up = bit(word, 23), back = bit(word, 21);
	int32_t size;

	insn->kind = bit(word, 20) ? ARM_LOAD : ARM_STORE;
	insn->rn = bits(word, 19, 16);
	insn->list = bits(word, 15, 0);
	size = 4 * count(insn->list);
	if (up)
		insn->imm = before ? 4 : 0;
	else
		insn->imm = before ? -size : 4 - size;
	if (back)
		insn->step = up ? size : -size;
	if (!insn->list)
		insn->kind = ARM_INVALID;
}

/* vpush, vpop, vldm and vstm: only the base matters. */
static void decode_vfp_block(uint32_t word, struct arm_insn *insn)
{
	int32_t size = 4 * bits(word, 7, 0);

	insn->rd = insn->rn = bits(word, 19, 16);
	if (!bit(word, 21))
		return;
	insn->kind = ARM_ADD;
	insn->imm = bit(word, 23) ? size : -size;
}

static void decode_vfp_load(uint32_t word, uint32_t pc, struct arm_insn *insn)
{
	int32_t offset = 4 * bits(word, 7, 0);

	if (bits(word, 19, 16) != ARM_PC || !bit(word, 20))
		return;
	insn->kind = ARM_LITERAL;
	insn->rd = ARM_NO_REG;
	insn->imm = bits(word, 11, 8) == 11 ? 8 : 4;
	insn->target = (pc & ~3u) + (bit(word, 23) ? offset : -offset);
}

void arm_decode_coprocessor(uint32_t word, uint32_t pc, struct arm_insn *insn)
{
	bool vfp = bits(word, 11, 9) == 5;

	insn->kind = ARM_OTHER;
	if (bits(word, 27, 24) == 14) {
		/* A move from the coprocessor to a register; to the pc means to the flags. */
		if (bit(word, 20) && bit(word, 4) && bits(word, 15, 12) != ARM_PC)
			insn->writes = ARM_BIT(bits(word, 15, 12));
		return;
	}
	if (bits(word, 27, 21) == 0x62) {
		if (bit(word, 20))
			insn->writes = ARM_BIT(bits(word, 15, 12)) | ARM_BIT(bits(word, 19, 16));
		return;
	}
	if (vfp && bit(word, 24) && !bit(word, 21))
		decode_vfp_load(word, pc, insn);
	else if (vfp)
		decode_vfp_block(word, insn);
	else if (bit(word, 21))
		insn->writes = ARM_BIT(bits(word, 19, 16));
}

/* One register, or two that follow one another, to or from memory at a fixed distance. */
static void decode_single(uint32_t word, int32_t offset, uint16_t list, bool load,
			  struct arm_insn *insn)
{
	bool before = bit(word, 24), back = !before || bit(word, 21);

	if (!bit(word, 23))
		offset = -offset;
	insn->kind = load ? ARM_LOAD : ARM_STORE;
	insn->rn = bits(word, 19, 16);
	insn->list = list;
	insn->imm = before ? offset : 0;
	insn->step = back ? offset : 0;
}

/* ldr, str, ldrb and strb. */
static void decode_load_store(uint32_t word, uint32_t pc, struct arm_insn *insn)
{
	unsigned int rt = bits(word, 15, 12), rn = bits(word, 19, 16);
	bool load = bit(word, 20), byte = bit(word, 22), by_register = bit(word, 25);
	bool back = !bit(word, 24) || bit(word, 21);

	if (!by_register && !byte && rn == ARM_PC && load && rt != ARM_PC) {
		insn->kind = ARM_LITERAL;
		insn->rd = rt;
		insn->imm = 4;
		insn->target = pc + 8 + (bit(word, 23) ? 1 : -1) * (int32_t)bits(word, 11, 0);
		return;
	}
	if (!by_register && !byte && rn != ARM_PC) {
		decode_single(word, bits(word, 11, 0), ARM_BIT(rt), load, insn);
		return;
	}
	insn->kind = ARM_OTHER;
	if (back)
		insn->writes = ARM_BIT(rn);
	if (load && rt == ARM_PC)
		insn->kind = byte ? ARM_INVALID : ARM_JUMP;
	else if (load)
		insn->writes |= ARM_BIT(rt);
	insn->rm = ARM_NO_REG;
}

/* Halfwords, signed bytes, pairs of registers. */
static void decode_extra(uint32_t word, struct arm_insn *insn)
{
	unsigned int rt = bits(word, 15, 12), op = bits(word, 6, 5);
	bool pair = !bit(word, 20) && op >= 2, load = bit(word, 20) || op == 2;
	int32_t offset = bits(word, 11, 8) << 4 | bits(word, 3, 0);

	if (pair && bit(word, 22) && bits(word, 19, 16) != ARM_PC) {
		decode_single(word, offset, 3u << (rt & 14), load, insn);
		return;
	}
	insn->kind = ARM_OTHER;
	if (load)
		insn->writes = pair ? 3u << (rt & 14) : ARM_BIT(rt);
	if (!bit(word, 24) || bit(word, 21))
		insn->writes |= ARM_BIT(bits(word, 19, 16));
}

static void decode_multiply(uint32_t word, struct arm_insn *insn)
{
	insn->kind = ARM_OTHER;
	if (bit(word, 24)) {
		/* Exclusive accesses. */
		insn->writes = ARM_BIT(bits(word, 15, 12));
		return;
	}
	insn->writes = ARM_BIT(bits(word, 19, 16));
	if (bit(word, 23))
		insn->writes |= ARM_BIT(bits(word, 15, 12));
}

static void decode_miscellaneous(uint32_t word, struct arm_insn *insn)
{
	insn->rm = bits(word, 3, 0);
	if ((word & 0x0ffffff0) == 0x012fff10) {
		insn->kind = ARM_JUMP;
	} else if ((word & 0x0ffffff0) == 0x012fff30) {
		insn->kind = ARM_CALL;
	} else {
		insn->kind = ARM_OTHER;
		if (bits(word, 15, 12) != ARM_PC)
			insn->writes = ARM_BIT(bits(word, 15, 12));
	}
}

enum data_op {
	OP_SUB = 2,
	OP_ADD = 4,
	OP_TST = 8,
	OP_CMP = 10,
	OP_CMN = 11,
	OP_MOV = 13,
	OP_MVN = 15,
};

static void decode_data(uint32_t word, uint32_t pc, struct arm_insn *insn)
{
	bool immediate = bit(word, 25), plain = immediate || !bits(word, 11, 4);
	unsigned int op = bits(word, 24, 21), turn = 2 * bits(word, 11, 8);
	uint32_t value = bits(word, 7, 0);

	if (turn)
		value = value >> turn | value << (32 - turn);
	insn->kind = ARM_OTHER;
	insn->rd = bits(word, 15, 12);
	insn->rn = bits(word, 19, 16);
	insn->rm = bits(word, 3, 0);
	if (op >= OP_TST && op <= OP_CMN) {
		if (op == OP_CMP && immediate) {
			insn->kind = ARM_COMPARE;
			insn->imm = value;
		}
		return;
	}
	insn->writes = ARM_BIT(insn->rd);
	if (op == OP_MOV && plain) {
		insn->kind = immediate ? ARM_CONST : ARM_ADD;
		insn->imm = immediate ? value : 0;
		if (!immediate)
			insn->rn = insn->rm;
	} else if (op == OP_MVN && immediate) {
		insn->kind = ARM_CONST;
		insn->imm = ~value;
	} else if ((op == OP_ADD || op == OP_SUB) && plain) {
		insn->kind = immediate ? ARM_ADD : ARM_ADD_REG;
		insn->imm = op == OP_SUB ? -value : value;
		insn->down = op == OP_SUB;
	}
	if (insn->rd == ARM_PC) {
		if (op == OP_ADD && insn->rn == ARM_PC && !immediate && bits(word, 11, 4) == 0x10)
			insn->kind = ARM_TABLE_BRANCH;
		else if (insn->kind != ARM_ADD || insn->imm)
			insn->rm = ARM_NO_REG;
		if (insn->kind != ARM_TABLE_BRANCH)
			insn->kind = ARM_JUMP;
		insn->writes = 0;
		return;
	}
	if (insn->kind == ARM_ADD && insn->rn == ARM_PC) {
		set_address(insn, insn->rd, pc + 8 + (uint32_t)insn->imm);
	}
	if (insn->kind != ARM_OTHER)
		insn->writes = 0;
}

/* The space of bits 27 to 25 being 0 or 1. */
static void decode_low(uint32_t word, uint32_t pc, struct arm_insn *insn)
{
	bool immediate = bit(word, 25);

	if (!immediate && bit(word, 7) && bit(word, 4)) {
		if (bits(word, 6, 5))
			decode_extra(word, insn);
		else
			decode_multiply(word, insn);
	} else if (bits(word, 24, 23) == 2 && !bit(word, 20)) {
		if (!immediate) {
			decode_miscellaneous(word, insn);
			return;
		}
		insn->kind = ARM_OTHER;
		insn->rd = bits(word, 15, 12);
		insn->imm = bits(word, 19, 16) << 12 | bits(word, 11, 0);
		if (bits(word, 22, 21) == 0)
			insn->kind = ARM_CONST;
		else if (bits(word, 22, 21) == 2)
			insn->kind = ARM_TOP;
	} else {
		decode_data(word, pc, insn);
	}
}

/* Instructions that have no condition. */
static void decode_unconditional(uint32_t word, uint32_t pc, struct arm_insn *insn)
{
	insn->cond = ARM_ALWAYS;
	insn->kind = ARM_OTHER;
	if (bits(word, 27, 25) == 5) {
		insn->kind = ARM_CALL;
		insn->exchange = true;
		insn->target = pc + 8 + ((int32_t)(word << 8) >> 6) + 2 * bit(word, 24);
	} else if (bits(word, 27, 24) == 4 && !bit(word, 20)) {
		/* Loads and stores of vectors' elements. */
		if (bits(word, 3, 0) != ARM_PC)
			insn->writes = ARM_BIT(bits(word, 19, 16));
	}
}

void arm_decode(uint32_t word, uint32_t pc, struct arm_insn *insn)
{
	memset(insn, 0, sizeof(*insn));
	insn->size = 4;
	insn->cond = word >> 28;
	if (insn->cond == 15) {
		decode_unconditional(word, pc, insn);
		return;
	}
	switch (bits(word, 27, 25)) {
	case 0:
	case 1:
		decode_low(word, pc, insn);
		break;
	case 3:
		if (bit(word, 4)) {
			insn->kind = bits(word, 27, 20) == 0x7f ? ARM_INVALID : ARM_OTHER;
			insn->writes = ARM_BIT(bits(word, 15, 12)) | ARM_BIT(bits(word, 19, 16));
			insn->writes &= ~ARM_BIT(ARM_PC);
			break;
		}
		/* fall through */
	case 2:
		decode_load_store(word, pc, insn);
		break;
	case 4:
		decode_block(word, insn);
		break;
	case 5:
		insn->kind = bit(word, 24) ? ARM_CALL : ARM_BRANCH;
		insn->target = pc + 8 + ((int32_t)(word << 8) >> 6);
		break;
	case 6:
		arm_decode_coprocessor(word, pc + 8, insn);
		break;
	case 7:
		if (bit(word, 24))
			insn->kind = ARM_SVC;
		else
			arm_decode_coprocessor(word, pc + 8, insn);
		break;
	}
	/* Words of zeros are padding, not andeq. */
	if (!word)
		insn->kind = ARM_INVALID;
}
