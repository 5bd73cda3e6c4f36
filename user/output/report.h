/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A profile as text: the hottest functions and paths.
 */
#ifndef FLAMEREC_OUTPUT_REPORT_H
#define FLAMEREC_OUTPUT_REPORT_H

#include <stdio.h>

#include "output/hot.h"
#include "profile/tree.h"

#define REPORT_TOP 20	/* functions that a list shows unless told otherwise */

/**
 * struct report_options - what to show
 * @top: functions in each list; 0: REPORT_TOP
 */
struct report_options {
	size_t top;
};

/**
 * report_write() - write the functions with the most samples, by self and by total
 * @out: where to; errors stay in the stream, for the caller to see when it closes it
 * @tree: a finished tree
 * @options: what to show; NULL: the defaults
 *
 * Percentages are of all samples. &struct hot_list says which sample belongs to what.
 */
void report_write(FILE *out, const struct tree *tree, const struct report_options *options);

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
