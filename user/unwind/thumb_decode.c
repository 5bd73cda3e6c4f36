// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Instructions of the Thumb set: of 16 bits here; of 32 where the top five bits say so.
 */
#include <string.h>

#include "unwind/arm_fields.h"

/* Shifts, additions and comparisons with a number; 0x0000 to 0x3fff. */
static void decode_shift_add(uint16_t half, struct arm_insn *insn)
{
	unsigned int op = bits(half, 13, 11), reg = bits(half, 10, 8);

	switch (op) {
	case 0:
	case 1:
	case 2:
		set_writes(insn, bits(half, 2, 0));
		if (!half)	/* movs r0, r0: padding */
			insn->kind = ARM_INVALID;
		break;
	case 3:
		if (bits(half, 10, 9) == 2)
			set_add(insn, bits(half, 2, 0), bits(half, 5, 3), bits(half, 8, 6));
		else if (bits(half, 10, 9) == 3)
			set_add(insn, bits(half, 2, 0), bits(half, 5, 3),
				-(int32_t)bits(half, 8, 6));
		else
			set_writes(insn, bits(half, 2, 0));
		break;
	case 4:
		set_const(insn, reg, bits(half, 7, 0));
		break;
	case 5:
		set_compare(insn, reg, bits(half, 7, 0));
		break;
	case 6:
		set_add(insn, reg, reg, bits(half, 7, 0));
		break;
	case 7:
		set_add(insn, reg, reg, -(int32_t)bits(half, 7, 0));
		break;
	}
}

/* Operations on registers, those on the upper half of them among them; 0x4000 to 0x47ff. */
static void decode_registers(uint16_t half, struct arm_insn *insn)
{
	unsigned int rd = bit(half, 7) << 3 | bits(half, 2, 0), rm = bits(half, 6, 3);
	unsigned int op = bits(half, 9, 6);

	if (!bit(half, 10)) {
		/* tst, cmp and cmn have no result. */
		set_writes(insn, bits(half, 2, 0));
		if (op == 8 || op == 10 || op == 11)
			insn->writes = 0;
		return;
	}
	insn->rm = rm;
	switch (bits(half, 9, 8)) {
	case 0:
		insn->kind = ARM_ADD_REG;
		insn->rd = insn->rn = rd;
		if (rd == ARM_PC)
			set_jump(insn, ARM_NO_REG);
		break;
	case 1:
		insn->kind = ARM_OTHER;
		break;
	case 2:
		set_add(insn, rd, rm, 0);
		if (rd == ARM_PC)
			set_jump(insn, rm);
		break;
	case 3:
		insn->kind = bit(half, 7) ? ARM_CALL : ARM_JUMP;
		break;
	}
}

/* Loads and stores of the lower registers; 0x5000 to 0x9fff. */
static void decode_low_memory(uint16_t half, struct arm_insn *insn)
{
	unsigned int rt = bits(half, 2, 0), high = bits(half, 10, 8);

	switch (bits(half, 15, 12)) {
	case 5:
		insn->kind = ARM_OTHER;
		if (bits(half, 11, 9) >= 3)
			insn->writes = ARM_BIT(rt);
		break;
	case 6:
		set_memory(insn, bit(half, 11), ARM_BIT(rt), bits(half, 5, 3),
			   4 * bits(half, 10, 6));
		break;
	case 9:
		set_memory(insn, bit(half, 11), ARM_BIT(high), ARM_SP, 4 * bits(half, 7, 0));
		break;
	default:
		insn->kind = ARM_OTHER;
		if (bit(half, 11))
			insn->writes = ARM_BIT(rt);
		break;
	}
}

/* 0xb000 to 0xbfff. */
static void decode_miscellaneous(uint16_t half, uint32_t pc, struct arm_insn *insn)
{
	uint32_t list = bits(half, 7, 0);
	int32_t size;

	insn->kind = ARM_OTHER;
	switch (bits(half, 11, 8)) {
	case 0:
		size = 4 * bits(half, 6, 0);
		set_add(insn, ARM_SP, ARM_SP, bit(half, 7) ? -size : size);
		break;
	case 1:
	case 3:
	case 9:
	case 11:
		set_branch(insn, pc + 4 + (bit(half, 9) << 6 | bits(half, 7, 3) << 1));
		insn->cond = bit(half, 11) ? 1 : 0;
		insn->compares_zero = true;
		insn->rn = bits(half, 2, 0);
		break;
	case 2:
	case 10:
		insn->writes = ARM_BIT(bits(half, 2, 0));
		break;
	case 4:
	case 5:
		list |= bit(half, 8) ? ARM_BIT(ARM_LR) : 0;
		size = 4 * __builtin_popcount(list);
		set_memory(insn, false, list, ARM_SP, -size);
		insn->step = -size;
		break;
	case 12:
	case 13:
		list |= bit(half, 8) ? ARM_BIT(ARM_PC) : 0;
		set_memory(insn, true, list, ARM_SP, 0);
		insn->step = 4 * __builtin_popcount(list);
		break;
	case 15:
		if (bits(half, 3, 0)) {
			insn->kind = ARM_IT;
			insn->imm = 4 - __builtin_ctz(bits(half, 3, 0));
			insn->cond = bits(half, 7, 4);
		}
		break;
	}
	if ((insn->kind == ARM_STORE || insn->kind == ARM_LOAD) && !insn->list)
		insn->kind = ARM_INVALID;
}

static void decode_half(uint16_t half, uint32_t pc, struct arm_insn *insn)
{
	unsigned int reg = bits(half, 10, 8);

	switch (bits(half, 15, 12)) {
	case 0:
	case 1:
	case 2:
	case 3:
		decode_shift_add(half, insn);
		break;
	case 4:
		if (bit(half, 11))
			set_literal(insn, reg, ((pc + 4) & ~3u) + 4 * bits(half, 7, 0));
		else
			decode_registers(half, insn);
		break;
	case 10:
		if (bit(half, 11))
			set_add(insn, reg, ARM_SP, 4 * bits(half, 7, 0));
		else
			set_address(insn, reg, ((pc + 4) & ~3u) + 4 * bits(half, 7, 0));
		break;
	case 11:
		decode_miscellaneous(half, pc, insn);
		break;
	case 12:
		set_memory(insn, bit(half, 11), bits(half, 7, 0), reg, 0);
		insn->step = 4 * __builtin_popcount(insn->list);
		if (bit(half, 11) && (insn->list & ARM_BIT(reg)))
			insn->step = 0;
		break;
	case 13:
		if (bits(half, 11, 8) == 15) {
			insn->kind = ARM_SVC;
		} else if (bits(half, 11, 8) != 14) {
			set_branch(insn, pc + 4 + extend(half, 8) * 2);
			insn->cond = bits(half, 11, 8);
		}
		break;
	case 14:
		set_branch(insn, pc + 4 + extend(half, 11) * 2);
		break;
	default:
		decode_low_memory(half, insn);
		break;
	}
}

void thumb_decode(uint16_t first, uint16_t second, uint32_t pc, struct arm_insn *insn)
{
	memset(insn, 0, sizeof(*insn));
	insn->cond = ARM_ALWAYS;
	if (first < THUMB_LONG) {
		insn->size = 2;
		decode_half(first, pc, insn);
	} else {
		insn->size = 4;
		thumb_decode_long(first, second, pc, insn);
	}
}
