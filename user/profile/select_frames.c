// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>
#include <string.h>

#include "profile/select_frames.h"
#include "symbol/idle.h"
#include "util/alloc.h"
#include "util/strbuf.h"
#include "util/strpool.h"

#define NONE SIZE_MAX

/* What is known of a name: regexec() costs more than all else that is done with a frame. */
#define ASKED		1u
#define INCLUDED	2u
#define EXCLUDED	4u

/**
 * struct frame_selector - a selection by frames at work
 * @names: of frames that were compared with patterns
 * @known: what came out, one a name
 * @included, @excluded: place of the first such frame of the stack before; NONE: it has none
 * @frame: the stack that is handed on, where it is not the one that came
 * @thread, @cpu: names of frames of ours
 */
struct frame_selector {
	const struct selection *selection;
	struct strpool names;
	uint8_t *known;
	size_t known_count, known_capacity;
	size_t included, excluded;
	struct frame *frame;
	size_t capacity;
	struct strbuf thread, cpu;
};

struct frame_selector *frame_selector_new(const struct selection *selection)
{
	struct frame_selector *selector = xcalloc(1, sizeof(*selector));

	selector->selection = selection;
	strpool_init(&selector->names);
	frame_selector_start(selector);
	return selector;
}

void frame_selector_start(struct frame_selector *selector)
{
	selector->included = selector->excluded = NONE;
}

static bool matches(const struct frame_patterns *patterns, const char *name)
{
	for (size_t i = 0; i < patterns->count; i++) {
		if (!regexec(&patterns->pattern[i], name, 0, NULL, 0))
			return true;
	}
	return false;
}

static uint8_t ask(struct frame_selector *selector, const char *name)
{
	uint32_t id = strpool_intern(&selector->names, name);

	while (selector->known_count <= id) {
		selector->known = grow(selector->known, &selector->known_capacity,
				       selector->known_count + 1, 1);
		selector->known[selector->known_count++] = 0;
	}
	if (!selector->known[id])
		selector->known[id] = ASKED |
			(matches(&selector->selection->include, name) ? INCLUDED : 0) |
			(matches(&selector->selection->exclude, name) ? EXCLUDED : 0);
	return selector->known[id];
}

/* What lies behind the frames that are shared, must be looked for again. */
static void forget_behind(size_t *place, size_t shared)
{
	if (*place >= shared)
		*place = NONE;
}

static bool matches_patterns(struct frame_selector *selector, const struct stack *stack,
			     size_t shared)
{
	const struct selection *selection = selector->selection;

	if (!selection->include.count && !selection->exclude.count)
		return true;
	forget_behind(&selector->included, shared);
	forget_behind(&selector->excluded, shared);
	for (size_t i = shared; i < stack->n; i++) {
		uint8_t known = ask(selector, stack->frames[i].name);

		if (known & INCLUDED && selector->included == NONE)
			selector->included = i;
		if (known & EXCLUDED && selector->excluded == NONE)
			selector->excluded = i;
	}
	return selector->excluded == NONE &&
	       (selector->included != NONE || !selection->include.count);
}

/*
 * The leaf tells. Where a text doesn't mark the kernel's frames, names of functions count for the
 * idle tasks alone: a program may have a function of such a name.
 */
bool stack_is_idle(const struct stack *stack)
{
	const struct frame *leaf;

	if (!stack->n)
		return false;
	leaf = &stack->frames[stack->n - 1];
	if (leaf->kind == FRAME_CONTEXT)
		return !strcmp(leaf->name, "[idle]");
	if (frame_kind_is_kernel(leaf->kind))
		return symbol_is_idle(leaf->name);
	return leaf->kind == FRAME_USER && !strncmp(stack->frames[0].name, "swapper", 7) &&
	       symbol_is_idle(leaf->name);
}

bool frame_selector_wants(struct frame_selector *selector, const struct stack *stack,
			  size_t shared)
{
	bool wanted = matches_patterns(selector, stack, shared);

	return wanted && !(selector->selection->no_idle && stack_is_idle(stack));
}

/* What folded stacks put behind names of this kind; others have nothing there. */
static char mark_of(enum frame_kind kind)
{
	switch (kind) {
	case FRAME_KERNEL:
	case FRAME_MODULE:
		return 'k';
	case FRAME_INLINED:
		return 'i';
	case FRAME_JIT:
		return 'j';
	default:
		return '\0';
	}
}

/* Users give names as pictures have them, or as folded stacks do: "vfs_read_[k]". */
static bool is_called(const struct frame *frame, const char *name)
{
	size_t len = strlen(frame->name);
	char mark = mark_of(frame->kind);

	if (strncmp(frame->name, name, len))
		return false;
	if (!name[len])
		return true;
	return mark && !strncmp(name + len, "_[", 2) && name[len + 2] == mark &&
	       !strcmp(name + len + 3, "]");
}

/* The frame nearest the leaf that is one of @names; NONE: none is. */
static size_t find_last(const struct stack *stack, const struct frame_names *names)
{
	for (size_t i = stack->n; i-- > 0;) {
		for (size_t k = 0; k < names->count; k++) {
			if (is_called(&stack->frames[i], names->name[k]))
				return i;
		}
	}
	return NONE;
}

/* The frames that are kept are moved together, in our own copy. */
static void drop_frames(struct frame *frames, struct stack *stack, size_t from, size_t to)
{
	memmove(frames + from, frames + to, (stack->n - to) * sizeof(*frames));
	stack->n -= to - from;
}

static void skip_to(struct frame *frames, struct stack *stack, const struct frame_names *names)
{
	size_t keep = stack->n && frames[0].kind == FRAME_PROCESS;
	size_t last = find_last(stack, names);

	if (last != NONE && last > keep)
		drop_frames(frames, stack, keep, last);
}

/* By their text: where a file begins with a function, it looks like a program's frame. */
static bool same(const struct frame *a, const struct frame *b)
{
	return mark_of(a->kind) == mark_of(b->kind) && !strcmp(a->name, b->name);
}

static void collapse(struct frame *frames, struct stack *stack)
{
	size_t n = 0;

	for (size_t i = 0; i < stack->n; i++) {
		if (!n || !same(&frames[n - 1], &frames[i]))
			frames[n++] = frames[i];
	}
	stack->n = n;
}

static void put_first(struct frame *frames, struct stack *stack, const char *name)
{
	memmove(frames + 1, frames, stack->n * sizeof(*frames));
	frames[0] = (struct frame){ .name = name, .kind = FRAME_PROCESS };
	stack->n++;
}

/* @program: the stack's first frame, before it was cut. */
static void tell_thread(struct frame_selector *selector, struct stack *stack,
			const struct frame *program)
{
	if (stack->tid == STACK_NOT_KNOWN)
		return;
	strbuf_truncate(&selector->thread, 0);
	strbuf_addf(&selector->thread, "%s (tid %u)",
		    program && program->kind == FRAME_PROCESS ? program->name : "thread",
		    stack->tid);
	if (stack->n && selector->frame[0].kind == FRAME_PROCESS)
		selector->frame[0].name = selector->thread.text;
	else
		put_first(selector->frame, stack, selector->thread.text);
}

static void tell_cpu(struct frame_selector *selector, struct stack *stack)
{
	if (stack->cpu == STACK_NOT_KNOWN)
		return;
	strbuf_truncate(&selector->cpu, 0);
	strbuf_addf(&selector->cpu, "CPU %u", stack->cpu);
	put_first(selector->frame, stack, selector->cpu.text);
}

/* Room for a stack, and for a thread's and a CPU's frame. */
static void copy_frames(struct frame_selector *selector, struct stack *stack)
{
	selector->frame = grow(selector->frame, &selector->capacity, stack->n + 2,
			       sizeof(*selector->frame));
	if (stack->n)
		memcpy(selector->frame, stack->frames, stack->n * sizeof(*stack->frames));
	stack->frames = selector->frame;
}

static bool changes_stacks(const struct selection *selection)
{
	return selection->bases.count || selection->skip_after.count ||
	       selection->collapse_recursion || selection->threads || selection->per_cpu;
}

bool frame_selector_cut(struct frame_selector *selector, struct stack *stack)
{
	const struct selection *selection = selector->selection;
	const struct frame *program = stack->n ? &stack->frames[0] : NULL;
	size_t base = 0;

	if (!changes_stacks(selection))
		return true;
	if (selection->bases.count) {
		base = find_last(stack, &selection->bases);
		if (base == NONE)
			return false;
	}
	copy_frames(selector, stack);
	stack->shared = 0;
	drop_frames(selector->frame, stack, 0, base);
	/* Or else one function would be two frames, where some stacks of a text begin with it. */
	if (selection->bases.count && selector->frame[0].kind == FRAME_PROCESS)
		selector->frame[0].kind = FRAME_USER;
	if (selection->skip_after.count)
		skip_to(selector->frame, stack, &selection->skip_after);
	if (selection->collapse_recursion)
		collapse(selector->frame, stack);
	if (selection->threads)
		tell_thread(selector, stack, program);
	if (selection->per_cpu)
		tell_cpu(selector, stack);
	return true;
}

void frame_selector_free(struct frame_selector *selector)
{
	if (!selector)
		return;
	strpool_free(&selector->names);
	free(selector->known);
	free(selector->frame);
	free(selector->thread.text);
	free(selector->cpu.text);
	free(selector);
}
