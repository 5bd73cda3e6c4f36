/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Two profiles in one tree that compares (tree->was).
 */
#ifndef FLAMEREC_PROFILE_COMPARE_H
#define FLAMEREC_PROFILE_COMPARE_H

#include <stdbool.h>

#include "profile/tree.h"
#include "util/strbuf.h"

/* Of what ended in a node: sums of the squares of what each sample stands for. */
struct squares {
	double was, now;
};

/**
 * struct comparison - two profiles
 * @tree: both of them; not owned
 * @square: one a node, once there was a stack
 * @strip_hex: addresses in names ("0x55d0c8") become "0x...", as they differ in every run
 * @frame, @text: of a stack whose addresses are stripped
 */
struct comparison {
	struct tree *tree;
	struct squares *square;
	size_t count, capacity;
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

/* Samples of each. */
double comparison_was(const struct comparison *comparison);
double comparison_now(const struct comparison *comparison);

/**
 * comparison_scale() - give the profile before as many samples as the one after has
 * @comparison: finished; both have samples. What else there is to be told of it (changes.h) is
 *	wrong after that
 * @whole: stacks get whole numbers, cut off, as difffolded.pl -n does
 */
void comparison_scale(struct comparison *comparison, bool whole);

/* Samples before in paths that the profile after has not. @paths: out: how many; may be NULL. */
double comparison_vanished(const struct comparison *comparison, size_t *paths);

/**
 * comparison_elide() - what has vanished, drawn as wide as it was
 * @comparison: finished
 * @tree: initialised. Becomes a tree of the profile before, whose @was is what became of it: paths
 *	that have vanished were something and are nothing. What they hang on has not changed
 */
void comparison_elide(const struct comparison *comparison, struct tree *tree);

#endif
