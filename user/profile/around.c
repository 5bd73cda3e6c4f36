// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>
#include <string.h>

#include "profile/around.h"
#include "util/alloc.h"

/* Whether a name matches is asked once. */
enum verdict {
	UNASKED,
	NO,
	YES,
};

/**
 * struct search - a walk through the tree
 * @tree: the tree
 * @pattern: what is looked for
 * @verdict: by name
 * @around: the answer
 * @frame: on the way to a node, from the outermost one that matches
 * @shared: so many of @frame are those of the stack that was handed on before
 * @start: depth of the outermost one that matches; 0: none here
 */
struct search {
	const struct tree *tree;
	const regex_t *pattern;
	unsigned char *verdict;
	struct around *around;
	struct frame *frame;
	size_t capacity, shared;
	size_t start;
};

static bool matches(struct search *search, uint32_t node)
{
	unsigned char *verdict = &search->verdict[search->tree->node[node].name];

	if (*verdict == UNASKED)
		*verdict = regexec(search->pattern, tree_name(search->tree, node), 0, NULL, 0) ?
			   NO : YES;
	return *verdict == YES;
}

static void set_frame(struct search *search, size_t at, uint32_t node)
{
	const char *package = tree_package(search->tree, node);

	search->frame = grow(search->frame, &search->capacity, at + 1, sizeof(*search->frame));
	search->frame[at] = (struct frame){
		.name = tree_name(search->tree, node), .kind = search->tree->node[node].kind,
		.package = *package ? package : NULL,
	};
}

/* The way from the node to the root. */
static void add_callers(struct search *search, uint32_t node)
{
	double count = search->tree->node[node].total;
	size_t n = 0;

	for (uint32_t i = node; i; i = search->tree->node[i].parent)
		set_frame(search, n++, i);
	search->shared = 0;
	search->around->samples += count;
	tree_add(&search->around->callers, search->frame, n, count);
}

static void add_callee(struct search *search, uint32_t node, size_t depth)
{
	size_t n = depth - search->start + 1;
	struct stack stack = {
		.n = n, .count = search->tree->node[node].self,
		.pid = STACK_NOT_KNOWN, .tid = STACK_NOT_KNOWN, .cpu = STACK_NOT_KNOWN,
	};

	set_frame(search, n - 1, node);
	if (search->shared > n - 1)
		search->shared = n - 1;
	if (!stack.count)
		return;
	stack.frames = search->frame;
	stack.shared = search->shared;
	tree_take(&search->around->callees, &stack);
	search->shared = n;
}

void around_find(struct around *around, const struct tree *tree, const regex_t *pattern)
{
	struct search search = { .tree = tree, .pattern = pattern, .around = around };
	size_t depth = 0;

	memset(around, 0, sizeof(*around));
	tree_init(&around->callers);
	tree_init(&around->callees);
	search.verdict = xcalloc(tree->names.count, 1);
	for (uint32_t i = tree_next(tree, 0, &depth); i; i = tree_next(tree, i, &depth)) {
		if (search.start && depth <= search.start)
			search.start = 0;
		if (!search.start && matches(&search, i)) {
			add_callers(&search, i);
			search.start = depth;
		}
		if (search.start)
			add_callee(&search, i, depth);
	}
	tree_finish(&around->callers);
	tree_finish(&around->callees);
	free(search.verdict);
	free(search.frame);
}

void around_free(struct around *around)
{
	tree_free(&around->callers);
	tree_free(&around->callees);
	memset(around, 0, sizeof(*around));
}
