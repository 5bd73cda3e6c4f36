// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Code that is reached by computed jumps only: functions that are called through pointers, and the
 * cases of a switch. What precedes such code tells what frame it may have; the way it leaves tells
 * whether it has.
 */
#include "unwind/arm_flow.h"

/* So many instructions are looked at to judge a frame. */
#define TRIAL_MAX	256

/* In all, so many for each 2 bytes there are: data amid the code take as long to judge as code. */
#define TRIALS		16

enum verdict { WRONG, POSSIBLE, RIGHT };

/* What was met on the way to a gap. */
struct before {
	uint16_t last;		/* frame of the last instruction; 0: none */
	uint16_t deepest;	/* frame with the lowest stack pointer of the function so far */
	uint64_t steps_left;	/* instructions that may be looked at in trials yet */
};

static bool pointer_known(const struct arm_frame *frame, enum arm_pointer pointer)
{
	return frame->known & 1 << pointer;
}

/* Whether two ways to one instruction agree. */
static bool agree(const struct arm_frame *a, const struct arm_frame *b)
{
	struct flamesamp_unwind_rule rule_a, rule_b;

	if (a->thumb != b->thumb || a->outermost != b->outermost)
		return false;
	if (!arm_frame_rule(a, &rule_a) || !arm_frame_rule(b, &rule_b))
		return false;
	return rule_a.kind == rule_b.kind && rule_a.reg == rule_b.reg && rule_a.cfa == rule_b.cfa &&
	       rule_a.where == rule_b.where && rule_a.ra == rule_b.ra;
}

/* Whether the path may be at @pc, as far as that has been reached. */
static enum verdict judge_place(const struct arm_flow *flow, const struct arm_frame *frame,
				uint32_t pc)
{
	const struct arm_frame *there = arm_flow_frame(flow, pc);

	if (!arm_flow_holds(flow, pc))
		return WRONG;
	if (!there)
		return POSSIBLE;
	return agree(frame, there) ? RIGHT : WRONG;
}

/* Over an instruction that changes numbers in registers, if at all. Return: its size; or 0. */
static unsigned int pass_over(const struct arm_flow *flow, uint32_t pc, bool thumb,
			      uint16_t watched, struct arm_values *values)
{
	const struct arm_effect *effect = arm_flow_effect(flow, pc, thumb);

	if (!effect || !arm_effect_is_plain(effect) || !arm_effect_take(effect, watched, values))
		return 0;
	return effect->size;
}

/* Follow the code from @pc on, without branches, until it shows whether @start is its frame. */
static enum verdict judge(const struct arm_flow *flow, struct before *before, uint32_t pc,
			  const struct arm_frame *start)
{
	struct arm_values values = { .known = 0 };
	struct arm_frame frame = *start;
	uint16_t watched = arm_frame_watched(&frame);
	unsigned int i, it_left = 0, size;
	enum verdict verdict;
	struct arm_insn insn;
	bool conditional, called = false;

	for (i = 0; i < TRIAL_MAX && before->steps_left; i++, pc += size) {
		before->steps_left--;
		verdict = judge_place(flow, &frame, pc);
		if (verdict != POSSIBLE)
			return verdict;
		size = pass_over(flow, pc, frame.thumb, watched, &values);
		if (size) {
			called = false;
			it_left -= !!it_left;
			continue;
		}
		if (!arm_flow_decode(flow, pc, frame.thumb, &insn))
			return i ? POSSIBLE : WRONG;
		if (arm_pushes_lr(&insn) && frame.where[ARM_SAVED_LR] != ARM_SAME)
			return called ? POSSIBLE : WRONG;
		called = insn.kind == ARM_CALL;
		conditional = it_left || (insn.cond < ARM_ALWAYS && insn.kind != ARM_IT);
		it_left = insn.kind == ARM_IT ? (unsigned int)insn.imm : it_left - !!it_left;
		if (arm_goes_away(&insn)) {
			/* A switch jumps like that, and so does a tail call. */
			if (insn.kind == ARM_JUMP && insn.rm != ARM_LR)
				return POSSIBLE;
			return arm_frame_leaves(&frame, &insn) ? RIGHT : WRONG;
		}
		if (insn.kind == ARM_BRANCH) {
			verdict = judge_place(flow, &frame, insn.target);
			if (verdict != POSSIBLE || !conditional)
				return verdict;
		}
		if (insn.kind == ARM_TABLE)
			return POSSIBLE;
		arm_frame_step(&frame, &values, &insn, frame.thumb ? pc + 4 : pc + 8);
		watched = arm_frame_watched(&frame);
		size = insn.size;
	}
	return POSSIBLE;
}

/* Padding between functions: no-operations and zeros. */
static bool is_padding(const struct arm_flow *flow, uint32_t pc)
{
	const uint8_t *p = &flow->bytes[pc - flow->address];
	uint16_t half = p[0] | p[1] << 8;

	return half == 0 || half == 0xbf00 || half == 0x46c0;
}

/* Candidates for the frame at a gap, a function's first one at last. Return: how many. */
static unsigned int candidates(const struct arm_flow *flow, const struct before *before,
			       uint32_t pc, struct arm_frame frame[3])
{
	bool thumb = !arm_flow_looks_like_arm(flow, pc);
	struct arm_insn insn;
	unsigned int n = 0;

	arm_flow_enter(flow, pc | thumb, &frame[n]);
	if (arm_flow_decode(flow, pc, thumb, &insn) && arm_pushes_lr(&insn))
		return 1;
	if (before->last && flow->frames[before->last].thumb == thumb) {
		frame[n++] = flow->frames[before->last];
		frame[n++] = flow->frames[before->deepest];
	}
	arm_flow_enter(flow, pc | thumb, &frame[n++]);
	return n;
}

/* Nothing is done about what makes no sense with any frame. */
static void fill(struct arm_flow *flow, struct before *before, uint32_t pc)
{
	struct arm_frame frame[3];
	unsigned int n = candidates(flow, before, pc, frame), i, best = n;
	enum verdict verdict, best_verdict = WRONG;

	for (i = 0; i < n && best_verdict != RIGHT; i++) {
		verdict = judge(flow, before, pc, &frame[i]);
		if (verdict <= best_verdict)
			continue;
		best_verdict = verdict;
		best = i;
	}
	if (best == n)
		return;
	if (best == n - 1)
		arm_flow_add_start(flow, pc | frame[best].thumb);
	else
		arm_flow_walk(flow, pc, &frame[best]);
	arm_flow_run(flow);
}

/* On to the instruction of 2 bytes number @i, which has a frame. */
static void pass(const struct arm_flow *flow, struct before *before, uint32_t i)
{
	const struct arm_frame *frame = &flow->frames[flow->frame_at[i]];
	const struct arm_frame *deepest = &flow->frames[before->deepest];

	before->last = flow->frame_at[i];
	/* A stack pointer that is not known any more is deeper than any other. */
	if (!before->deepest || flow->marks[i] & ARM_MARK_START ||
	    frame->thumb != deepest->thumb || !pointer_known(frame, ARM_PTR_SP) ||
	    (pointer_known(deepest, ARM_PTR_SP) &&
	     frame->pointer[ARM_PTR_SP] <= deepest->pointer[ARM_PTR_SP]))
		before->deepest = before->last;
}

void arm_flow_fill_gaps(struct arm_flow *flow)
{
	uint32_t i, pc, first = 0, last = flow->size / 2;
	struct before before = { .steps_left = TRIALS * (uint64_t)last };

	/* Segments hold more than code: what lies outside of known code is left alone. */
	while (first < last && flow->frame_at[first] < ARM_FLOW_FRAME)
		first++;
	while (first < last && flow->frame_at[last - 1] < ARM_FLOW_FRAME)
		last--;
	for (i = first; i + 1 < last; i++) {
		/* On through code that tells nothing new. */
		if (before.last && flow->frame_at[i] == before.last &&
		    !(flow->marks[i] & ARM_MARK_START))
			continue;
		pc = flow->address + 2 * i;
		if (flow->frame_at[i] == ARM_FLOW_UNREACHED && !is_padding(flow, pc) &&
		    before.steps_left)
			fill(flow, &before, pc);
		if (flow->frame_at[i] >= ARM_FLOW_FRAME)
			pass(flow, &before, i);
	}
}
