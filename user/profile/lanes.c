// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>

#include "profile/lanes.h"
#include "util/alloc.h"

/* A lane of a chart, while stacks of another one come: its node, and its last stack. */
struct tree_lane {
	uint32_t node, *path;
	size_t length, capacity;
};

static size_t find_lane(struct tree *tree, uint32_t node)
{
	uint64_t *lane = u64map_at(&tree->lane_of, node, NULL);

	if (*lane)
		return *lane - 1;
	tree->lane = grow(tree->lane, &tree->lane_capacity, tree->lane_count + 1,
			  sizeof(*tree->lane));
	tree->lane[tree->lane_count] = (struct tree_lane){ .node = node };
	*lane = ++tree->lane_count;
	return *lane - 1;
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
	u64map_free(&tree->lane_of);
}
