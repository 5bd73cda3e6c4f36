// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Findings on flames that stand side by side and look the same.
 */
#include <stdlib.h>

#include "analyze/subject.h"
#include "util/alloc.h"

/* So many flames, each so near to the widest one, and as similar in the functions that ran. */
#define FLAMES 3
#define WIDTH 0.6
#define SIMILAR 0.85

/* They stand on the root, or on a frame near to it: a program, a thread's start. */
#define DEPTH 4

/* Where walks begin to count depth: high enough that going up to the root does not go below 0. */
#define START (2 * DEPTH)

/* Share of the flames that is spent in locks, from which on they hinder each other. */
#define HINDERED 0.10

#define SHOWN 4

static const struct pattern parallel = {
	.id = "equal-flames",
	.means =
	"Several flames of the same shape and width: threads or processes that share the same "
	"work evenly. That is well if they don't hinder each other.",
	.advice =
	"Look for locks and atomics in them, and measure with fewer of them: if the work done "
	"grows less than their number does, they contend (locks, memory, caches).",
};

static const struct pattern contended = {
	.id = "equal-flames-contended",
	.means =
	"Several flames of the same shape and width, with locks in them: threads or processes "
	"that do the same, and wait for each other.",
	.advice =
	"See what the lock protects (the callers of the functions that are named): split it, hold "
	"it shorter, give each thread data of its own; or use fewer threads.",
};

/* What is known of all nodes. */
struct flames {
	const struct subject *subject;
	double *own;		/* by name: of the flame that is compared with */
	double *other;		/* the same of another */
	double *in_locks;	/* by node: samples below it that are in locks */
};

/* Adds the selves below a node, by function. */
static void profile_of(const struct tree *tree, uint32_t node, double *own, double sign)
{
	size_t depth = START;

	/* Up to where the walk leaves the node: back at its depth, or above. */
	for (uint32_t i = node; i; i = tree_next(tree, i, &depth)) {
		if (i != node && depth <= START)
			break;
		own[tree->node[i].name] += sign * tree->node[i].self;
	}
}

/* The common part of two profiles, as a share: 1 where they are the same. */
static double similarity(const struct flames *flames, uint32_t x, uint32_t y)
{
	const struct tree *tree = flames->subject->tree;
	double common = 0, of_x = tree->node[x].total, of_y = tree->node[y].total;
	size_t depth = START;

	profile_of(tree, y, flames->other, 1);
	for (uint32_t i = y; i; i = tree_next(tree, i, &depth)) {
		double *other = &flames->other[tree->node[i].name];
		double own = flames->own[tree->node[i].name] / of_x;

		if (i != y && depth <= START)
			break;
		/* Each name once: what was counted is taken away. */
		common += own < *other / of_y ? own : *other / of_y;
		*other = 0;
	}
	return common;
}

/* The frame itself may differ: it is the thread's name, or its number. */
static double below(const struct tree *tree, uint32_t node)
{
	return tree->node[node].total - tree->node[node].self;
}

static uint32_t widest_child(const struct tree *tree, uint32_t node)
{
	uint32_t widest = tree->node[node].first_child;

	for (uint32_t i = widest; i; i = tree->node[i].next_sibling) {
		if (tree->node[i].total > tree->node[widest].total)
			widest = i;
	}
	return widest;
}

/* The flames on a node that are as wide as its widest and look the same. Return: how many. */
static size_t alike(const struct flames *flames, uint32_t node, uint32_t **found)
{
	const struct tree *tree = flames->subject->tree;
	double least = flames->subject->min_share * tree->node[0].total;
	uint32_t widest = widest_child(tree, node);
	size_t count = 0, capacity = 0;

	*found = NULL;
	if (!widest || tree->node[widest].total < least || !below(tree, widest))
		return 0;
	profile_of(tree, widest, flames->own, 1);
	for (uint32_t i = tree->node[node].first_child; i; i = tree->node[i].next_sibling) {
		double total = tree->node[i].total;

		if (total < least || total < WIDTH * tree->node[widest].total ||
		    !below(tree, i) || similarity(flames, widest, i) < SIMILAR)
			continue;
		*found = grow(*found, &capacity, count + 1, sizeof(**found));
		(*found)[count++] = i;
	}
	profile_of(tree, widest, flames->own, -1);
	return count;
}

static void tell(const struct flames *flames, struct findings *findings, const uint32_t *flame,
		 size_t count)
{
	const struct tree *tree = flames->subject->tree;
	double samples = 0, in_locks = 0;
	struct finding *finding;

	for (size_t i = 0; i < count; i++) {
		samples += tree->node[flame[i]].total;
		in_locks += flames->in_locks[flame[i]];
	}
	if (in_locks >= HINDERED * samples)
		finding = findings_add(findings, &contended, samples, tree->node[0].total, LIKELY,
				       "%zu equal flames, %.0f%% of them in locks", count,
				       100 * in_locks / samples);
	else
		finding = findings_add(findings, &parallel, samples, tree->node[0].total, POSSIBLE,
				       "%zu equal flames", count);
	for (size_t i = 0; i < count && i < SHOWN; i++)
		finding_path(finding, tree->node[flame[i]].total, tree, flame[i]);
}

static void sum_locks(struct flames *flames)
{
	const uint32_t *set = flames->subject->activities.of_node;
	const uint32_t locks = ACTIVITY(LOCKS) | ACTIVITY(SPINNING);
	const struct tree *tree = flames->subject->tree;
	bool *inside = xcalloc(tree->count, sizeof(*inside));

	flames->in_locks = xcalloc(tree->count, sizeof(*flames->in_locks));
	for (size_t i = 1; i < tree->count; i++) {
		inside[i] = inside[tree->node[i].parent] || set[i] & locks;
		if (inside[i])
			flames->in_locks[i] = tree->node[i].self;
	}
	for (size_t i = tree->count - 1; i > 0; i--)
		flames->in_locks[tree->node[i].parent] += flames->in_locks[i];
	free(inside);
}

void find_parallel(const struct subject *subject, struct findings *findings)
{
	const struct tree *tree = subject->tree;
	struct flames flames = { .subject = subject };
	size_t depth = 0, count = 0;
	uint32_t node = 0, *flame = NULL;

	flames.own = xcalloc(tree->names.count, sizeof(*flames.own));
	flames.other = xcalloc(tree->names.count, sizeof(*flames.other));
	sum_locks(&flames);
	/* Along the widest flame: what is narrow has no parts to speak of. */
	for (; depth < DEPTH; depth++, node = widest_child(tree, node)) {
		free(flame);
		count = alike(&flames, node, &flame);
		if (count >= FLAMES || !tree->node[node].first_child)
			break;
	}
	if (count >= FLAMES)
		tell(&flames, findings, flame, count);
	free(flame);
	free(flames.own);
	free(flames.other);
	free(flames.in_locks);
}
