// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Instructions of 32 bits of the Thumb set, by their two halves.
 */
#include "unwind/arm_fields.h"

/* A number of 12 bits that stands for one of 32. */
static uint32_t expand(uint32_t code)
{
	uint32_t byte = code & 0xff, turn = code >> 7;

	switch (code >> 8) {
	case 0:
		return byte;
	case 1:
		return byte << 16 | byte;
	case 2:
		return byte << 24 | byte << 8;
	case 3:
		return byte * 0x01010101u;
	}
	byte |= 0x80;
	return byte >> turn | byte << (32 - turn);
}

enum data_op {
	OP_AND = 0,
	OP_ORR = 2,
	OP_ORN = 3,
	OP_EOR = 4,
	OP_ADD = 8,
	OP_SUB = 13,
};

/* Operations with a number that expand() makes; hw1 11110x0.... */
static void decode_modified(uint16_t first, uint16_t second, struct arm_insn *insn)
{
	uint32_t value = expand(bit(first, 10) << 11 | bits(second, 14, 12) << 8 |
				bits(second, 7, 0));
	unsigned int rd = bits(second, 11, 8), rn = bits(first, 3, 0), op = bits(first, 8, 5);

	if (rd == ARM_PC) {
		insn->kind = ARM_OTHER;
		if (op == OP_SUB)
			set_compare(insn, rn, value);
		return;
	}
	if (op == OP_ORR && rn == ARM_PC)
		set_const(insn, rd, value);
	else if (op == OP_ORN && rn == ARM_PC)
		set_const(insn, rd, ~value);
	else if (op == OP_ADD)
		set_add(insn, rd, rn, value);
	else if (op == OP_SUB)
		set_add(insn, rd, rn, -value);
	else
		set_writes(insn, rd);
}

/* Operations with a number as it is, and on fields of bits; hw1 11110x1.... */
static void decode_plain(uint16_t first, uint16_t second, uint32_t pc, struct arm_insn *insn)
{
	uint32_t value = bit(first, 10) << 11 | bits(second, 14, 12) << 8 | bits(second, 7, 0);
	unsigned int rd = bits(second, 11, 8), rn = bits(first, 3, 0);
	bool down = bits(first, 8, 4) == 10;

	switch (bits(first, 8, 4)) {
	case 0:
	case 10:
		if (rn == ARM_PC)
			set_address(insn, rd, ((pc + 4) & ~3u) + (down ? -value : value));
		else
			set_add(insn, rd, rn, down ? -value : value);
		break;
	case 4:
		set_const(insn, rd, rn << 12 | value);
		break;
	case 12:
		insn->kind = ARM_TOP;
		insn->rd = rd;
		insn->imm = rn << 12 | value;
		break;
	default:
		set_writes(insn, rd);
		break;
	}
}

/* Branches, calls, and what shares their space; second half 1.............. */
static void decode_branch(uint16_t first, uint16_t second, uint32_t pc, struct arm_insn *insn)
{
	bool j1 = bit(second, 13), j2 = bit(second, 11), sign = bit(first, 10);
	uint32_t far = sign << 24 | (j1 == sign) << 23 | (j2 == sign) << 22 |
		       bits(first, 9, 0) << 12 | bits(second, 10, 0) << 1;
	uint32_t near = sign << 20 | j2 << 19 | j1 << 18 | bits(first, 5, 0) << 12 |
			bits(second, 10, 0) << 1;

	if (bit(second, 14)) {
		insn->kind = ARM_CALL;
		insn->exchange = !bit(second, 12);
		insn->target = ((pc + 4) & (insn->exchange ? ~3u : ~0u)) + extend(far, 25);
	} else if (bit(second, 12)) {
		set_branch(insn, pc + 4 + extend(far, 25));
	} else if (bits(first, 9, 7) != 7) {
		set_branch(insn, pc + 4 + extend(near, 21));
		insn->cond = bits(first, 9, 6);
	} else if (bits(first, 10, 4) == 0x7f) {
		insn->kind = ARM_INVALID;
	} else if (bits(first, 10, 5) == 0x1f) {
		set_writes(insn, bits(second, 11, 8));
	} else {
		insn->kind = ARM_OTHER;
	}
}

/* Operations on registers; hw1 1110101..... */
static void decode_shifted(uint16_t first, uint16_t second, struct arm_insn *insn)
{
	unsigned int rd = bits(second, 11, 8), rn = bits(first, 3, 0), op = bits(first, 8, 5);
	bool plain = !(second & 0x70f0);

	insn->kind = ARM_OTHER;
	if (rd == ARM_PC)
		return;
	insn->rm = bits(second, 3, 0);
	if (op == OP_ORR && rn == ARM_PC && plain) {
		set_add(insn, rd, insn->rm, 0);
	} else if ((op == OP_ADD || op == OP_SUB) && plain) {
		insn->kind = ARM_ADD_REG;
		insn->rd = rd;
		insn->rn = rn;
		insn->down = op == OP_SUB;
	} else {
		set_writes(insn, rd);
	}
}

/* Several registers; hw1 1110100..0.. */
static void decode_block(uint16_t first, uint16_t second, struct arm_insn *insn)
{
	bool down = bits(first, 8, 7) == 2;
	int32_t size = 4 * __builtin_popcount(second);

	if (bits(first, 8, 7) == 0 || bits(first, 8, 7) == 3 || !second)
		return;
	set_memory(insn, bit(first, 4), second, bits(first, 3, 0), down ? -size : 0);
	if (bit(first, 5))
		insn->step = down ? -size : size;
}

/* Two registers, exclusive accesses, tables of branches; hw1 1110100..1.. */
static void decode_pair(uint16_t first, uint16_t second, struct arm_insn *insn)
{
	bool before = bit(first, 8), up = bit(first, 7), back = bit(first, 5), load = bit(first, 4);
	unsigned int rt = bits(second, 15, 12), rt2 = bits(second, 11, 8);
	int32_t offset = 4 * bits(second, 7, 0);

	if (!before && !back) {
		if (bits(first, 7, 4) == 13 && bits(second, 15, 5) == 0x780) {
			insn->kind = ARM_TABLE;
			insn->rm = bits(second, 3, 0);
			insn->rn = bits(first, 3, 0);
			insn->imm = bit(second, 4) ? 2 : 1;
			return;
		}
		insn->kind = ARM_OTHER;
		insn->writes = load ? ARM_BIT(rt) | ARM_BIT(rt2) :
				      ARM_BIT(bits(second, 3, 0)) | ARM_BIT(rt2);
		insn->writes &= ~ARM_BIT(ARM_PC);
		return;
	}
	offset = up ? offset : -offset;
	set_memory(insn, load, ARM_BIT(rt) | ARM_BIT(rt2), bits(first, 3, 0), before ? offset : 0);
	if (back)
		insn->step = offset;
	if (rt >= rt2) {
		/* In the other order; too rare to be followed. */
		insn->kind = ARM_OTHER;
		insn->writes = load ? insn->list : 0;
		insn->writes |= back ? ARM_BIT(insn->rn) : 0;
	}
}

/* One register; hw1 1111100..... */
static void decode_single(uint16_t first, uint16_t second, uint32_t pc, struct arm_insn *insn)
{
	unsigned int rn = bits(first, 3, 0), rt = bits(second, 15, 12);
	bool load = bit(first, 4), word = bits(first, 6, 5) == 2;
	bool wide = bit(first, 7) || rn == ARM_PC, short_form = !wide && bit(second, 11);
	int32_t offset = wide ? bits(second, 11, 0) : bits(second, 7, 0);

	if (rn == ARM_PC && load && word && rt != ARM_PC) {
		set_literal(insn, rt, ((pc + 4) & ~3u) + (bit(first, 7) ? offset : -offset));
		return;
	}
	insn->kind = ARM_OTHER;
	if (rn != ARM_PC && word && (wide || short_form)) {
		if (short_form && !bit(second, 9))
			offset = -offset;
		set_memory(insn, load, ARM_BIT(rt), rn, wide || bit(second, 10) ? offset : 0);
		if (short_form && bit(second, 8))
			insn->step = offset;
		return;
	}
	if (load && rt == ARM_PC && word)
		set_jump(insn, ARM_NO_REG);
	else if (load && rt != ARM_PC)
		insn->writes = ARM_BIT(rt);
	if (short_form && bit(second, 8))
		insn->writes |= ARM_BIT(rn);
}

void thumb_decode_long(uint16_t first, uint16_t second, uint32_t pc, struct arm_insn *insn)
{
	if (bits(first, 11, 10) == 3) {
		insn->kind = ARM_OTHER;
		/* The ARM set has these, too, with a condition in the place of the first 0xe. */
		if (first < 0xef00)
			arm_decode_coprocessor((uint32_t)first << 16 | second, pc + 4, insn);
		return;
	}
	if (bits(first, 12, 11) == 1) {
		if (bit(first, 9))
			decode_shifted(first, second, insn);
		else if (bit(first, 6))
			decode_pair(first, second, insn);
		else
			decode_block(first, second, insn);
		return;
	}
	if (bits(first, 12, 11) == 2) {
		if (bit(second, 15))
			decode_branch(first, second, pc, insn);
		else if (bit(first, 9))
			decode_plain(first, second, pc, insn);
		else
			decode_modified(first, second, insn);
		return;
	}
	if (bits(first, 10, 8) == 1 && !bit(first, 4)) {
		/* Vectors' elements. */
		insn->kind = ARM_OTHER;
		if (bits(second, 3, 0) != ARM_PC)
			insn->writes = ARM_BIT(bits(first, 3, 0));
	} else if (!bit(first, 9)) {
		decode_single(first, second, pc, insn);
	} else {
		/* Shifts, multiplications, divisions. */
		set_writes(insn, bits(second, 11, 8));
		if (bits(first, 8, 7) == 3 && bits(second, 15, 12) != ARM_PC)
			insn->writes |= ARM_BIT(bits(second, 15, 12));
	}
}
