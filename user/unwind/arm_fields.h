/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * For decoders: fields of instructions, and what struct arm_insn says of the common ones.
 */
#ifndef FLAMEREC_UNWIND_ARM_FIELDS_H
#define FLAMEREC_UNWIND_ARM_FIELDS_H

#include "unwind/arm_insn.h"

static inline uint32_t bits(uint32_t word, unsigned int high, unsigned int low)
{
	return word >> low & ((2u << (high - low)) - 1);
}

static inline bool bit(uint32_t word, unsigned int n)
{
	return word >> n & 1;
}

/* A number of @width bits in two's complement. */
static inline int32_t extend(uint32_t value, unsigned int width)
{
	return (int32_t)(value << (32 - width)) >> (32 - width);
}

static inline void set_writes(struct arm_insn *insn, unsigned int reg)
{
	insn->kind = ARM_OTHER;
	insn->writes = ARM_BIT(reg);
}

static inline void set_add(struct arm_insn *insn, unsigned int rd, unsigned int rn, int32_t imm)
{
	insn->kind = ARM_ADD;
	insn->rd = rd;
	insn->rn = rn;
	insn->imm = imm;
}

static inline void set_const(struct arm_insn *insn, unsigned int rd, int32_t imm)
{
	insn->kind = ARM_CONST;
	insn->rd = rd;
	insn->imm = imm;
}

static inline void set_address(struct arm_insn *insn, unsigned int rd, uint32_t address)
{
	set_const(insn, rd, address);
	insn->from_pc = true;
}

static inline void set_compare(struct arm_insn *insn, unsigned int rn, int32_t imm)
{
	insn->kind = ARM_COMPARE;
	insn->rn = rn;
	insn->imm = imm;
}

static inline void set_jump(struct arm_insn *insn, unsigned int rm)
{
	insn->kind = ARM_JUMP;
	insn->rm = rm;
}

static inline void set_literal(struct arm_insn *insn, unsigned int rd, uint32_t target)
{
	insn->kind = ARM_LITERAL;
	insn->rd = rd;
	insn->imm = 4;
	insn->target = target;
}

static inline void set_branch(struct arm_insn *insn, uint32_t target)
{
	insn->kind = ARM_BRANCH;
	insn->target = target;
}

static inline void set_memory(struct arm_insn *insn, bool load, uint32_t list, unsigned int rn,
			      int32_t imm)
{
	insn->kind = load ? ARM_LOAD : ARM_STORE;
	insn->list = list;
	insn->rn = rn;
	insn->imm = imm;
}

/* Instructions of 32 bits of the Thumb set, for thumb_decode(). */
void thumb_decode_long(uint16_t first, uint16_t second, uint32_t pc, struct arm_insn *insn);

#endif
