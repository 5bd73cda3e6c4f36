// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The walk through a function, path by path.
 */
#include <string.h>

#include "unwind/arm_flow.h"
#include "util/alloc.h"

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

/* Paths that wait to be followed; a file that is made to have more is not followed everywhere. */
#define TODO_MAX	(1u << 20)

/* A walk along a path, up to where it joins another or leaves. */
struct path {
	struct arm_flow *flow;
	uint32_t pc;
	struct arm_frame frame;
	struct arm_frame unless;	/* had the last condition been false */
	struct arm_values values;
	uint16_t number;		/* of @frame, when it was noted last */
	uint16_t watched;		/* registers whose change changes that */
	unsigned int it_left;		/* instructions that are conditional still */
	bool conditional;		/* @unless is in use */
	bool cloned;			/* the system call has returned, twice */
	bool called;			/* the last instruction was a call */
	bool compared;
	uint8_t compared_reg;		/* with @compared_with */
	uint32_t compared_with;
};

static bool is_dead_slot(const struct arm_flow *flow, uint32_t address)
{
	size_t i;

	for (i = 0; i < flow->dead_slot_count; i++) {
		if (flow->dead_slots[i] == address)
			return true;
	}
	return false;
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

static bool same_pointer(const struct arm_frame *a, const struct arm_frame *b, enum arm_pointer i)
{
	return a->known & b->known & 1 << i && a->pointer[i] == b->pointer[i];
}

/*
 * Whether a path with @frame has anything to tell about @pc. Paths may bring different stack
 * pointers: by alloca() they move as far as the program likes. Then the frame pointer counts, as
 * long as it is the same on both: @frame goes on with what both know.
 */
static bool is_news(const struct arm_flow *flow, uint32_t pc, struct arm_frame *frame)
{
	uint16_t number = flow->frame_at[(pc - flow->address) / 2];
	const struct arm_frame *before;
	unsigned int i;

	if (number < ARM_FLOW_FRAME)
		return number == ARM_FLOW_UNREACHED;
	before = &flow->frames[number];
	if (!(before->known & 1 << ARM_PTR_SP) || same_pointer(frame, before, ARM_PTR_SP) ||
	    frame->thumb != before->thumb ||
	    !(same_pointer(frame, before, ARM_PTR_R7) || same_pointer(frame, before, ARM_PTR_R11)))
		return false;
	for (i = 0; i < ARM_POINTERS; i++) {
		if (same_pointer(frame, before, i))
			continue;
		frame->known &= ~(1 << i);
		frame->pointer[i] = 0;
	}
	return true;
}

/* Another path of the function has been at @pc, or of another function, whose end is this one's. */
static void join(struct arm_flow *flow, uint32_t pc)
{
	if (pc < flow->walk_low || pc > flow->walk_high)
		flow->returns = true;
}

/* Of the marks of a function's beginning: the function does, for all that is known. */
static bool may_return(uint8_t marks)
{
	return !(marks & ARM_MARK_WALKED) || marks & ARM_MARK_RETURNS;
}

/* To be followed from @pc, too, with the frame of that number. */
static void add_todo(struct arm_flow *flow, uint32_t pc, uint16_t number)
{
	uint32_t i = (pc - flow->address) / 2;
	struct arm_frame frame;

	if (!number || !arm_flow_holds(flow, pc))
		return;
	/* A function's beginning is known better than by who goes there. */
	if (flow->marks[i] & ARM_MARK_START) {
		flow->returns |= may_return(flow->marks[i]);
		return;
	}
	if (flow->frame_at[i] != ARM_FLOW_UNREACHED) {
		frame = flow->frames[number];
		if (!is_news(flow, pc, &frame)) {
			join(flow, pc);
			return;
		}
		number = arm_flow_number(flow, &frame);
	}
	if (!number || flow->todo_count == TODO_MAX)
		return;
	if (flow->todo_count == flow->todo_room)
		flow->todo = grow(flow->todo, &flow->todo_room, flow->todo_count + 1,
				  sizeof(*flow->todo));
	flow->todo[flow->todo_count++] = (struct arm_todo) { pc, number };
}

/* Whether an instruction lies at the path's pc that nobody has been at, and no other function. */
static bool path_goes_on(struct path *path, bool first)
{
	struct arm_flow *flow = path->flow;

	if (!arm_flow_holds(flow, path->pc))
		return false;
	if (!first && flow->marks[(path->pc - flow->address) / 2] & ARM_MARK_START) {
		/* From one into the other; behind a call, that call does not return. */
		flow->returns |= !path->called;
		return false;
	}
	if (is_news(flow, path->pc, &path->frame))
		return true;
	if (arm_flow_frame(flow, path->pc))
		join(flow, path->pc);
	return false;
}

/* Return: whether there is a number for the path's frame. */
static bool path_number(struct path *path)
{
	struct arm_flow *flow = path->flow;

	if (path->number &&
	    !memcmp(&flow->frames[path->number], &path->frame, sizeof(path->frame)))
		return true;
	path->number = arm_flow_number(flow, &path->frame);
	path->watched = arm_frame_watched(&path->frame);
	return path->number;
}

/* Note the frame before the instruction. */
static inline void path_note(struct path *path, unsigned int size)
{
	struct arm_flow *flow = path->flow;
	uint32_t i = (path->pc - flow->address) / 2;

	flow->frame_at[i] = path->number;
	if (size == 4)
		flow->frame_at[i + 1] = path->number;
	if (path->pc > flow->walk_high)
		flow->walk_high = path->pc;
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
		offset = arm_flow_half(flow, at & ~1u);
		if (insn->imm == 1)
			offset = at & 1 ? offset >> 8 : offset & 0xff;
		target = base + 2 * offset;
		if (target < limit && target > base)
			limit = target;
		add_todo(flow, target, path->number);
	}
	mark_data(flow, base, i * insn->imm);
}

/* Over branches behind the instruction. */
static void path_table_branch(struct path *path)
{
	uint32_t n = path->compared && path->compared_with < TABLE_MAX ? path->compared_with : 0;
	uint32_t i;

	for (i = 0; i <= n; i++)
		add_todo(path->flow, path->pc + 8 + 4 * i, path->number);
}

static void path_branch(struct path *path, const struct arm_insn *insn, bool conditional)
{
	struct arm_flow *flow = path->flow;
	struct arm_frame child = { .thumb = path->frame.thumb, .outermost = true };
	bool zero;

	zero = insn->compares_zero ? insn->rn == 0 : path->compared && !path->compared_reg &&
						     !path->compared_with;
	if (!path->cloned || !conditional || !zero || insn->cond > 1) {
		add_todo(flow, insn->target, path->number);
		return;
	}
	/* The child has a stack of its own, and this is the outermost function on it. */
	path->cloned = false;
	if (insn->cond) {
		add_todo(flow, insn->target, path->number);
		path->frame = child;
	} else {
		add_todo(flow, insn->target, arm_flow_number(flow, &child));
	}
}

/* The register @reg, if it is one, comes from a constant of so many bytes at @target. */
static void path_literal(struct path *path, unsigned int reg, uint32_t target, uint32_t bytes)
{
	struct arm_flow *flow = path->flow;

	mark_data(flow, target, bytes);
	if (reg >= ARM_PC || !arm_flow_holds(flow, target))
		return;
	path->values.known |= ARM_BIT(reg);
	path->values.value[reg] = arm_flow_half(flow, target) |
				  (uint32_t)arm_flow_half(flow, target + 2) << 16;
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

/* The address in @reg was made from the pc. If it is a function's, somebody will call it. */
static void path_pointer(struct path *path, unsigned int reg)
{
	uint32_t pointer = path->values.value[reg];

	if (!(path->values.known & ARM_BIT(reg)))
		return;
	if (pointer & 1 || arm_flow_looks_like_arm(path->flow, pointer))
		arm_flow_add_start(path->flow, pointer);
}

/* Return: whether the path goes on. */
static bool path_call(struct path *path, uint32_t target, bool exchange)
{
	struct arm_flow *flow = path->flow;

	if (!target || !arm_flow_holds(flow, target))
		return true;
	arm_flow_add_start(flow, target | (path->frame.thumb != exchange));
	return may_return(flow->marks[(target - flow->address) / 2]);
}

/* A jump to what is not known; to a function that does not return, if the pointer's place is. */
static void path_leaves(struct path *path, const struct arm_insn *insn)
{
	if (insn->kind == ARM_LOAD && path->values.known & ARM_BIT(insn->rn) &&
	    is_dead_slot(path->flow, path->values.value[insn->rn] + (uint32_t)insn->imm))
		return;
	path->flow->returns = true;
}

/* Where the instruction goes. Return: whether it goes on to the next one, too. */
static bool path_control(struct path *path, const struct arm_insn *insn, bool conditional)
{
	switch (insn->kind) {
	case ARM_BRANCH:
		path_branch(path, insn, conditional);
		return conditional;
	case ARM_CALL:
		return path_call(path, insn->target, insn->exchange) || conditional;
	case ARM_TABLE:
		path_table(path, insn);
		return conditional;
	case ARM_TABLE_BRANCH:
		path_table_branch(path);
		return true;
	case ARM_SVC:
		return path_system_call(path);
	default:
		if (!arm_goes_away(insn))
			return true;
		path_leaves(path, insn);
		return conditional;
	}
}

/*
 * Conditions last for some instructions: of an IT block, or as they are repeated.
 * Return: whether the instruction is conditional; @itself: by its own bits.
 */
static bool path_is_conditional(struct path *path, bool itself)
{
	bool conditional = itself || path->it_left;

	path->it_left -= !!path->it_left;
	if (conditional && !path->conditional)
		path->unless = path->frame;
	path->conditional = conditional;
	return conditional;
}

static void path_compare(struct path *path, unsigned int reg, uint32_t with)
{
	path->compared = true;
	path->compared_reg = reg;
	path->compared_with = with;
}

/* What is left to do of an instruction's effect. Return: whether the path goes on. */
static bool path_effect(struct path *path, const struct arm_effect *effect, bool conditional)
{
	uint32_t target = arm_effect_target(effect, path->pc);

	switch (effect->kind) {
	case ARM_IT:
		path->it_left = effect->imm;
		return true;
	case ARM_COMPARE:
		path_compare(path, effect->reg, effect->imm);
		return true;
	case ARM_LITERAL:
		path_literal(path, effect->reg, target, 4);
		return true;
	case ARM_ADD_REG:
		path->values.value[effect->reg] += arm_effect_seen(effect, path->pc);
		path_pointer(path, effect->reg);
		return true;
	case ARM_BRANCH:
		add_todo(path->flow, target, path->number);
		return conditional;
	case ARM_CALL:
		path->compared = false;
		path->called = true;
		return path_call(path, target, effect->exchange) || conditional;
	default:
		return true;
	}
}

/*
 * Along instructions that only change numbers in registers, and always do.
 * Return: the effect of what comes behind them; NULL: that is not this path's, or no instruction.
 */
static const struct arm_effect *path_skip(struct path *path)
{
	struct arm_flow *flow = path->flow;
	uint32_t i = (path->pc - flow->address) / 2, start = i, last = i, n = flow->size / 2;
	const uint16_t number = path->number, watched = path->watched;
	const struct arm_effect *effect = NULL;
	const uint8_t *marks = flow->marks;
	uint16_t *frame_at = flow->frame_at;
	bool thumb = path->frame.thumb;

	while (i < n && frame_at[i] == ARM_FLOW_UNREACHED && !(marks[i] & ARM_MARK_START)) {
		effect = arm_flow_effect(flow, flow->address + 2 * i, thumb);
		if (!effect || !arm_effect_is_plain(effect) || effect->conditional ||
		    path->it_left || !arm_effect_take(effect, watched, &path->values))
			break;
		frame_at[i] = number;
		if (effect->size == 4)
			frame_at[i + 1] = number;
		last = i;
		i += effect->size / 2;
		effect = NULL;
	}
	if (i == start)
		return effect;
	if (flow->address + 2 * last > flow->walk_high)
		flow->walk_high = flow->address + 2 * last;
	path->pc = flow->address + 2 * i;
	path->conditional = false;
	path->called = false;
	return effect;
}

/*
 * Along instructions that do nothing to the frame, as most of them, which the first of them has:
 * in short what path_goes_on() and path_step() do. Return: whether the path goes on.
 */
static bool path_run(struct path *path)
{
	const struct arm_effect *effect;
	bool conditional;

	for (;; path->pc += effect->size) {
		effect = path_skip(path);
		if (!effect || (effect->kind == ARM_BRANCH && (path->conditional || path->cloned)))
			return true;
		if (!arm_effect_take(effect, path->watched, &path->values))
			return true;
		path_note(path, effect->size);
		conditional = path_is_conditional(path, effect->conditional);
		path->called = false;
		if (!path_effect(path, effect, conditional))
			return false;
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
	if (!path_number(path))
		return false;
	path_note(path, insn.size);
	conditional = path_is_conditional(path, insn.cond < ARM_ALWAYS && insn.kind != ARM_IT);
	if (!path_control(path, &insn, conditional))
		return false;
	if (insn.kind == ARM_IT)
		path->it_left = insn.imm;
	else if (insn.kind == ARM_COMPARE)
		path_compare(path, insn.rn, insn.imm);
	else if (insn.kind == ARM_CALL)
		path->compared = false;
	leaves = insn.kind == ARM_BRANCH || arm_goes_away(&insn);
	seen = path->frame.thumb ? path->pc + 4 : path->pc + 8;
	if (leaves && path->conditional)
		path->frame = path->frame.outermost ? path->frame : path->unless;
	else if (!path->frame.outermost)
		arm_frame_step(&path->frame, &path->values, &insn, seen);
	if (insn.kind == ARM_LITERAL)
		path_literal(path, insn.rd, insn.target, insn.imm);
	if (insn.kind == ARM_ADD_REG && insn.rm == ARM_PC)
		path_pointer(path, insn.rd);
	path->called = insn.kind == ARM_CALL;
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
		.watched = arm_frame_watched(&flow->frames[frame]),
	};
	bool first = true;

	while (path_goes_on(&path, first) && path_step(&path)) {
		first = false;
		if (!path.frame.outermost && path_number(&path) && !path_run(&path))
			return;
	}
}

void arm_flow_walk(struct arm_flow *flow, uint32_t pc, const struct arm_frame *frame)
{
	uint16_t number = arm_flow_number(flow, frame);
	struct arm_todo todo;

	if (!number)
		return;
	flow->walk_low = flow->walk_high = pc;
	follow(flow, pc, number);
	while (flow->todo_count) {
		todo = flow->todo[--flow->todo_count];
		follow(flow, todo.pc, todo.frame);
	}
}
