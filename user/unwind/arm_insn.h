/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An instruction of 32-bit ARM, reduced to what it does to the stack pointer, to the registers that
 * are found again by it, and to the flow of control. The encodings are those of the Arm
 * Architecture Reference Manual for ARMv7-A and ARMv7-R.
 */
#ifndef FLAMEREC_UNWIND_ARM_INSN_H
#define FLAMEREC_UNWIND_ARM_INSN_H

#include <stdbool.h>
#include <stdint.h>

enum arm_reg {
	ARM_R7 = 7,
	ARM_R11 = 11,
	ARM_IP = 12,
	ARM_SP,
	ARM_LR,
	ARM_PC,
	ARM_NO_REG,
};

#define ARM_BIT(reg)	(1u << (reg))

enum arm_kind {
	ARM_INVALID,	/* no instruction that code would have */
	ARM_OTHER,	/* does nothing but change @writes */
	ARM_ADD,	/* @rd = @rn + @imm; a move, too */
	ARM_ADD_REG,	/* @rd = @rn + @rm, or - @rm if @down; @rm is the pc, perhaps */
	ARM_CONST,	/* @rd = @imm */
	ARM_TOP,	/* the upper half of @rd = @imm */
	ARM_COMPARE,	/* @rn with @imm */
	ARM_STORE,	/* the registers of @list to @rn + @imm and up, then @rn += @step */
	ARM_LOAD,	/* the other way; @list may have the pc in it */
	ARM_LITERAL,	/* @rd, if there is one, = the word at @target, where @imm bytes are data */
	ARM_BRANCH,	/* to @target */
	ARM_CALL,	/* to @target, in the other instruction set if @exchange; 0: to @rm */
	ARM_JUMP,	/* to @rm, or to somewhere that was computed: ARM_NO_REG */
	ARM_TABLE,	/* through a table of offsets, @imm bytes each, that follows */
	ARM_TABLE_BRANCH,	/* skip as many of the branches that follow as a register says */
	ARM_SVC,
	ARM_IT,		/* the next @imm instructions are conditional */
};

/**
 * struct arm_insn - a decoded instruction
 * @kind: enum arm_kind
 * @size: its bytes: 2 or 4
 * @rd: see the kinds
 * @rn: likewise
 * @rm: likewise
 * @cond: it is executed under this condition only; 14: always
 * @down: see ARM_ADD_REG
 * @exchange: see ARM_CALL
 * @from_pc: an ARM_CONST whose number was made from the pc
 * @compares_zero: an ARM_BRANCH that compares @rn with 0 itself
 * @writes: registers that change in a way that isn't told by the rest
 * @list: registers, the lowest at the lowest address
 * @imm: see the kinds
 * @step: likewise
 * @target: an address
 */
struct arm_insn {
	uint8_t kind;
	uint8_t size;
	uint8_t rd, rn, rm;
	uint8_t cond;
	bool down;
	bool exchange;
	bool from_pc;
	bool compares_zero;
	uint16_t writes;
	uint16_t list;
	int32_t imm;
	int32_t step;
	uint32_t target;
};

#define ARM_ALWAYS	14

/* Registers that a call may change by the calling convention. */
#define ARM_CALL_WRITES	(0x0f | ARM_BIT(ARM_IP) | ARM_BIT(ARM_LR))

/* Whether @insn goes somewhere that only a register or the memory knows. */
static inline bool arm_goes_away(const struct arm_insn *insn)
{
	return insn->kind == ARM_JUMP ||
	       (insn->kind == ARM_LOAD && insn->list & ARM_BIT(ARM_PC));
}

/* Whether @insn pushes the link register, as a function does at its beginning only. */
static inline bool arm_pushes_lr(const struct arm_insn *insn)
{
	return insn->kind == ARM_STORE && insn->rn == ARM_SP && insn->step < 0 &&
	       insn->list & ARM_BIT(ARM_LR);
}

/**
 * arm_decode() - decode an instruction of the ARM set
 * @word: it
 * @pc: its address
 * @insn: filled in
 */
void arm_decode(uint32_t word, uint32_t pc, struct arm_insn *insn);

/* First halves from this one on are followed by another. */
#define THUMB_LONG	0xe800

/**
 * thumb_decode() - decode an instruction of the Thumb set
 * @first: its first half
 * @second: what follows
 * @pc: its address
 * @insn: filled in; its size tells whether @second is part of it
 */
void thumb_decode(uint16_t first, uint16_t second, uint32_t pc, struct arm_insn *insn);

/*
 * What both sets have in common, coprocessors (the floating point unit among them): @word as the
 * ARM set has it, @pc the value of the pc that the instruction sees.
 */
void arm_decode_coprocessor(uint32_t word, uint32_t pc, struct arm_insn *insn);

#endif
