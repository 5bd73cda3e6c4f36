/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Most instructions do nothing to a function's frame. What they do is remembered by their bits,
 * so that an instruction is decoded once and not wherever it occurs.
 */
#ifndef FLAMEREC_UNWIND_ARM_EFFECT_H
#define FLAMEREC_UNWIND_ARM_EFFECT_H

#include <stdbool.h>
#include <stdint.h>

#include "unwind/arm_frame.h"

/* As many effects are remembered, by a hash of the instruction; a power of 2. */
#define ARM_EFFECTS_BITS	13
#define ARM_EFFECTS		(1u << ARM_EFFECTS_BITS)

/**
 * struct arm_effect - what an instruction does, if that is little
 * @word: the instruction; the first half of one of the Thumb set is the upper one, if it has two
 * @imm: the number, of those kinds that have one; of a target, bytes from the pc that is seen
 * @writes: registers that change
 * @reads: registers that decide, if their values are known, what value another gets
 * @kind: ARM_OTHER, or one that does more: ARM_CONST, ARM_COMPARE, ARM_IT, ARM_LITERAL (a word),
 *	ARM_ADD_REG (adds the pc to @reg), ARM_BRANCH, ARM_CALL; else ARM_INVALID: the instruction
 *	is to be decoded wherever it is met
 * @reg: that of ARM_CONST, ARM_COMPARE, ARM_LITERAL and ARM_ADD_REG
 * @size: bytes of the instruction
 * @thumb: @word is of the Thumb set
 * @conditional: it is executed under a condition, by itself
 * @exchange: see struct arm_insn
 * @targeted: an ARM_CALL that tells where to
 */
struct arm_effect {
	uint32_t word;
	int32_t imm;
	uint16_t writes;
	uint16_t reads;
	uint8_t kind;
	uint8_t reg;
	uint8_t size;
	bool thumb:1;
	bool conditional:1;
	bool exchange:1;
	bool targeted:1;
};

/* Find out what @word does; fills in all of @effect. */
void arm_effect_find(struct arm_effect *effect, uint32_t word, bool thumb);

/* Where, of ARM_EFFECTS places, the effect of an instruction is remembered. */
static inline uint32_t arm_effect_place(uint32_t word)
{
	return word * 0x9e3779b1u >> (32 - ARM_EFFECTS_BITS);
}

/* The value of the pc that the instruction at @pc sees. */
static inline uint32_t arm_effect_seen(const struct arm_effect *effect, uint32_t pc)
{
	return pc + (effect->thumb ? 4 : 8);
}

/* Where, at @pc, a branch or a call goes, or the word of a literal is. 0: a call by a register. */
static inline uint32_t arm_effect_target(const struct arm_effect *effect, uint32_t pc)
{
	uint32_t seen = arm_effect_seen(effect, pc);

	if (effect->kind == ARM_CALL && !effect->targeted)
		return 0;
	if (effect->exchange || effect->kind == ARM_LITERAL)
		seen &= ~3u;
	return seen + (uint32_t)effect->imm;
}

/* Whether arm_effect_take() executes all of it. */
static inline bool arm_effect_is_plain(const struct arm_effect *effect)
{
	return effect->kind == ARM_OTHER || effect->kind == ARM_CONST;
}

/**
 * arm_effect_take() - execute an instruction that leaves the frame as it is
 *	(what the kinds with a target do is left to the caller, and ARM_ADD_REG)
 * @effect: what it does
 * @watched: registers that it may not change: see arm_frame_watched()
 * @values: before it, and then after it
 *
 * Return: whether that was all; else nothing was done.
 */
static inline bool arm_effect_take(const struct arm_effect *effect, uint16_t watched,
				   struct arm_values *values)
{
	if (effect->kind == ARM_INVALID || effect->writes & watched ||
	    effect->reads & values->known)
		return false;
	values->known &= ~effect->writes;
	if (effect->kind == ARM_CONST) {
		values->known |= ARM_BIT(effect->reg);
		values->value[effect->reg] = effect->imm;
	}
	return true;
}

#endif
