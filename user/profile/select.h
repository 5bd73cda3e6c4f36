/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which stacks are wanted, and how much of each: between those who read stacks and those who take
 * them.
 *
 * In this order: stacks are chosen by time, CPU, process, thread and program; idle ones are left
 * out; then those without or with certain frames; what is left is cut at --base or --skip-after;
 * recursion is collapsed; and frames for threads and CPUs are put at the root.
 */
#ifndef FLAMEREC_PROFILE_SELECT_H
#define FLAMEREC_PROFILE_SELECT_H

#include <regex.h>
#include <stdbool.h>

#include "profile/stack.h"
#include "util/strbuf.h"

/* Numbers from @from to @to, both included. */
struct number_range {
	uint32_t from, to;
};

struct number_ranges {
	struct number_range *range;
	size_t count;
};

/* Texts that a frame's name is compared with. They are not owned. */
struct frame_names {
	const char **name;
	size_t count;
};

struct frame_patterns {
	regex_t *pattern;
	size_t count;
};

/**
 * struct selection - what is wanted; all zero: everything as it is
 * @comms: programs, by their names; none: all
 * @pids, @tids, @cpus: processes, threads, CPUs; none: all
 * @timed: only what was sampled from @from to before @to, in seconds from the first sample of its
 *	file on; @to may be infinite
 * @include: stacks that have a frame that matches one of these; none: all
 * @exclude: stacks that have none that matches any of these
 * @bases: stacks that have one of these frames; without what is below the one nearest the leaf
 * @skip_after: where a stack has one of these frames, the frames between the program and the one
 *	nearest the leaf are left out
 * @no_idle: without what CPUs slept
 * @collapse_recursion: a function that calls itself is one frame
 * @threads: the program's frame tells the thread, too
 * @per_cpu: the first frame is the CPU
 * @said: all of it in words, as the user gave it
 */
struct selection {
	struct frame_names comms;
	struct number_ranges pids, tids, cpus;
	bool timed;
	double from, to;
	struct frame_patterns include, exclude;
	struct frame_names bases, skip_after;
	bool no_idle, collapse_recursion, threads, per_cpu;
	struct strbuf said;
};

/* STACKS_* that the selection needs to be told apart; NULL: 0. */
unsigned int selection_want(const struct selection *selection);

void selection_free(struct selection *selection);

/* Whether it is of a CPU that slept. */
bool stack_is_idle(const struct stack *stack);

struct selector;

/**
 * selector_new() - something that takes stacks, and hands on what is wanted
 * @selection: what is; NULL: all. Outlives the selector
 * @take: who takes the rest
 * @arg: its first argument
 */
struct selector *selector_new(const struct selection *selection, stack_fn *take, void *arg);

/* Before the stacks of each file. */
void selector_start(struct selector *selector);

/* A stack_fn. @selector: a struct selector. */
void selector_take(void *selector, const struct stack *stack);

/**
 * selector_end() - after the stacks of each file
 * @selector: what took them
 * @name: what to call the file in messages
 *
 * Return: 0, or -1 after saying that the file doesn't tell what was selected by, of any stack.
 */
int selector_end(const struct selector *selector, const char *name);

void selector_free(struct selector *selector);

#endif
