/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The part of a tree that a text can show: the heavy frames, heaviest first.
 */
#ifndef FLAMEREC_OUTPUT_PRUNED_H
#define FLAMEREC_OUTPUT_PRUNED_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "profile/tree.h"

#define PRUNED_MIN_SHARE 0.01	/* unless told otherwise */
#define PRUNED_DEPTH 30

/**
 * struct pruned_options - how much to show
 * @min_share: frames with a smaller share of all samples are cut off, from 0 to 1
 * @depth: lines that stand below each other's, at most; 0: PRUNED_DEPTH
 */
struct pruned_options {
	double min_share;
	size_t depth;
};

/**
 * struct pruned_row - a line
 * @first: its first frame
 * @last: its last; where frames only pass time on to a single callee, they share a line
 * @frames: how many these are; 0: the line stands for callees of @last that were cut off
 * @depth: lines that it stands below
 * @cut: with @frames 0: how many callees
 * @samples: in the first frame, or in all that were cut off
 */
struct pruned_row {
	uint32_t first, last;
	size_t frames, depth, cut;
	double samples;
};

/**
 * struct pruned - the lines
 * @row: them, callers before callees
 * @count: how many
 * @small: how many callees were cut off as their share was too small, @small_samples in them
 * @deep: how many, as they were too deep; @deep_samples in them
 */
struct pruned {
	struct pruned_row *row;
	size_t count;
	size_t small, deep;
	double small_samples, deep_samples;
	size_t capacity;
};

/* @tree: finished. Free with pruned_free(). */
void pruned_collect(struct pruned *pruned, const struct tree *tree,
		    const struct pruned_options *options);
void pruned_free(struct pruned *pruned);

/**
 * pruned_write_row() - write a line, as in "  [40%] json_encode()"
 * @out: where to
 * @tree: the tree
 * @row: the line
 * @whole: samples that shares are of
 */
void pruned_write_row(FILE *out, const struct tree *tree, const struct pruned_row *row,
		      double whole);

/* What was cut off, in a line; nothing where nothing was. */
void pruned_write_cut(FILE *out, const struct pruned *pruned, const struct pruned_options *options,
		      double whole);

#endif
