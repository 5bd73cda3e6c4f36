// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>
#include <string.h>

#include "profile/lanes.h"
#include "util/alloc.h"

/* A lane of a chart, while stacks of another one come: its node, and its last stack. */
struct tree_lane {
	uint32_t node, *path;
	size_t length, capacity;
};

static size_t find_lane(struct tree *tree, uint32_t node)
{
	size_t i = 0;

	while (i < tree->lane_count && tree->lane[i].node != node)
		i++;
	if (i < tree->lane_count)
		return i;
	tree->lane = grow(tree->lane, &tree->lane_capacity, i + 1, sizeof(*tree->lane));
	tree->lane[i] = (struct tree_lane){ .node = node };
	return tree->lane_count++;
}

void lanes_enter(struct tree *tree, uint32_t node)
{
	struct tree_lane *lane;

	if (tree->lane_count) {
		lane = &tree->lane[tree->lane_now];
		if (lane->node == node)
			return;
		*lane = (struct tree_lane){ lane->node, tree->path, tree->path_length,
					    tree->path_capacity };
	}
	tree->lane_now = find_lane(tree, node);
	lane = &tree->lane[tree->lane_now];
	tree->path = lane->path;
	tree->path_length = lane->length;
	tree->path_capacity = lane->capacity;
	lane->path = NULL;
	if (tree->path_length)
		return;
	tree->path = grow(tree->path, &tree->path_capacity, 1, sizeof(*tree->path));
	tree->path[tree->path_length++] = node;
}

void lanes_free(struct tree *tree)
{
	for (size_t i = 0; i < tree->lane_count; i++)
		free(tree->lane[i].path);
	free(tree->lane);
}

/* "CPU 2" before "CPU 10". */
static int compare(const void *a, const void *b, void *arg)
{
	const struct tree_lane *x = a, *y = b;
	const struct tree *tree = arg;
	int order = strverscmp(tree_name(tree, x->node), tree_name(tree, y->node));

	return order ? order : x->node < y->node ? -1 : 1;
}

void lanes_sort(struct tree *tree)
{
	struct tree_lane *sorted;
	uint32_t next = 0;

	if (!tree->lane_count)
		return;
	sorted = xcalloc(tree->lane_count, sizeof(*sorted));
	memcpy(sorted, tree->lane, tree->lane_count * sizeof(*sorted));
	qsort_r(sorted, tree->lane_count, sizeof(*sorted), compare, tree);
	for (size_t i = tree->lane_count; i-- > 0;) {
		tree->node[sorted[i].node].next_sibling = next;
		next = sorted[i].node;
	}
	tree->node[0].first_child = next;
	free(sorted);
}
