// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>

#include "analyze/walk.h"
#include "output/hot.h"
#include "util/alloc.h"

void walk_start(struct walk *walk, const struct tree *tree)
{
	*walk = (struct walk){ .tree = tree };
	walk->open = xcalloc(tree->names.count, sizeof(*walk->open));
}

void walk_free(struct walk *walk)
{
	free(walk->path);
	free(walk->open);
}

static void leave(struct walk *walk, size_t depth)
{
	/* Before the first node there is no way. */
	for (size_t i = depth; walk->path && i <= walk->depth; i++) {
		const struct tree_node *node = &walk->tree->node[walk->path[i]];

		if (hot_is_function(node->kind))
			walk->open[node->name]--;
	}
}

bool walk_next(struct walk *walk)
{
	size_t depth = walk->depth;
	const struct tree_node *node;

	walk->node = tree_next(walk->tree, walk->node, &depth);
	if (!walk->node)
		return false;
	leave(walk, depth);
	walk->depth = depth;
	walk->path = grow(walk->path, &walk->capacity, depth + 1, sizeof(*walk->path));
	walk->path[depth] = walk->node;
	node = &walk->tree->node[walk->node];
	if (hot_is_function(node->kind))
		walk->open[node->name]++;
	return true;
}

uint32_t walk_times(const struct walk *walk)
{
	const struct tree_node *node = &walk->tree->node[walk->node];

	return hot_is_function(node->kind) ? walk->open[node->name] : 0;
}

uint32_t walk_caller(const struct walk *walk)
{
	for (size_t i = walk->depth - 1; i > 0; i--) {
		if (hot_is_function(walk->tree->node[walk->path[i]].kind))
			return walk->path[i];
	}
	return 0;
}
