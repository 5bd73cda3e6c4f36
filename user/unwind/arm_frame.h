/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is known of the frame of a function at one of its instructions, found by following the
 * instructions from the function's first one. The C code of most distributions for 32-bit ARM has
 * no unwind information at all; its prologues are the only source that there is.
 */
#ifndef FLAMEREC_UNWIND_ARM_FRAME_H
#define FLAMEREC_UNWIND_ARM_FRAME_H

#include <stdbool.h>
#include <stdint.h>
#include <linux/flamesamp_unwind.h>

#include "unwind/arm_insn.h"

/* Registers whose distance from the CFA is followed. */
enum arm_pointer {
	ARM_PTR_SP,
	ARM_PTR_R7,
	ARM_PTR_R11,
	ARM_PTR_IP,
	ARM_POINTERS
};

/* Registers of the caller that are followed. */
enum arm_saved {
	ARM_SAVED_LR,
	ARM_SAVED_R11,
	ARM_SAVED_R7,
	ARM_SAVEDS
};

enum arm_where {
	ARM_SAME,	/* in the register */
	ARM_AT_CFA,	/* in memory */
	ARM_LOST,
};

/**
 * struct arm_frame - a frame
 * @pointer: bytes from the CFA, of those that are in @known
 * @place: words of 4 bytes from the CFA, of saved registers
 * @where: enum arm_where of saved registers
 * @known: bits of enum arm_pointer
 * @thumb: the code is Thumb code
 * @outermost: there is no caller
 *
 * What is not known is 0: frames are compared as memory. There is no padding.
 */
struct arm_frame {
	int32_t pointer[ARM_POINTERS];
	int16_t place[ARM_SAVEDS];
	uint8_t where[ARM_SAVEDS];
	uint8_t known;
	uint8_t thumb;
	uint8_t outermost;
};

/* Numbers that are known to be in registers; they are forgotten where paths join. */
struct arm_values {
	uint32_t value[16];
	uint16_t known;
};

/* At the first instruction of a function. */
void arm_frame_enter(struct arm_frame *frame, bool thumb);

/**
 * arm_frame_step() - execute an instruction
 * @frame: before it, and then after it
 * @values: likewise
 * @insn: the instruction; a call is taken to return
 * @pc: the value that the instruction sees in the pc
 */
void arm_frame_step(struct arm_frame *frame, struct arm_values *values, const struct arm_insn *insn,
		    uint32_t pc);

/* The registers whose change changes @frame, one by one. */
uint16_t arm_frame_watched(const struct arm_frame *frame);

/* Whether the stack pointer and the frame pointers are the caller's. */
bool arm_frame_left(const struct arm_frame *frame);

/* Whether @insn, at @frame, leaves the function as it should be left: return or call of another. */
bool arm_frame_leaves(const struct arm_frame *frame, const struct arm_insn *insn);

/**
 * arm_frame_rule() - the rule for an instruction
 * @frame: before it
 * @rule: filled in
 *
 * Return: whether there is one.
 */
bool arm_frame_rule(const struct arm_frame *frame, struct flamesamp_unwind_rule *rule);

#endif
