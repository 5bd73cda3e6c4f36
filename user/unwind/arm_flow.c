// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>
#include <string.h>

#include "unwind/arm_flow.h"
#include "util/alloc.h"

/* As many words tell ARM code from Thumb code. */
#define LOOKED_AT	8

/* More of them are not looked through for each jump. */
#define DEAD_SLOTS_MAX	1024

void arm_flow_init(struct arm_flow *flow, const uint8_t *bytes, uint32_t address, uint32_t size)
{
	memset(flow, 0, sizeof(*flow));
	flow->bytes = bytes;
	flow->address = address & ~1u;
	flow->size = size & ~1u;
	flow->frame_at = xcalloc(flow->size / 2 + 1, sizeof(*flow->frame_at));
	flow->marks = xcalloc(flow->size / 2 + 1, sizeof(*flow->marks));
	flow->frame_count = ARM_FLOW_FRAME;
	flow->index_size = 1024;
	flow->index = xcalloc(flow->index_size, sizeof(*flow->index));
	flow->effects = xcalloc(ARM_EFFECTS, sizeof(*flow->effects));
}

void arm_flow_free(struct arm_flow *flow)
{
	free(flow->frame_at);
	free(flow->marks);
	free(flow->frames);
	free(flow->index);
	free(flow->effects);
	free(flow->todo);
	free(flow->starts);
	free(flow->dead_slots);
}

static uint32_t frame_hash(const struct arm_frame *frame)
{
	uint32_t word[sizeof(*frame) / 4], hash = 0;
	size_t i;

	_Static_assert(sizeof(*frame) == 28, "frames have no padding");
	memcpy(word, frame, sizeof(word));
	for (i = 0; i < sizeof(word) / sizeof(word[0]); i++)
		hash = (hash ^ word[i]) * 0x9e3779b1u;
	return hash ^ hash >> 15;
}

static void index_frame(struct arm_flow *flow, uint16_t number)
{
	size_t i = frame_hash(&flow->frames[number]);

	while (flow->index[i & (flow->index_size - 1)])
		i++;
	flow->index[i & (flow->index_size - 1)] = number;
}

static void grow_index(struct arm_flow *flow)
{
	size_t i;

	free(flow->index);
	flow->index_size *= 2;
	flow->index = xcalloc(flow->index_size, sizeof(*flow->index));
	for (i = ARM_FLOW_FRAME; i < flow->frame_count; i++)
		index_frame(flow, i);
}

uint16_t arm_flow_number(struct arm_flow *flow, const struct arm_frame *frame)
{
	size_t i = frame_hash(frame);
	uint32_t number;

	while ((number = flow->index[i & (flow->index_size - 1)])) {
		if (!memcmp(&flow->frames[number], frame, sizeof(*frame)))
			return number;
		i++;
	}
	if (flow->frame_count == ARM_FLOW_FRAMES_MAX)
		return ARM_FLOW_UNREACHED;
	flow->frames = grow(flow->frames, &flow->frame_room, flow->frame_count + 1,
			    sizeof(*flow->frames));
	number = flow->frame_count++;
	flow->frames[number] = *frame;
	if (flow->frame_count * 2 > flow->index_size)
		grow_index(flow);
	else
		index_frame(flow, number);
	return number;
}

void arm_flow_add_start(struct arm_flow *flow, uint32_t address)
{
	uint32_t at = address & ~1u;

	if (!arm_flow_holds(flow, at) || flow->marks[(at - flow->address) / 2] & ARM_MARK_START ||
	    (!(address & 1) && at & 3))
		return;
	flow->marks[(at - flow->address) / 2] |= ARM_MARK_START;
	flow->starts = grow(flow->starts, &flow->start_room, flow->start_count + 1,
			    sizeof(*flow->starts));
	flow->starts[flow->start_count++] = address;
}

void arm_flow_add_dead_slot(struct arm_flow *flow, uint32_t address)
{
	if (flow->dead_slot_count == DEAD_SLOTS_MAX)
		return;
	flow->dead_slots = grow(flow->dead_slots, &flow->dead_slot_room, flow->dead_slot_count + 1,
				sizeof(*flow->dead_slots));
	flow->dead_slots[flow->dead_slot_count++] = address;
}

bool arm_flow_decode(const struct arm_flow *flow, uint32_t pc, bool thumb, struct arm_insn *insn)
{
	uint16_t first = arm_flow_half(flow, pc), second = arm_flow_half(flow, pc + 2);

	if (thumb)
		thumb_decode(first, second, pc, insn);
	else
		arm_decode(first | (uint32_t)second << 16, pc, insn);
	return insn->kind != ARM_INVALID && arm_flow_holds(flow, pc + insn->size - 1) &&
	       (thumb || !(pc & 3));
}

bool arm_flow_looks_like_arm(const struct arm_flow *flow, uint32_t pc)
{
	unsigned int i, top, always = 0, others = 0;

	if (pc & 3 || !arm_flow_holds(flow, pc))
		return false;
	for (i = 0; i < LOOKED_AT && others < LOOKED_AT / 2; i++) {
		top = arm_flow_half(flow, pc + 4 * i + 2) >> 8;
		/* And those of vectors, which have no condition. */
		if (top >> 4 == ARM_ALWAYS || (top >= 0xf2 && top <= 0xf5))
			always++;
		else
			others++;
	}
	return always > LOOKED_AT / 2;
}

/*
 * The dynamic loader's functions that resolve a function at its first call are jumped to with the
 * link register pushed already: they pop more than they push.
 */
static bool was_pushed(const struct arm_flow *flow, uint32_t pc, const struct arm_frame *start)
{
	struct arm_values values = { .known = 0 };
	struct arm_frame frame = *start;
	struct arm_insn insn;
	unsigned int i;

	for (i = 0; i < LOOKED_AT * 2; i++, pc += insn.size) {
		if (!arm_flow_decode(flow, pc, frame.thumb, &insn) || insn.kind == ARM_BRANCH ||
		    arm_goes_away(&insn) || frame.where[ARM_SAVED_LR] == ARM_AT_CFA)
			return false;
		if (insn.kind == ARM_LOAD && insn.rn == ARM_SP && insn.list & ARM_BIT(ARM_LR) &&
		    frame.known & 1 << ARM_PTR_SP && frame.pointer[ARM_PTR_SP] + insn.step == 4)
			return true;
		arm_frame_step(&frame, &values, &insn, pc);
	}
	return false;
}

void arm_flow_enter(const struct arm_flow *flow, uint32_t start, struct arm_frame *frame)
{
	arm_frame_enter(frame, start & 1);
	frame->outermost = flow->entry && (start & ~1u) == (flow->entry & ~1u);
	if (!was_pushed(flow, start & ~1u, frame))
		return;
	frame->pointer[ARM_PTR_SP] = -4;
	frame->where[ARM_SAVED_LR] = ARM_AT_CFA;
	frame->place[ARM_SAVED_LR] = -1;
}

static void walk_start(struct arm_flow *flow, uint32_t start)
{
	uint8_t *marks = &flow->marks[((start & ~1u) - flow->address) / 2];
	struct arm_frame frame;

	arm_flow_enter(flow, start, &frame);
	flow->returns = false;
	arm_flow_walk(flow, start & ~1u, &frame);
	*marks |= ARM_MARK_WALKED | (flow->returns ? ARM_MARK_RETURNS : 0);
}

void arm_flow_run(struct arm_flow *flow)
{
	while (flow->starts_walked < flow->start_count)
		walk_start(flow, flow->starts[flow->starts_walked++]);
}

void arm_flow_rewind(struct arm_flow *flow)
{
	memset(flow->frame_at, 0, flow->size / 2 * sizeof(*flow->frame_at));
	flow->starts_walked = 0;
}
