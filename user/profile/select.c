// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>
#include <string.h>

#include "profile/select.h"
#include "profile/select_frames.h"
#include "util/alloc.h"
#include "util/error.h"

#define NS_PER_S 1e9

/* What a selection needs to know of stacks that not every file tells. */
enum fact { FACT_TIME, FACT_CPU, FACT_PID, FACT_TID, FACTS };

/**
 * struct selector - a selection at work
 * @frames: what is selected by frames
 * @start_ns: of the first stack of this file that has a time; 0: none had yet
 * @shared: of the stacks since the last that was handed on, how many frames all of them share
 * @looked_shared: the same since the last whose frames were looked at
 * @of_file: stacks of this file
 * @known: of them, those with each fact
 */
struct selector {
	const struct selection *selection;
	stack_fn *take;
	void *arg;
	struct frame_selector *frames;
	uint64_t start_ns;
	size_t shared, looked_shared;
	uint64_t of_file, known[FACTS];
};

static bool needs_fact(const struct selection *selection, enum fact fact)
{
	switch (fact) {
	case FACT_TIME:
		return selection->timed;
	case FACT_CPU:
		return selection->cpus.count || selection->per_cpu;
	case FACT_PID:
		return selection->pids.count;
	case FACT_TID:
		return selection->tids.count || selection->threads;
	default:
		return false;
	}
}

unsigned int selection_want(const struct selection *selection)
{
	/* The process is known of stacks that are counted together, too. */
	if (selection && (needs_fact(selection, FACT_TIME) || needs_fact(selection, FACT_CPU) ||
			  needs_fact(selection, FACT_TID)))
		return STACKS_EACH;
	return 0;
}

static void free_patterns(struct frame_patterns *patterns)
{
	for (size_t i = 0; i < patterns->count; i++)
		regfree(&patterns->pattern[i]);
	free(patterns->pattern);
}

void selection_free(struct selection *selection)
{
	free(selection->comms.name);
	free(selection->pids.range);
	free(selection->tids.range);
	free(selection->cpus.range);
	free_patterns(&selection->include);
	free_patterns(&selection->exclude);
	free(selection->bases.name);
	free(selection->skip_after.name);
	free(selection->said.text);
	*selection = (struct selection){ 0 };
}

struct selector *selector_new(const struct selection *selection, stack_fn *take, void *arg)
{
	struct selector *selector = xcalloc(1, sizeof(*selector));

	*selector = (struct selector){ .selection = selection, .take = take, .arg = arg };
	if (selection)
		selector->frames = frame_selector_new(selection);
	return selector;
}

void selector_start(struct selector *selector)
{
	selector->start_ns = 0;
	selector->of_file = 0;
	memset(selector->known, 0, sizeof(selector->known));
	selector->shared = selector->looked_shared = 0;
	if (selector->frames)
		frame_selector_start(selector->frames);
}

static void note_facts(struct selector *selector, const struct stack *stack)
{
	selector->of_file++;
	selector->known[FACT_TIME] += stack->ns != 0;
	selector->known[FACT_CPU] += stack->cpu != STACK_NOT_KNOWN;
	selector->known[FACT_PID] += stack->pid != STACK_NOT_KNOWN;
	selector->known[FACT_TID] += stack->tid != STACK_NOT_KNOWN;
	if (!selector->start_ns)
		selector->start_ns = stack->ns;
}

/* STACK_NOT_KNOWN is in no range. */
static bool in_ranges(const struct number_ranges *ranges, uint32_t number)
{
	for (size_t i = 0; i < ranges->count; i++) {
		if (number >= ranges->range[i].from && number <= ranges->range[i].to)
			return true;
	}
	return !ranges->count;
}

static bool in_time(const struct selector *selector, uint64_t ns)
{
	double seconds;

	if (!selector->selection->timed)
		return true;
	if (!ns)
		return false;
	/* Signed: what comes late may be older than what came first. */
	seconds = (int64_t)(ns - selector->start_ns) / NS_PER_S;
	return seconds >= selector->selection->from && seconds < selector->selection->to;
}

static bool is_program(const struct frame_names *comms, const struct stack *stack)
{
	if (!comms->count)
		return true;
	if (!stack->n || stack->frames[0].kind != FRAME_PROCESS)
		return false;
	for (size_t i = 0; i < comms->count; i++) {
		if (!strcmp(stack->frames[0].name, comms->name[i]))
			return true;
	}
	return false;
}

static bool is_wanted(const struct selector *selector, const struct stack *stack)
{
	const struct selection *selection = selector->selection;

	return in_time(selector, stack->ns) && in_ranges(&selection->cpus, stack->cpu) &&
	       in_ranges(&selection->pids, stack->pid) && in_ranges(&selection->tids, stack->tid) &&
	       is_program(&selection->comms, stack);
}

static void note_shared(size_t *shared, const struct stack *stack)
{
	if (stack->shared < *shared)
		*shared = stack->shared;
}

static bool has_wanted_frames(struct selector *selector, const struct stack *stack)
{
	size_t shared = selector->looked_shared;

	selector->looked_shared = SIZE_MAX;
	return frame_selector_wants(selector->frames, stack, shared);
}

void selector_take(void *arg, const struct stack *stack)
{
	struct selector *selector = arg;
	struct stack left = *stack;

	note_facts(selector, stack);
	note_shared(&selector->shared, stack);
	note_shared(&selector->looked_shared, stack);
	left.shared = selector->shared;
	if (selector->selection &&
	    (!is_wanted(selector, stack) || !has_wanted_frames(selector, stack) ||
	     !frame_selector_cut(selector->frames, &left)))
		return;
	selector->shared = SIZE_MAX;
	selector->take(selector->arg, &left);
}

int selector_end(const struct selector *selector, const char *name)
{
	static const char *const missing[FACTS] = {
		[FACT_TIME] = "when samples were taken, which --from and --to go by",
		[FACT_CPU] = "the CPUs of samples, which --cpu and --per-cpu go by",
		[FACT_PID] = "the processes of samples, which --pid goes by",
		[FACT_TID] = "the threads of samples, which --tid and --threads go by",
	};

	if (!selector->selection || !selector->of_file)
		return 0;
	for (int fact = 0; fact < FACTS; fact++) {
		if (needs_fact(selector->selection, fact) && !selector->known[fact])
			return error("%s doesn't tell %s; give a capture (.fsc), or what "
				     "'perf script' prints", name, missing[fact]);
	}
	return 0;
}

void selector_free(struct selector *selector)
{
	frame_selector_free(selector->frames);
	free(selector);
}
