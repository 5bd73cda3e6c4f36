/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The flow of control through a segment of 32-bit ARM code, followed from the functions' first
 * instructions; it tells the frame at each instruction that it reaches.
 */
#ifndef FLAMEREC_UNWIND_ARM_FLOW_H
#define FLAMEREC_UNWIND_ARM_FLOW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "unwind/arm_effect.h"
#include "unwind/arm_frame.h"

/* Numbers of frames that are none. */
enum {
	ARM_FLOW_UNREACHED,
	ARM_FLOW_DATA,
	ARM_FLOW_FRAME,
};

/* What is known of 2 bytes. */
enum {
	ARM_MARK_START = 1,		/* a function begins here */
	ARM_MARK_WALKED = 2,	/* that function has been followed */
	ARM_MARK_RETURNS = 4,	/* and it returns */
};

#define ARM_FLOW_FRAMES_MAX	65536

/* Somewhere to go on from. */
struct arm_todo {
	uint32_t pc;
	uint16_t frame;
};

/**
 * struct arm_flow - the code of a segment
 * @bytes: the code; the caller's
 * @address: of the first byte, an even one
 * @size: bytes of it
 * @entry: first instruction of the program, whose function has no caller; 0: none
 * @dead_slots: addresses that hold pointers to functions of other files that do not return
 * @frame_at: for each 2 bytes the number of the frame before their instruction
 * @marks: for each 2 bytes: what is known to be there
 * @frames: the frames, @frame_count of them in use
 * @index: the same, by hash
 * @index_size: its size, a power of 2
 * @effects: what instructions do that have been met, by arm_effect_place()
 * @todo: where the walk is to be resumed
 * @starts: first instructions of functions in the order of their discovery; bit 0: Thumb
 * @starts_walked: that many of them have been followed
 * @walk_low: where the walk began that is going on
 * @walk_high: the highest address it has come to
 * @returns: it has come to where the function is left
 */
struct arm_flow {
	const uint8_t *bytes;
	uint32_t address;
	uint32_t size;
	uint32_t entry;
	uint32_t *dead_slots;
	size_t dead_slot_count, dead_slot_room;
	uint16_t *frame_at;
	uint8_t *marks;
	struct arm_frame *frames;
	size_t frame_count, frame_room;
	uint32_t *index;
	size_t index_size;
	struct arm_effect *effects;
	struct arm_todo *todo;
	size_t todo_count, todo_room;
	uint32_t *starts;
	size_t start_count, start_room;
	size_t starts_walked;
	uint32_t walk_low, walk_high;
	bool returns;
};

void arm_flow_init(struct arm_flow *flow, const uint8_t *bytes, uint32_t address, uint32_t size);
void arm_flow_free(struct arm_flow *flow);

/* Bit 0 of @address tells that it is Thumb code. Other code than the segment's is left alone. */
void arm_flow_add_start(struct arm_flow *flow, uint32_t address);

/* Note that a pointer at @address is to a function that does not return. */
void arm_flow_add_dead_slot(struct arm_flow *flow, uint32_t address);

/* Follow the flow from all starts that are new, those among them that are met on the way. */
void arm_flow_run(struct arm_flow *flow);

/* Forget where the flow has been, but not the starts. */
void arm_flow_rewind(struct arm_flow *flow);

/* Follow it from @pc, whose frame is @frame, as far as it leads to what has not been reached. */
void arm_flow_walk(struct arm_flow *flow, uint32_t pc, const struct arm_frame *frame);

/*
 * What the flow has not reached, since only computed jumps lead there: make out whether it belongs
 * to the function before it or is one of its own, and follow it.
 */
void arm_flow_fill_gaps(struct arm_flow *flow);

/* The number of a frame; ARM_FLOW_UNREACHED: there are too many. */
uint16_t arm_flow_number(struct arm_flow *flow, const struct arm_frame *frame);

static inline uint16_t arm_half(const uint8_t *bytes)
{
	return bytes[0] | bytes[1] << 8;
}

/* The 2 bytes at @pc as a number; 0 outside of the segment. */
static inline uint16_t arm_flow_half(const struct arm_flow *flow, uint32_t pc)
{
	uint32_t i = pc - flow->address;

	if (i >= flow->size || flow->size - i < 2)
		return 0;
	return arm_half(flow->bytes + i);
}

/**
 * arm_flow_decode() - the instruction at an address
 * @flow: the code
 * @pc: an even address
 * @thumb: its instruction set
 * @insn: filled in
 *
 * Return: whether it is inside of the segment and valid.
 */
bool arm_flow_decode(const struct arm_flow *flow, uint32_t pc, bool thumb, struct arm_insn *insn);

/**
 * arm_flow_effect() - what the instruction at an address does, if that is little
 * @flow: the code
 * @pc: an even address in the segment
 * @thumb: its instruction set
 *
 * Return: its effect, good until the next call; NULL or one of kind ARM_INVALID: it is to be
 *	decoded.
 */
static inline const struct arm_effect *arm_flow_effect(const struct arm_flow *flow, uint32_t pc,
							bool thumb)
{
	uint32_t i = pc - flow->address, word = arm_half(flow->bytes + i);
	struct arm_effect *effect;

	if (!thumb || word >= THUMB_LONG) {
		if (flow->size - i < 4 || (!thumb && pc & 3))
			return NULL;
		word = thumb ? word << 16 | arm_half(flow->bytes + i + 2) :
			       word | (uint32_t)arm_half(flow->bytes + i + 2) << 16;
	}
	effect = &flow->effects[arm_effect_place(word)];
	if (effect->word != word || effect->thumb != thumb)
		arm_effect_find(effect, word, thumb);
	return effect;
}

/* The frame at a function's first instruction; bit 0 of @start tells that it is Thumb code. */
void arm_flow_enter(const struct arm_flow *flow, uint32_t start, struct arm_frame *frame);

/*
 * Whether it is ARM code that begins at @pc: most instructions of that are executed always, which
 * their uppermost four bits say.
 */
bool arm_flow_looks_like_arm(const struct arm_flow *flow, uint32_t pc);

/* Whether @pc is in the segment. */
static inline bool arm_flow_holds(const struct arm_flow *flow, uint32_t pc)
{
	return pc - flow->address < flow->size;
}

/* The frame before the instruction at @pc, or NULL where there is none. */
static inline const struct arm_frame *arm_flow_frame(const struct arm_flow *flow, uint32_t pc)
{
	uint16_t n;

	if (!arm_flow_holds(flow, pc))
		return NULL;
	n = flow->frame_at[(pc - flow->address) / 2];
	return n >= ARM_FLOW_FRAME ? &flow->frames[n] : NULL;
}

#endif
