// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Findings on single shapes: wide leaves, tall towers, recursion.
 */
#include <stdlib.h>
#include <string.h>

#include "analyze/subject.h"
#include "analyze/walk.h"
#include "util/alloc.h"

/* A function's own time, from which on it is worth a finding; and at most so many. */
#define WIDE 0.10
#define WIDE_SHOWN 3

/* Functions of a tower, and the share of stacks that are some. */
#define TALL 20
#define TALL_SHARE 0.10

#define SHOWN 3

static const struct pattern wide = {
	.id = "wide-leaf",
	.means =
	"A plateau at the top of the graph: one function's own code, not what it calls.",
	.advice =
	"Look into it: a better algorithm or data layout, less work, vectors; lines tell where "
	"(--lines, perf annotate). If it is a small helper, its callers call it too often.",
};

static const struct pattern tower = {
	.id = "tall-tower",
	.means =
	"Stacks of more than 20 functions. That is no fault in itself: it is layers (frameworks, "
	"wrappers, interpreters) or recursion.",
	.advice =
	"Look where a tower gets narrow slowly: each layer that takes some time for itself; "
	"inline, or call what does the work more directly.",
};

static const struct pattern recursion = {
	.id = "recursion",
	.means =
	"A function is in its stack several times: it calls itself, or others that call it.",
	.advice =
	"Look how deep it goes, and whether it does the same work again (memoize) or walks long "
	"lists (a loop). --collapse-recursion shows it as one frame.",
};

/* The callers' path of a function with most of its own samples. */
static uint32_t heaviest_leaf(const struct tree *tree, const struct hot *hot)
{
	uint32_t heaviest = 0;

	for (size_t i = 1; i < tree->count; i++) {
		if (tree->node[i].kind != hot->kind || tree_name(tree, i) != hot->name)
			continue;
		if (!heaviest || tree->node[i].self > tree->node[heaviest].self)
			heaviest = i;
	}
	return heaviest;
}

void find_wide_leaves(const struct subject *subject, struct findings *findings)
{
	const struct hot_list *list = &subject->functions;
	double least = WIDE > subject->min_share ? WIDE : subject->min_share;

	for (size_t i = 0; i < list->count && i < WIDE_SHOWN; i++) {
		const struct hot *hot = &list->hot[i];
		struct finding *finding;
		uint32_t leaf;

		/* The list is sorted by self. What has no name is told of as bad data. */
		if (!hot->self || hot->self < least * list->samples)
			break;
		if (hot->kind == FRAME_UNKNOWN)
			continue;
		finding = findings_add(findings, &wide, hot->self, list->samples, SURE,
				       "the own time of %s", hot->name);
		leaf = heaviest_leaf(subject->tree, hot);
		finding_path(finding, subject->tree->node[leaf].self, subject->tree, leaf);
	}
}

/* A stack that is taller than all that were looked at, or as tall and heavier. */
struct tallest {
	size_t functions;
	uint32_t node;
};

static void note_height(struct tallest *tallest, const struct tree *tree, uint32_t node,
			size_t functions)
{
	if (functions < tallest->functions)
		return;
	if (functions == tallest->functions &&
	    tree->node[node].total <= tree->node[tallest->node].total)
		return;
	*tallest = (struct tallest){ functions, node };
}

static bool is_on_way(const struct tree *tree, uint32_t node, uint32_t leaf)
{
	/* Callers have smaller numbers. */
	while (leaf > node)
		leaf = tree->node[leaf].parent;
	return leaf == node;
}

static void find_tall(const struct subject *subject, struct findings *findings)
{
	const struct tree *tree = subject->tree;
	uint32_t *height = xcalloc(tree->count, sizeof(*height)), heaviest = 0;
	double sum = 0, whole = tree->node[0].total;
	struct tallest tallest = { 0 };
	struct finding *finding;

	for (size_t i = 1; i < tree->count; i++) {
		bool function = hot_is_function(tree->node[i].kind);

		height[i] = height[tree->node[i].parent] + function;
		note_height(&tallest, tree, i, height[i]);
		if (!function || height[i] != TALL + 1)
			continue;
		sum += tree->node[i].total;
		if (!heaviest || tree->node[i].total > tree->node[heaviest].total)
			heaviest = i;
	}
	free(height);
	if (!sum || sum < TALL_SHARE * whole || sum < subject->min_share * whole)
		return;
	finding = findings_add(findings, &tower, sum, whole, SURE,
			       "stacks of more than %d functions, the tallest of %zu", TALL,
			       tallest.functions);
	if (!is_on_way(tree, heaviest, tallest.node))
		finding_path(finding, tree->node[heaviest].total, tree, heaviest);
	finding_path(finding, tree->node[tallest.node].total, tree, tallest.node);
}

/* A function that is in its own stack. */
struct recursive {
	uint32_t name, node;
	double samples;
	uint32_t times;
	bool direct;
};

/* By name; and samples in any of them, each once. */
struct recursions {
	struct recursive *by_name;
	double samples;
};

static void note_recursion(const struct subject *subject, struct recursions *found,
			   const struct walk *walk, bool first)
{
	const struct tree_node *node = &subject->tree->node[walk->node];
	struct recursive *recursive = &found->by_name[node->name];
	uint32_t caller = walk_caller(walk), times = walk_times(walk);

	if (first)
		found->samples += node->total;
	/* The frame where it is there for the second time, and all that is above. */
	if (times == 2)
		recursive->samples += node->total;
	if (times > recursive->times) {
		recursive->times = times;
		recursive->node = walk->node;
	}
	recursive->name = node->name;
	recursive->direct |= subject->tree->node[caller].name == node->name;
}

static int compare_recursive(const void *a, const void *b)
{
	const struct recursive *x = a, *y = b;

	if (x->samples != y->samples)
		return x->samples > y->samples ? -1 : 1;
	return x->name < y->name ? -1 : x->name > y->name;
}

static void tell_recursion(const struct subject *subject, struct findings *findings,
			   struct recursions *found)
{
	const struct tree *tree = subject->tree;
	double whole = tree->node[0].total;
	struct recursive *top = found->by_name;
	struct finding *finding;

	if (!found->samples || found->samples < subject->min_share * whole)
		return;
	qsort(top, tree->names.count, sizeof(*top), compare_recursive);
	finding = findings_add(findings, &recursion, found->samples, whole, SURE,
			       "%s recursion of %s, up to %u times in a stack",
			       top->direct ? "direct" : "mutual",
			       strpool_get(&tree->names, top->name), top->times);
	for (size_t i = 0; i < tree->names.count && i < SHOWN && top[i].samples; i++)
		finding_path(finding, top[i].samples, tree, top[i].node);
}

/* Interpreters and other plumbing call themselves by trade; two unknown functions may be any. */
static bool may_recurse(const struct subject *subject, uint32_t node)
{
	return !(subject->activities.of_node[node] & ACTIVITY(PLUMBING)) &&
	       strcmp(tree_name(subject->tree, node), "[unknown]");
}

static void find_recursion(const struct subject *subject, struct findings *findings)
{
	const struct tree *tree = subject->tree;
	struct recursions found = { 0 };
	bool *below = xcalloc(tree->count, sizeof(*below));
	struct walk walk;

	found.by_name = xcalloc(tree->names.count, sizeof(*found.by_name));
	walk_start(&walk, tree);
	while (walk_next(&walk)) {
		bool above = below[tree->node[walk.node].parent];

		below[walk.node] = above;
		if (walk_times(&walk) < 2 || !may_recurse(subject, walk.node))
			continue;
		below[walk.node] = true;
		note_recursion(subject, &found, &walk, !above);
	}
	walk_free(&walk);
	tell_recursion(subject, findings, &found);
	free(found.by_name);
	free(below);
}

void find_towers(const struct subject *subject, struct findings *findings)
{
	find_tall(subject, findings);
	find_recursion(subject, findings);
}
