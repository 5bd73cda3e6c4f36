/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Two profiles in one tree that compares (tree->was).
 */
#ifndef FLAMEREC_PROFILE_COMPARE_H
#define FLAMEREC_PROFILE_COMPARE_H

#include <stdbool.h>

#include "profile/tree.h"
#include "util/strbuf.h"

/**
 * struct compared - what is known of the stacks that end in a node, but for what the tree says
 * @seen: there was one, if only of no samples
 * @was: samples before
 * @was_squares, @now_squares: sums of the squares of what each sample stands for
 */
struct compared {
	bool seen;
	double was, was_squares, now_squares;
};

/**
 * struct comparison - two profiles
 * @tree: both of them; not owned
 * @node: one a node of the tree, @count of them; the tree may have more without stacks
 * @was: samples before
 * @strip_hex: addresses in names ("0x55d0c8") become "0x...", as they differ in every run
 * @frame, @text: of a stack whose addresses are stripped
 */
struct comparison {
	struct tree *tree;
	struct compared *node;
	size_t count, capacity;
	double was;
	bool strip_hex;
	struct frame *frame;
	size_t frames;
	struct strbuf text;
};

/* @tree: initialised, without stacks, and outlives the comparison. */
void comparison_init(struct comparison *comparison, struct tree *tree, bool strip_hex);
void comparison_free(struct comparison *comparison);

/*
 * What takes the stacks of each profile: a stack_fn. A stack with a time is one sample, whatever
 * its count; of others, each count is.
 */
void comparison_take_before(void *comparison, const struct stack *stack);
void comparison_take_after(void *comparison, const struct stack *stack);

/* After the last stack: the tree is finished. */
void comparison_finish(struct comparison *comparison);

/* Samples after. */
double comparison_now(const struct comparison *comparison);

/* What is known of a node. */
struct compared comparison_node(const struct comparison *comparison, uint32_t node);

/* Give the tree of a finished comparison as many samples before as after; both have some. */
void comparison_scale(struct comparison *comparison);

/*
 * How many samples that stand for the same time each would be worth as much as those before, and
 * those after: fewer than there are, where some came late and stand for many.
 */
double comparison_worth_before(const struct comparison *comparison);
double comparison_worth_now(const struct comparison *comparison);

/* Samples before in paths that the profile after has not. @paths: out: how many; may be NULL. */
double comparison_vanished(const struct comparison *comparison, size_t *paths);

/* Hand on the stacks of both, with the counts of the tree. */
void comparison_stacks(const struct comparison *comparison, stack_fn *take, void *arg);

/**
 * comparison_elided() - hand on what has vanished, as wide as it was
 * @comparison: finished
 * @take: gets stacks whose count is that of the profile before, whose @was is what became of it:
 *	paths that have vanished were something and are nothing. What they hang on has not changed
 * @arg: its first argument
 */
void comparison_elided(const struct comparison *comparison, stack_fn *take, void *arg);

#endif
