// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * profile_stacks(): each counted stack becomes a path of named frames.
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
#include "util/hash.h"
#include "util/strbuf.h"
#include "util/u64map.h"

/*
 * What a node of the chains is in the picture: @count frames from @first on in fold.known,
 * innermost first. @count is 0 until it was asked for.
 */
struct shown {
	uint32_t first;
	uint8_t count;
	uint8_t why;
	bool idle;
};

/**
 * struct fold - the work of one profile_stacks()
 * @take, @arg: who takes the stacks
 * @shown: one a node of the chains
 * @file_of: number of its file, as profile->uses counts them; one a node of the chains
 * @known: frames that nodes are, @known_count of them
 * @single: texts and kinds -> number in @known, for nodes that are one frame
 * @places: code with its place in a file or the kernel -> struct shown. Where stacks do not repeat,
 *	one place is in thousands of nodes
 * @texts: names from the resolver with module and line -> text
 * @names: names that we made up ourselves
 * @text: a name while it is made
 * @frame: the stack at hand
 */
struct fold {
	struct profile *profile;
	struct resolver *resolver;
	stack_fn *take;
	void *arg;
	struct shown *shown;
	uint32_t *file_of;
	struct frame *known;
	size_t known_count, known_capacity;
	struct u64map single, places, texts;
	struct names names;
	struct strbuf text;
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

/* The text of a function's frame. The strings are the resolver's: equal ones are equal pointers. */
static const char *frame_text(struct fold *fold, const struct source_frame *source,
			      const char *module)
{
	uint64_t key = hash_u64(hash_u64((uintptr_t)source->name) + (uintptr_t)module);
	uint64_t *text;

	key = hash_u64(hash_u64(key + (uintptr_t)source->file) + source->line);
	text = u64map_at(&fold->texts, key, NULL);
	if (!*text) {
		strbuf_truncate(&fold->text, 0);
		strbuf_add(&fold->text, "");
		style_name(&fold->profile->style, source->name, &fold->text);
		style_line(source, &fold->text);
		if (module)
			strbuf_addf(&fold->text, " [%s]", module);
		*text = (uintptr_t)names_intern(&fold->names, fold->text.text);
	}
	return (const char *)(uintptr_t)*text;
}

static uint32_t add_known(struct fold *fold, const char *text, enum frame_kind kind)
{
	fold->known = grow(fold->known, &fold->known_capacity, fold->known_count + 1,
			   sizeof(*fold->known));
	fold->known[fold->known_count] = (struct frame){ .name = text, .kind = kind };
	return fold->known_count++;
}

/* Most nodes are one of few frames. */
static void show_one(struct fold *fold, const char *text, enum frame_kind kind,
		     struct shown *shown)
{
	bool added;
	uint64_t *number = u64map_at(&fold->single, hash_u64((uintptr_t)text) + kind, &added);

	if (added)
		*number = add_known(fold, text, kind);
	shown->first = *number;
	shown->count = 1;
}

static enum frame_kind kind_of(const struct symbol *symbol, bool kernel)
{
	if (symbol->is_jit)
		return FRAME_JIT;
	if (!kernel)
		return FRAME_USER;
	return symbol->module ? FRAME_MODULE : FRAME_KERNEL;
}

/* Without debug information. */
static void show_symbol(struct fold *fold, const struct symbol *symbol, bool kernel,
			struct shown *shown)
{
	const struct source_frame source = { .name = symbol->name };
	const char *module = kernel ? symbol->module : NULL;

	if (symbol->why != NAMED)
		show_one(fold, symbol->name, FRAME_UNKNOWN, shown);
	else if (symbol->is_jit)
		show_one(fold, symbol->name, FRAME_JIT, shown);
	else
		show_one(fold, frame_text(fold, &source, module), kind_of(symbol, kernel), shown);
}

/* @frames innermost first; the last one is the symbol's. */
static void show_source(struct fold *fold, const struct source_frame *frames, size_t n,
			bool kernel, struct shown *shown)
{
	size_t inlined = fold->profile->style.inlines ? n - 1 : 0;
	enum frame_kind kind = kernel ? FRAME_KERNEL : FRAME_USER;

	shown->why = NAMED;
	if (!inlined) {
		show_one(fold, frame_text(fold, &frames[n - 1], NULL), kind, shown);
		return;
	}
	shown->first = fold->known_count;
	shown->count = n;
	for (size_t i = 0; i < inlined; i++)
		add_known(fold, frame_text(fold, &frames[i], NULL), FRAME_INLINED);
	add_known(fold, frame_text(fold, &frames[inlined], NULL), kind);
}

static const struct object *place_object(const struct fold *fold, const struct named_place *place)
{
	return place->file ? &fold->profile->programs.maps.file[place->file].object : NULL;
}

/* As show_symbol(), but by debug information where there is any. */
static void show_place(struct fold *fold, const struct named_place *place, bool kernel,
		       struct shown *shown)
{
	struct source_frame frames[SOURCE_FRAMES_MAX];
	size_t n = resolver_source(fold->resolver, place_object(fold, place), place->offset,
				   fold->profile->style.lines, frames);

	if (n)
		show_source(fold, frames, n, kernel, shown);
	else
		show_symbol(fold, &place->symbol, kernel, shown);
}

/* Whose frame a node is, for the counts a file. */
static void note_file(struct fold *fold, uint32_t number, uint32_t file)
{
	bool kernel = fold->profile->chains.node[number].kind == CHAIN_KERNEL;

	fold->file_of[number] = kernel ? uses_kernel(&fold->profile->uses) : file;
}

/* Return: whether its file was found. */
static bool name_node(struct fold *fold, uint32_t number, struct shown *shown)
{
	const struct frame_style *style = &fold->profile->style;
	bool kernel = fold->profile->chains.node[number].kind == CHAIN_KERNEL;
	struct named_place place;

	name_address(fold->profile, fold->resolver, number, &place);
	note_file(fold, number, place.file);
	shown->why = place.symbol.why;
	/* By the symbol's name: what is idle must not depend on how frames are shown. */
	shown->idle = kernel && shown->why == NAMED && !place.symbol.module &&
		      symbol_is_idle(place.symbol.name);
	if ((style->inlines || style->lines) && (kernel || place.file))
		show_place(fold, &place, kernel, shown);
	else
		show_symbol(fold, &place.symbol, kernel, shown);
	return shown->why == NAMED || place.symbol.end;
}

/*
 * An answer counts for all nodes of its place, unless its file was not found: that may be found
 * through another process.
 */
static void show_address(struct fold *fold, uint32_t number, struct shown *shown)
{
	struct named_place place;
	uint64_t key, *known;

	_Static_assert(sizeof(*shown) == sizeof(*known), "an answer is kept as a number");
	if (!locate_address(fold->profile, number, &place)) {
		name_node(fold, number, shown);
		return;
	}
	key = hash_u64(hash_u64(place.offset) + place.file);
	known = u64map_find(&fold->places, key);
	if (known) {
		note_file(fold, number, place.file);
		memcpy(shown, known, sizeof(*shown));
		return;
	}
	if (name_node(fold, number, shown))
		memcpy(u64map_at(&fold->places, key, NULL), shown, sizeof(*shown));
}

static const struct shown *show(struct fold *fold, uint32_t number)
{
	const struct chain_node *node = &fold->profile->chains.node[number];
	struct shown *shown = &fold->shown[number];

	if (shown->count)
		return shown;
	if (node->kind == CHAIN_PROGRAM)
		show_one(fold, program_name(fold, node->value), FRAME_PROCESS, shown);
	else
		show_address(fold, number, shown);
	return shown;
}

static void push(struct fold *fold, const char *name, enum frame_kind kind)
{
	fold->frame = grow(fold->frame, &fold->capacity, fold->frames + 1, sizeof(*fold->frame));
	fold->frame[fold->frames++] = (struct frame){ .name = name, .kind = kind };
}

/* From @*node towards the root, all frames of a kind. */
static void push_chain(struct fold *fold, uint32_t *node, enum chain_kind kind, uint64_t count)
{
	const struct chain_node *nodes = fold->profile->chains.node;
	struct profile_counts *counts = &fold->profile->counts;

	for (; *node && nodes[*node].kind == kind; *node = nodes[*node].parent) {
		const struct shown *shown = show(fold, *node);

		for (uint32_t i = 0; i < shown->count; i++)
			push(fold, fold->known[shown->first + i].name,
			     fold->known[shown->first + i].kind);
		uses_add(&fold->profile->uses, fold->file_of[*node], shown->why, count);
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
	uint32_t node = end->parent, program;

	if (bucket_late(key))
		push(fold, "[late]", FRAME_CONTEXT);
	push_chain(fold, &node, CHAIN_KERNEL, count);
	if (flags & (FLAMESAMP_STACK_KERNEL_DEEP | FLAMESAMP_STACK_KERNEL_BROKEN))
		push(fold, "[truncated]", FRAME_BROKEN);
	push_context(fold, bucket_context(key));
	push_chain(fold, &node, CHAIN_USER, count);
	push_user_end(fold, FLAMESAMP_USER_END(chain_end_frames(end->value)));
	program = show(fold, node)->first;
	push(fold, fold->known[program].name, FRAME_PROCESS);
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

static void fold_free(struct fold *fold)
{
	names_free(&fold->names);
	u64map_free(&fold->single);
	u64map_free(&fold->places);
	u64map_free(&fold->texts);
	free(fold->text.text);
	free(fold->known);
	free(fold->shown);
	free(fold->file_of);
	free(fold->frame);
}

void profile_stacks(struct profile *profile, struct resolver *resolver, unsigned int want,
		    stack_fn *take, void *arg)
{
	struct fold fold = { .profile = profile, .resolver = resolver, .take = take, .arg = arg };

	raw_walk(profile, true);
	fold.shown = xcalloc(profile->chains.count, sizeof(*fold.shown));
	fold.file_of = xcalloc(profile->chains.count, sizeof(*fold.file_of));
	restart_counts(profile);
	uses_start(&profile->uses, &profile->programs.maps);
	if (want & STACKS_EACH && profile->keeps_samples)
		fold_each(&fold);
	else
		fold_sums(&fold);
	fold_orphans(&fold);
	uses_finish(&profile->uses);
	fold_free(&fold);
}

void profile_tree(struct profile *profile, struct resolver *resolver, struct tree *tree)
{
	profile_stacks(profile, resolver, 0, tree_take, tree);
	tree_finish(tree);
}
