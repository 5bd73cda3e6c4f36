// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * profile_stacks(): each counted stack becomes a path of named frames.
 *
 * Root first: the program, [truncated] or [unreadable stack] where user frames are missing, user
 * frames, [softirq] or [hardirq], [truncated] where kernel frames are missing, kernel frames,
 * [late].
 */
#include <stdlib.h>
#include <string.h>

#include "profile/node_frames.h"
#include "util/alloc.h"

/**
 * struct fold - the work of one profile_stacks()
 * @take, @arg: who takes the stacks
 * @nodes: what links of chains are
 * @frame: the stack at hand, @frames of them
 * @place: where each of them is; all zero: nowhere. NULL where places are not wanted
 */
struct fold {
	struct profile *profile;
	stack_fn *take;
	void *arg;
	struct node_frames nodes;
	struct frame *frame;
	struct frame_place *place;
	size_t frames, capacity, place_capacity;
};

static void push_frame(struct fold *fold, const struct frame *frame,
		       const struct frame_place *place)
{
	fold->frame = grow(fold->frame, &fold->capacity, fold->frames + 1, sizeof(*fold->frame));
	fold->frame[fold->frames] = *frame;
	if (fold->nodes.wants_places) {
		fold->place = grow(fold->place, &fold->place_capacity, fold->frames + 1,
				   sizeof(*fold->place));
		fold->place[fold->frames] = *place;
	}
	fold->frames++;
}

/* What is no code. */
static void push(struct fold *fold, const char *name, enum frame_kind kind)
{
	const struct frame frame = { .name = name, .kind = kind };
	const struct frame_place nowhere = { 0 };

	push_frame(fold, &frame, &nowhere);
}

/* A frame of the link @node. */
static void push_known(struct fold *fold, uint32_t node, uint32_t known)
{
	struct frame_place place = { 0 };

	if (fold->nodes.wants_places) {
		place = fold->nodes.place[known];
		place.address = fold->profile->chains.node[node].value;
	}
	push_frame(fold, &fold->nodes.known[known], &place);
}

/* From @*node towards the root, all frames of a kind. */
static void push_chain(struct fold *fold, uint32_t *node, enum chain_kind kind, uint64_t count)
{
	const struct chain_node *nodes = fold->profile->chains.node;
	struct profile_counts *counts = &fold->profile->counts;

	for (; *node && nodes[*node].kind == kind; *node = nodes[*node].parent) {
		const struct shown *shown = node_frames_of(&fold->nodes, *node);

		for (uint32_t i = 0; i < shown->count; i++)
			push_known(fold, *node, shown->first + i);
		uses_add(&fold->profile->uses, fold->nodes.file_of[*node], shown->why, count);
		counts->frames += count;
		if (shown->why != NAMED)
			counts->unnamed[shown->why] += count;
	}
}

/* Only now: the array has moved while it grew. */
static void link_places(struct fold *fold)
{
	for (size_t i = 0; fold->nodes.wants_places && i < fold->frames; i++) {
		if (fold->place[i].address)
			fold->frame[i].place = &fold->place[i];
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
	uint32_t node = end->parent, program;

	if (bucket_late(key))
		push(fold, "[late]", FRAME_CONTEXT);
	push_chain(fold, &node, CHAIN_KERNEL, count);
	if (flags & (FLAMESAMP_STACK_KERNEL_DEEP | FLAMESAMP_STACK_KERNEL_BROKEN))
		push(fold, "[truncated]", FRAME_BROKEN);
	push_context(fold, bucket_context(key));
	push_chain(fold, &node, CHAIN_USER, count);
	push_user_end(fold, FLAMESAMP_USER_END(chain_end_frames(end->value)));
	program = node_frames_of(&fold->nodes, node)->first;
	push(fold, fold->nodes.known[program].name, FRAME_PROCESS);
	link_places(fold);
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
	return !fold->profile->programs.program[program].tgid &&
	       node_frames_of(&fold->nodes, leaf)->idle;
}

/* @about: what is known of the samples besides their frames. */
static void hand_over(struct fold *fold, const struct frame *frames, size_t n,
		      const struct stack *about)
{
	struct stack stack = *about;

	stack.frames = frames;
	stack.n = n;
	fold->take(fold->arg, &stack);
}

static void hand_over_idle(struct fold *fold, const struct stack *about)
{
	static const struct frame frames[] = {
		{ .name = "swapper", .kind = FRAME_PROCESS },
		{ .name = "[idle]", .kind = FRAME_CONTEXT },
	};
	struct stack stack = *about;

	stack.pid = stack.tid = 0;
	hand_over(fold, frames, 2, &stack);
}

static void fold_bucket(struct fold *fold, uint64_t key, const struct stack *about)
{
	const struct chains *chains = &fold->profile->chains;
	struct stack stack = *about;

	if (is_idle(fold, key)) {
		fold->profile->counts.idle += about->count;
		hand_over_idle(fold, about);
		return;
	}
	fold->frames = 0;
	uses_next_stack(&fold->profile->uses);
	push_stack(fold, key, about->count);
	reverse(fold->frame, fold->frames);
	stack.pid = fold->profile->programs.program[chains_program(chains, bucket_end(key))].tgid;
	hand_over(fold, fold->frame, fold->frames, &stack);
}

/* What is known of samples that are counted together. */
static struct stack together(double count)
{
	return (struct stack){ .count = count, .pid = STACK_NOT_KNOWN, .tid = STACK_NOT_KNOWN,
			       .cpu = STACK_NOT_KNOWN };
}

static void fold_sums(struct fold *fold)
{
	const struct u64map *sampled = &fold->profile->sampled;
	struct stack about;

	for (size_t i = 0; i < sampled->slots; i++) {
		/* The samples of a stack that was walked anew are another one's. */
		if (!sampled->slot[i].used || !sampled->slot[i].value)
			continue;
		about = together(sampled->slot[i].value);
		fold_bucket(fold, sampled->slot[i].key, &about);
	}
	about = together(fold->profile->slept);
	if (fold->profile->slept)
		hand_over_idle(fold, &about);
}

/* Each sample by itself. */
static void fold_each(struct fold *fold)
{
	const struct sample_log *log = &fold->profile->log;

	sample_log_sort(&fold->profile->log, &fold->profile->raw);
	for (size_t i = 0; i < log->count; i++) {
		const struct logged_sample *sample = &log->sample[i];
		const struct stack about = { .count = sample->weight, .pid = STACK_NOT_KNOWN,
					     .tid = sample->tid, .cpu = sample->cpu,
					     .ns = sample->ns };

		if (sample->key)
			fold_bucket(fold, sample->key, &about);
		else
			hand_over_idle(fold, &about);
	}
}

static void restart_counts(struct profile *profile)
{
	profile->counts.idle = profile->slept;
	profile->counts.frames = 0;
	memset(profile->counts.unnamed, 0, sizeof(profile->counts.unnamed));
}

/* Samples of stacks that the stream never defined; of them, nothing else was kept. */
static void fold_orphans(struct fold *fold)
{
	static const struct frame frame = { .name = "[stack lost]", .kind = FRAME_BROKEN };
	const struct stack about = together(fold->profile->counts.orphans);

	if (fold->profile->counts.orphans)
		hand_over(fold, &frame, 1, &about);
}

void profile_stacks(struct profile *profile, struct resolver *resolver, unsigned int want,
		    stack_fn *take, void *arg)
{
	struct fold fold = { .profile = profile, .take = take, .arg = arg };

	raw_walk(profile, true);
	node_frames_init(&fold.nodes, profile, resolver, want & STACKS_PLACES);
	restart_counts(profile);
	uses_start(&profile->uses, &profile->programs.maps);
	if (want & STACKS_EACH && profile->keeps_samples)
		fold_each(&fold);
	else
		fold_sums(&fold);
	fold_orphans(&fold);
	uses_finish(&profile->uses);
	node_frames_free(&fold.nodes);
	free(fold.frame);
	free(fold.place);
}
