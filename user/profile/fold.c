// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * profile_tree(): each counted stack becomes a path of named frames.
 *
 * Root first: the program, [truncated] or [unreadable stack] where user frames are missing, user
 * frames, [softirq] or [hardirq], [truncated] where kernel frames are missing, kernel frames,
 * [late].
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "profile/naming.h"
#include "symbol/idle.h"
#include "symbol/names.h"
#include "util/alloc.h"

/* What a node of the chains is in the picture. @frame.name is NULL until it was asked for. */
struct shown {
	struct frame frame;
	uint8_t why;
	bool idle;
};

/**
 * struct fold - the work of one profile_tree()
 * @shown: one a node of the chains
 * @names: names that we made up ourselves
 * @frame: the stack at hand
 */
struct fold {
	struct profile *profile;
	struct resolver *resolver;
	struct tree *tree;
	struct shown *shown;
	struct names names;
	struct frame *frame;
	size_t frames, capacity;
};

static const char *program_name(struct fold *fold, uint32_t index)
{
	const struct programs *programs = &fold->profile->programs;
	const char *name = programs_name(programs, index);
	char text[32];

	if (name && *name)
		return names_intern(&fold->names, name);
	snprintf(text, sizeof(text), "[pid %" PRIu32 "]", programs->program[index].tgid);
	return names_intern(&fold->names, text);
}

static const char *module_function(struct fold *fold, const struct symbol *symbol)
{
	char *text = xasprintf("%s [%s]", symbol->name, symbol->module);
	const char *name = names_intern(&fold->names, text);

	free(text);
	return name;
}

static void show_address(struct fold *fold, uint32_t number, struct shown *shown)
{
	bool kernel = fold->profile->chains.node[number].kind == CHAIN_KERNEL;
	struct named_place place;

	name_address(fold->profile, fold->resolver, number, &place);
	shown->why = place.symbol.why;
	shown->frame.name = place.symbol.name;
	if (shown->why != NAMED) {
		shown->frame.kind = FRAME_UNKNOWN;
	} else if (!kernel) {
		shown->frame.kind = FRAME_USER;
	} else if (place.symbol.module) {
		shown->frame.kind = FRAME_MODULE;
		shown->frame.name = module_function(fold, &place.symbol);
	} else {
		shown->frame.kind = FRAME_KERNEL;
		shown->idle = symbol_is_idle(place.symbol.name);
	}
}

static const struct shown *show(struct fold *fold, uint32_t number)
{
	const struct chain_node *node = &fold->profile->chains.node[number];
	struct shown *shown = &fold->shown[number];

	if (shown->frame.name)
		return shown;
	if (node->kind == CHAIN_PROGRAM) {
		shown->frame.name = program_name(fold, node->value);
		shown->frame.kind = FRAME_PROCESS;
	} else {
		show_address(fold, number, shown);
	}
	return shown;
}

static void push(struct fold *fold, const char *name, enum frame_kind kind)
{
	fold->frame = grow(fold->frame, &fold->capacity, fold->frames + 1, sizeof(*fold->frame));
	fold->frame[fold->frames++] = (struct frame){ name, kind };
}

/* From @*node towards the root, all frames of a kind. */
static void push_chain(struct fold *fold, uint32_t *node, enum chain_kind kind, uint64_t count)
{
	const struct chain_node *nodes = fold->profile->chains.node;
	struct profile_counts *counts = &fold->profile->counts;

	for (; *node && nodes[*node].kind == kind; *node = nodes[*node].parent) {
		const struct shown *shown = show(fold, *node);

		push(fold, shown->frame.name, shown->frame.kind);
		counts->frames += count;
		if (shown->why != NAMED)
			counts->unnamed[shown->why] += count;
	}
}

static void reverse(struct frame *frame, size_t n)
{
	for (size_t i = 0; i < n / 2; i++) {
		struct frame other = frame[i];

		frame[i] = frame[n - 1 - i];
		frame[n - 1 - i] = other;
	}
}

static void push_context(struct fold *fold, unsigned int context)
{
	if (context == FLAMESAMP_IN_SOFTIRQ)
		push(fold, "[softirq]", FRAME_CONTEXT);
	else if (context == FLAMESAMP_IN_HARDIRQ)
		push(fold, "[hardirq]", FRAME_CONTEXT);
}

/* Why the stack does not go on towards the root. */
static void push_user_end(struct fold *fold, unsigned int end)
{
	switch (end) {
	case FLAMESAMP_USER_DEEP:
	case FLAMESAMP_USER_NO_RULE:
	case FLAMESAMP_USER_IMPLAUSIBLE:
		push(fold, "[truncated]", FRAME_BROKEN);
		break;
	case FLAMESAMP_USER_UNREADABLE:
		push(fold, "[unreadable stack]", FRAME_BROKEN);
		break;
	}
}

/* Leaf first; the caller turns it round. */
static void push_stack(struct fold *fold, uint64_t key, uint64_t count)
{
	const struct chain_node *nodes = fold->profile->chains.node;
	const struct chain_node *end = &nodes[bucket_end(key)];
	unsigned int flags = chain_end_flags(end->value);
	uint32_t node = end->parent;

	if (bucket_late(key))
		push(fold, "[late]", FRAME_CONTEXT);
	push_chain(fold, &node, CHAIN_KERNEL, count);
	if (flags & (FLAMESAMP_STACK_KERNEL_DEEP | FLAMESAMP_STACK_KERNEL_BROKEN))
		push(fold, "[truncated]", FRAME_BROKEN);
	push_context(fold, bucket_context(key));
	push_chain(fold, &node, CHAIN_USER, count);
	push_user_end(fold, FLAMESAMP_USER_END(chain_end_frames(end->value)));
	push(fold, show(fold, node)->frame.name, FRAME_PROCESS);
}

/*
 * The function that a CPU sleeps in tells, not pid 0: interrupts that come meanwhile are work, and
 * the idle task's stack lies below theirs.
 */
static bool is_idle(struct fold *fold, uint64_t key)
{
	const struct chains *chains = &fold->profile->chains;
	uint32_t leaf = chains->node[bucket_end(key)].parent;
	uint32_t program;

	if (bucket_context(key) == FLAMESAMP_IN_IDLE)
		return true;
	if (bucket_context(key) != FLAMESAMP_IN_TASK || chains->node[leaf].kind != CHAIN_KERNEL)
		return false;
	program = chains_program(chains, leaf);
	return !fold->profile->programs.program[program].tgid && show(fold, leaf)->idle;
}

static void add_idle(struct tree *tree, uint64_t count)
{
	static const struct frame frames[] = {
		{ "swapper", FRAME_PROCESS }, { "[idle]", FRAME_CONTEXT },
	};

	tree_add(tree, frames, 2, count);
}

static void fold_bucket(struct fold *fold, uint64_t key, uint64_t count)
{
	if (is_idle(fold, key)) {
		fold->profile->counts.idle += count;
		add_idle(fold->tree, count);
		return;
	}
	fold->frames = 0;
	push_stack(fold, key, count);
	reverse(fold->frame, fold->frames);
	tree_add(fold->tree, fold->frame, fold->frames, count);
}

static void restart_counts(struct profile *profile)
{
	profile->counts.idle = profile->slept;
	profile->counts.frames = 0;
	memset(profile->counts.unnamed, 0, sizeof(profile->counts.unnamed));
}

void profile_tree(struct profile *profile, struct resolver *resolver, struct tree *tree)
{
	static const struct frame orphan = { "[stack lost]", FRAME_BROKEN };
	struct fold fold = { .profile = profile, .resolver = resolver, .tree = tree };
	const struct u64map *sampled = &profile->sampled;

	raw_walk(profile, true);
	fold.shown = xcalloc(profile->chains.count, sizeof(*fold.shown));
	restart_counts(profile);
	for (size_t i = 0; i < sampled->slots; i++) {
		/* The samples of a stack that was walked anew are another one's. */
		if (sampled->slot[i].used && sampled->slot[i].value)
			fold_bucket(&fold, sampled->slot[i].key, sampled->slot[i].value);
	}
	if (profile->slept)
		add_idle(tree, profile->slept);
	if (profile->counts.orphans)
		tree_add(tree, &orphan, 1, profile->counts.orphans);
	tree_finish(tree);
	names_free(&fold.names);
	free(fold.shown);
	free(fold.frame);
}
