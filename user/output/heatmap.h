/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * When what was sampled: a page with a heat map, of which a part is chosen, and the flame graph of
 * that part, its difference to another part, or its stacks in the order of time.
 */
#ifndef FLAMEREC_OUTPUT_HEATMAP_H
#define FLAMEREC_OUTPUT_HEATMAP_H

#include <stdbool.h>
#include <stdio.h>

#include "output/svg.h"
#include "profile/stack.h"

/* More than browsers bear: 10 million need about a gigabyte there. */
#define HEATMAP_SAMPLES_MAX 10000000

/* Their canvases are no wider, with a pixel a column and room for the axis. */
#define HEATMAP_COLUMNS_MAX 30000

/**
 * struct heatmap_options - how to draw
 * @svg: @title, @subtitle, @notes, @count_name and @colours of it
 * @column: seconds that a column is, above 0; 0: 1
 * @rows: cells that a column has, 1 to 1000; 0: 50
 * @idle: what CPUs slept is shown, too
 */
struct heatmap_options {
	struct svg_options svg;
	double column;
	unsigned int rows;
	bool idle;
};

struct heatmap;

/* @options: outlives the heat map; its @svg need not be filled in yet. Never NULL. */
struct heatmap *heatmap_new(const struct heatmap_options *options);

/* A stack_fn. @heatmap: a struct heatmap. Wants STACKS_EACH; what has no time is only counted. */
void heatmap_take(void *heatmap, const struct stack *stack);

/* Stacks that were taken, with a time and without. */
size_t heatmap_timed(const struct heatmap *heatmap);
size_t heatmap_untimed(const struct heatmap *heatmap);

/* Columns that the time from the first to the last of them takes; not a whole number. */
double heatmap_columns(const struct heatmap *heatmap);

/* After the last stack: the frames of all that are shown. */
const struct tree *heatmap_tree(struct heatmap *heatmap);

/* After heatmap_tree(). Return: 0, or -1 with errno set. */
int heatmap_write(struct heatmap *heatmap, FILE *out);

void heatmap_free(struct heatmap *heatmap);

#endif
