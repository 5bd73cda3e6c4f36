// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>
#include <string.h>

#include "output/label.h"
#include "output/number.h"
#include "output/pruned.h"
#include "util/alloc.h"

/* A callee with so much of its caller's samples has all of them, as far as a line goes. */
#define PASSES_ON 0.99

/* A line of more frames shows as many of its first, and as many of its last. */
#define CHAIN_MAX 8
#define CHAIN_HEAD 3
#define CHAIN_TAIL 4

/* @todo: lines that are still to be made, the next one last: no recursion, as trees may be deep. */
struct work {
	const struct tree *tree;
	struct pruned *pruned;
	struct pruned_row *todo;
	size_t todos, capacity;
	double least;		/* samples of the smallest frame that is shown */
	size_t depth;
};

static bool is_shown(const struct work *work, uint32_t node)
{
	double total = work->tree->node[node].total;

	return total > 0 && total >= work->least;
}

/* The only callee that has samples to speak of and all of the line's, or 0. */
static uint32_t passes_on(const struct work *work, uint32_t first, uint32_t node)
{
	const struct tree_node *nodes = work->tree->node;
	uint32_t heaviest = nodes[node].first_child;

	for (uint32_t i = heaviest; i; i = nodes[i].next_sibling) {
		if (nodes[i].total > nodes[heaviest].total)
			heaviest = i;
	}
	if (!heaviest || !is_shown(work, heaviest))
		return 0;
	return nodes[heaviest].total >= PASSES_ON * nodes[first].total ? heaviest : 0;
}

static void plan(struct work *work, const struct pruned_row *row)
{
	work->todo = grow(work->todo, &work->capacity, work->todos + 1, sizeof(*work->todo));
	work->todo[work->todos++] = *row;
}

/* The heaviest ends up last, so that it is next; equal ones keep their order by name. */
static int compare_rows(const void *a, const void *b)
{
	const struct pruned_row *x = a, *y = b;

	if (x->samples != y->samples)
		return x->samples < y->samples ? -1 : 1;
	return x->first < y->first ? 1 : -1;
}

static void count_cut(struct work *work, const struct pruned_row *cut, bool deep)
{
	if (deep) {
		work->pruned->deep += cut->cut;
		work->pruned->deep_samples += cut->samples;
	} else {
		work->pruned->small += cut->cut;
		work->pruned->small_samples += cut->samples;
	}
}

/* Plans the lines below one, and one for all that is cut off there. */
static void plan_callees(struct work *work, uint32_t node, size_t depth)
{
	struct pruned_row cut = { .last = node, .depth = depth };
	bool deep = depth >= work->depth;
	size_t start = work->todos, shown = 0;

	for (uint32_t i = work->tree->node[node].first_child; i;
	     i = work->tree->node[i].next_sibling) {
		double samples = work->tree->node[i].total;

		if (!deep && is_shown(work, i)) {
			plan(work, &(struct pruned_row){
				.first = i, .frames = 1, .depth = depth, .samples = samples,
			});
			shown++;
		} else if (samples > 0) {
			cut.cut++;
			cut.samples += samples;
		}
	}
	if (shown)
		qsort(work->todo + start, shown, sizeof(*work->todo), compare_rows);
	if (!cut.cut)
		return;
	count_cut(work, &cut, deep);
	if (cut.samples < work->least)
		return;
	plan(work, &cut);
	/* It comes after the callees that are shown. */
	memmove(work->todo + start + 1, work->todo + start, shown * sizeof(*work->todo));
	work->todo[start] = cut;
}

static void take(struct work *work, struct pruned_row row)
{
	struct pruned *pruned = work->pruned;

	if (row.frames) {
		row.last = row.first;
		for (uint32_t i; (i = passes_on(work, row.first, row.last)); row.frames++)
			row.last = i;
	}
	pruned->row = grow(pruned->row, &pruned->capacity, pruned->count + 1,
			   sizeof(*pruned->row));
	pruned->row[pruned->count++] = row;
	if (row.frames)
		plan_callees(work, row.last, row.depth + 1);
}

void pruned_collect(struct pruned *pruned, const struct tree *tree,
		    const struct pruned_options *options)
{
	struct work work = {
		.tree = tree, .pruned = pruned,
		.least = options->min_share * tree->node[0].total,
		.depth = options->depth ? options->depth : PRUNED_DEPTH,
	};

	memset(pruned, 0, sizeof(*pruned));
	plan_callees(&work, 0, 0);
	while (work.todos)
		take(&work, work.todo[--work.todos]);
	free(work.todo);
}

void pruned_free(struct pruned *pruned)
{
	free(pruned->row);
	memset(pruned, 0, sizeof(*pruned));
}

static void write_frame(FILE *out, const struct tree *tree, uint32_t node, bool first)
{
	enum frame_kind caller = tree->node[tree->node[node].parent].kind;

	if (!first)
		fputs(" > ", out);
	label_write(out, tree_name(tree, node), tree->node[node].kind, caller);
}

/* The frames of a line, first to last: the links go the other way. */
static void write_chain(FILE *out, const struct tree *tree, const struct pruned_row *row)
{
	uint32_t *node = xcalloc(row->frames, sizeof(*node));
	uint32_t at = row->last;

	for (size_t i = row->frames; i > 0; i--) {
		node[i - 1] = at;
		at = tree->node[at].parent;
	}
	for (size_t i = 0; i < row->frames; i++) {
		if (i == CHAIN_HEAD && row->frames > CHAIN_MAX) {
			i = row->frames - CHAIN_TAIL;
			fprintf(out, " > (%zu frames)", i - CHAIN_HEAD);
		}
		write_frame(out, tree, node[i], i == 0);
	}
	free(node);
}

void pruned_write_row(FILE *out, const struct tree *tree, const struct pruned_row *row,
		      double whole)
{
	const struct tree_node *last = &tree->node[row->last];
	char text[NUMBER_MAX];

	fprintf(out, "%*s[%s] ", (int)row->depth * 2, "",
		label_percent(row->samples, whole, text));
	if (!row->frames) {
		fprintf(out, "... %zu more\n", row->cut);
		return;
	}
	write_chain(out, tree, row);
	if (last->first_child && last->self >= PRUNED_MIN_SHARE * whole)
		fprintf(out, " (self %s)", label_percent(last->self, whole, text));
	putc('\n', out);
}

static void write_part(FILE *out, const char *before, size_t n, double samples, double whole)
{
	char count[NUMBER_MAX], percent[NUMBER_MAX];

	fprintf(out, "%s%s %s with %s of the samples", before, number_grouped(n, count),
		n == 1 ? "callee" : "callees", label_percent(samples, whole, percent));
}

void pruned_write_cut(FILE *out, const struct pruned *pruned, const struct pruned_options *options,
		      double whole)
{
	const char *before = "left out: ";

	if (pruned->small) {
		write_part(out, before, pruned->small, pruned->small_samples, whole);
		fprintf(out, ", as none has %g%%", options->min_share * 100);
		before = "; ";
	}
	if (pruned->deep) {
		write_part(out, before, pruned->deep, pruned->deep_samples, whole);
		fputs(", as they are too deep", out);
	}
	if (pruned->small || pruned->deep)
		putc('\n', out);
}
