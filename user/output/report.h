/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A profile as text: the hottest functions and paths, the tree, what is around a function.
 */
#ifndef FLAMEREC_OUTPUT_REPORT_H
#define FLAMEREC_OUTPUT_REPORT_H

#include <stdbool.h>
#include <stdio.h>

#include "output/hot.h"
#include "output/json.h"
#include "output/pruned.h"
#include "output/quality.h"
#include "profile/around.h"
#include "profile/tree.h"

#define REPORT_TOP 20	/* functions that a list shows unless told otherwise */

/**
 * struct report_options - what to show
 * @top: functions in each list; 0: REPORT_TOP
 * @pruned: of the trees; all zero: every frame
 * @around: instead of lists and tree, what is around some frames; NULL: nothing is asked for
 */
struct report_options {
	size_t top;
	struct pruned_options pruned;
	const struct around *around;
};

/**
 * report_write() - write the functions with the most samples, by self and by total, and the tree
 * @out: where to; errors stay in the stream, for the caller to see when it closes it
 * @tree: a finished tree
 * @options: what to show; NULL: the defaults
 *
 * Percentages are of all samples. &struct hot_list says which sample belongs to what.
 */
void report_write(FILE *out, const struct tree *tree, const struct report_options *options);

/* The same as members of an open JSON object. Documentation/report.rst says what they are. */
void report_json(struct json *json, const struct tree *tree, const struct report_options *options);

/* What the stacks of a tree lack, in a few lines, and how exactly shares are known. */
void report_quality(FILE *out, const struct quality *quality);

/**
 * report_hottest() - the functions with the most samples of their own
 * @tree: a finished tree
 * @n: room in @out
 * @out: the functions, hottest first; their names are the tree's
 *
 * Return: how many there are, up to @n. Functions that only call others are none.
 */
size_t report_hottest(const struct tree *tree, size_t n, struct hot *out);

/**
 * report_path() - write the path of most samples, as "gzip > main > deflate  1,234  12.3%"
 * @out: where to; no newline is written
 * @tree: a finished tree
 * @side: which samples count
 *
 * The middle of a long path is left out.
 *
 * Return: false when no sample is of that side; nothing is written then.
 */
bool report_path(FILE *out, const struct tree *tree, enum hot_side side);

#endif
