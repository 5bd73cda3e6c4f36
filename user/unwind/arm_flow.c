// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>
#include <string.h>

#include "unwind/arm_flow.h"
#include "util/alloc.h"

/* What is known of 2 bytes. */
enum {
	MARK_START = 1,		/* a function begins here */
	MARK_SECOND = 2,	/* the second half of an instruction */
};

/* System calls by number: those whose caller does not go on. */
enum {
	NR_EXIT = 1,
	NR_SIGRETURN = 119,
	NR_CLONE = 120,
	NR_RT_SIGRETURN = 173,
	NR_EXIT_GROUP = 248,
	NR_CLONE3 = 435,
};

/* Entries of a table of branches that nothing tells the length of. */
#define TABLE_MAX	1024

/* A walk along a path, up to where it joins another or leaves. */
struct path {
	struct arm_flow *flow;
	uint32_t pc;
	struct arm_frame frame;
	struct arm_frame unless;	/* if the condition of the instructions before this was false */
	struct arm_values values;
	uint16_t number;		/* of @frame */
	unsigned int it_left;		/* instructions that are conditional still */
	bool conditional;		/* @unless is in use */
	bool cloned;			/* the system call has returned, twice */
	bool compared;
	uint8_t compared_reg;		/* with @compared_with */
	uint32_t compared_with;
};

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
}

void arm_flow_free(struct arm_flow *flow)
{
	free(flow->frame_at);
	free(flow->marks);
	free(flow->frames);
	free(flow->index);
	free(flow->todo);
	free(flow->starts);
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

/* The number of a frame; ARM_FLOW_UNREACHED: there are too many. */
static uint16_t number_of(struct arm_flow *flow, const struct arm_frame *frame)
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

	if (!arm_flow_holds(flow, at) || flow->marks[(at - flow->address) / 2] & MARK_START ||
	    (!(address & 1) && at & 3))
		return;
	flow->marks[(at - flow->address) / 2] |= MARK_START;
	flow->starts = grow(flow->starts, &flow->start_room, flow->start_count + 1,
			    sizeof(*flow->starts));
	flow->starts[flow->start_count++] = address;
}

static uint16_t half_at(const struct arm_flow *flow, uint32_t pc)
{
	uint32_t i = pc - flow->address;

	if (i >= flow->size || flow->size - i < 2)
		return 0;
	return flow->bytes[i] | flow->bytes[i + 1] << 8;
}

bool arm_flow_decode(const struct arm_flow *flow, uint32_t pc, bool thumb, struct arm_insn *insn)
{
	uint16_t first = half_at(flow, pc), second = half_at(flow, pc + 2);

	if (thumb)
		thumb_decode(first, second, pc, insn);
	else
		arm_decode(first | (uint32_t)second << 16, pc, insn);
	return insn->kind != ARM_INVALID && arm_flow_holds(flow, pc + insn->size - 1) &&
	       (thumb || !(pc & 3));
}

static void mark_data(struct arm_flow *flow, uint32_t from, uint32_t bytes)
{
	uint32_t at;

	for (at = from & ~1u; at - (from & ~1u) < bytes + (from & 1); at += 2) {
		if (!arm_flow_holds(flow, at))
			return;
		if (!flow->frame_at[(at - flow->address) / 2])
			flow->frame_at[(at - flow->address) / 2] = ARM_FLOW_DATA;
	}
}

static void add_todo(struct arm_flow *flow, uint32_t pc, const struct arm_frame *frame)
{
	uint16_t number;
	uint32_t i = (pc - flow->address) / 2;

	/* A function's beginning is known better than by who goes there. */
	if (!arm_flow_holds(flow, pc) || flow->frame_at[i] || flow->marks[i] & MARK_START)
		return;
	number = number_of(flow, frame);
	if (!number)
		return;
	flow->todo = grow(flow->todo, &flow->todo_room, flow->todo_count + 1, sizeof(*flow->todo));
	flow->todo[flow->todo_count++] = (struct arm_todo) { pc, number };
}

/* Whether an instruction lies at the path's pc that nobody has been at, and no other function. */
static bool path_goes_on(const struct path *path, bool first)
{
	const struct arm_flow *flow = path->flow;
	uint32_t i = (path->pc - flow->address) / 2;

	return arm_flow_holds(flow, path->pc) && !flow->frame_at[i] &&
	       (first || !(flow->marks[i] & MARK_START));
}

/* Note the frame before the instruction. Return: whether there was a number for it. */
static bool path_note(struct path *path, const struct arm_insn *insn)
{
	struct arm_flow *flow = path->flow;
	uint32_t i = (path->pc - flow->address) / 2;

	if (!path->number || memcmp(&flow->frames[path->number], &path->frame,
				    sizeof(path->frame)))
		path->number = number_of(flow, &path->frame);
	if (!path->number)
		return false;
	flow->frame_at[i] = path->number;
	if (insn->size == 4 && flow->frame_at[i + 1] < ARM_FLOW_FRAME) {
		flow->frame_at[i + 1] = path->number;
		flow->marks[i + 1] |= MARK_SECOND;
	}
	return true;
}

/* Through a table behind the instruction. */
static void path_table(struct path *path, const struct arm_insn *insn)
{
	uint32_t base = path->pc + 4, limit = UINT32_MAX, n = TABLE_MAX, i, offset, target;
	struct arm_flow *flow = path->flow;

	if (insn->rn != ARM_PC)
		return;
	if (path->compared && path->compared_reg == insn->rm && path->compared_with < n)
		n = path->compared_with + 1;
	for (i = 0; i < n; i++) {
		uint32_t at = base + i * insn->imm;

		/* The first branch leads behind the table. */
		if (at >= limit || !arm_flow_holds(flow, at + insn->imm - 1))
			break;
		offset = half_at(flow, at & ~1u);
		if (insn->imm == 1)
			offset = at & 1 ? offset >> 8 : offset & 0xff;
		target = base + 2 * offset;
		if (target < limit && target > base)
			limit = target;
		add_todo(flow, target, &path->frame);
	}
	mark_data(flow, base, i * insn->imm);
}

/* Over branches behind the instruction. */
static void path_table_branch(struct path *path)
{
	uint32_t n = path->compared && path->compared_with < TABLE_MAX ? path->compared_with : 0;
	uint32_t i;

	for (i = 0; i <= n; i++)
		add_todo(path->flow, path->pc + 8 + 4 * i, &path->frame);
}

static void path_branch(struct path *path, const struct arm_insn *insn, bool conditional)
{
	struct arm_frame child = path->frame;
	bool zero;

	zero = insn->compares_zero ? insn->rn == 0 : path->compared && !path->compared_reg &&
						     !path->compared_with;
	if (path->cloned && conditional && zero && insn->cond <= 1) {
		/* The child has a stack of its own, and this is the outermost function on it. */
		memset(&child, 0, sizeof(child));
		child.thumb = path->frame.thumb;
		child.outermost = true;
		add_todo(path->flow, insn->target, insn->cond ? &path->frame : &child);
		if (insn->cond)
			path->frame = child;
		path->cloned = false;
		return;
	}
	add_todo(path->flow, insn->target, &path->frame);
}

static void path_literal(struct path *path, const struct arm_insn *insn)
{
	struct arm_flow *flow = path->flow;

	mark_data(flow, insn->target, insn->imm);
	if (insn->rd >= ARM_PC || !arm_flow_holds(flow, insn->target))
		return;
	path->values.known |= ARM_BIT(insn->rd);
	path->values.value[insn->rd] = half_at(flow, insn->target) |
				       (uint32_t)half_at(flow, insn->target + 2) << 16;
}

/* Return: whether the path goes on. */
static bool path_system_call(struct path *path)
{
	if (!(path->values.known & ARM_BIT(ARM_R7)))
		return true;
	switch (path->values.value[ARM_R7]) {
	case NR_CLONE:
	case NR_CLONE3:
		/* A function that forks calls others, too, so it has saved the link register. */
		path->cloned = path->frame.where[ARM_SAVED_LR] == ARM_SAME;
		return true;
	case NR_EXIT:
	case NR_EXIT_GROUP:
	case NR_SIGRETURN:
	case NR_RT_SIGRETURN:
		return false;
	}
	return true;
}

/* An address that was made from the pc, of a Thumb function: somebody will call it. */
static void path_pointer(struct path *path, const struct arm_insn *insn)
{
	if (insn->kind == ARM_ADD_REG && insn->rm == ARM_PC &&
	    path->values.known & ARM_BIT(insn->rd) && path->values.value[insn->rd] & 1)
		arm_flow_add_start(path->flow, path->values.value[insn->rd]);
}

/* Where the instruction goes. Return: whether it goes on to the next one, too. */
static bool path_control(struct path *path, const struct arm_insn *insn, bool conditional)
{
	bool thumb = path->frame.thumb;

	switch (insn->kind) {
	case ARM_BRANCH:
		path_branch(path, insn, conditional);
		return conditional;
	case ARM_CALL:
		if (insn->target)
			arm_flow_add_start(path->flow, insn->target | (thumb != insn->exchange));
		return true;
	case ARM_TABLE:
		path_table(path, insn);
		return conditional;
	case ARM_TABLE_BRANCH:
		path_table_branch(path);
		return true;
	case ARM_SVC:
		return path_system_call(path);
	default:
		return !arm_goes_away(insn) || conditional;
	}
}

/* Conditions last for some instructions: of an IT block, or as they are repeated. */
static bool path_is_conditional(struct path *path, const struct arm_insn *insn)
{
	bool conditional = insn->cond < ARM_ALWAYS && insn->kind != ARM_IT;

	if (path->it_left) {
		path->it_left--;
		conditional = true;
	}
	if (conditional && !path->conditional)
		path->unless = path->frame;
	path->conditional = conditional;
	if (insn->kind == ARM_IT)
		path->it_left = insn->imm;
	return conditional;
}

static void path_remember(struct path *path, const struct arm_insn *insn)
{
	if (insn->kind == ARM_COMPARE) {
		path->compared = true;
		path->compared_reg = insn->rn;
		path->compared_with = insn->imm;
	} else if (insn->kind == ARM_CALL) {
		path->compared = false;
	}
}

/* One instruction. Return: whether the path goes on. */
static bool path_step(struct path *path)
{
	bool conditional, leaves;
	struct arm_insn insn;
	uint32_t seen;

	if (!arm_flow_decode(path->flow, path->pc, path->frame.thumb, &insn))
		return false;
	/* What comes behind a call that never returns is another function. */
	if (arm_pushes_lr(&insn) && !path->frame.outermost &&
	    path->frame.where[ARM_SAVED_LR] != ARM_SAME) {
		arm_flow_add_start(path->flow, path->pc | path->frame.thumb);
		return false;
	}
	if (!path_note(path, &insn))
		return false;
	conditional = path_is_conditional(path, &insn);
	if (!path_control(path, &insn, conditional))
		return false;
	path_remember(path, &insn);
	leaves = insn.kind == ARM_BRANCH || arm_goes_away(&insn);
	seen = path->frame.thumb ? path->pc + 4 : path->pc + 8;
	if (leaves && path->conditional)
		path->frame = path->frame.outermost ? path->frame : path->unless;
	else if (!path->frame.outermost)
		arm_frame_step(&path->frame, &path->values, &insn, seen);
	if (insn.kind == ARM_LITERAL)
		path_literal(path, &insn);
	path_pointer(path, &insn);
	path->pc += insn.size;
	return true;
}

static void follow(struct arm_flow *flow, uint32_t pc, uint16_t frame)
{
	struct path path = {
		.flow = flow,
		.pc = pc,
		.frame = flow->frames[frame],
		.number = frame,
	};
	bool first = true;

	while (path_goes_on(&path, first) && path_step(&path))
		first = false;
}

void arm_flow_walk(struct arm_flow *flow, uint32_t pc, const struct arm_frame *frame)
{
	uint16_t number = number_of(flow, frame);
	struct arm_todo todo;

	if (!number)
		return;
	follow(flow, pc, number);
	while (flow->todo_count) {
		todo = flow->todo[--flow->todo_count];
		follow(flow, todo.pc, todo.frame);
	}
}

static void walk_starts(struct arm_flow *flow)
{
	struct arm_frame frame;
	size_t i;

	for (i = 0; i < flow->start_count; i++) {
		uint32_t start = flow->starts[i];

		arm_frame_enter(&frame, start & 1);
		frame.outermost = flow->entry && (start & ~1u) == (flow->entry & ~1u);
		arm_flow_walk(flow, start & ~1u, &frame);
	}
}

void arm_flow_run(struct arm_flow *flow)
{
	uint32_t i;

	walk_starts(flow);
	/*
	 * Code that runs on behind a call that does not return comes to the next function, if nothing
	 * has told yet that it is one. Now that all calls are known, do it again.
	 */
	memset(flow->frame_at, 0, flow->size / 2 * sizeof(*flow->frame_at));
	for (i = 0; i < flow->size / 2; i++)
		flow->marks[i] &= ~MARK_SECOND;
	walk_starts(flow);
}
