// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>
#include <string.h>

#include "output/hot.h"
#include "output/quality.h"
#include "util/alloc.h"

/* What the frames from the root to a node tell. */
struct way {
	bool idle, broken;
	unsigned int functions;
	unsigned int unnamed;
};

static void look_at(const struct tree *tree, uint32_t node, struct way *way)
{
	enum frame_kind kind = tree->node[node].kind;

	way->idle |= hot_is_marker(tree, node, "[idle");
	way->broken |= kind == FRAME_BROKEN;
	way->functions += hot_is_function(kind);
	way->unnamed += kind == FRAME_UNKNOWN;
}

static void count(struct quality *quality, const struct tree *tree, uint32_t node,
		  const struct way *way)
{
	double self = tree->node[node].self;

	/* Above, doubles hold no fractions. */
	quality->fractional |= self < 0x1p53 && self != (double)(long long)self;
	if (way->idle) {
		quality->idle += self;
		return;
	}
	if (hot_is_marker(tree, node, "[late"))
		quality->late += self;
	if (way->broken)
		quality->broken += self;
	if (tree->node[node].kind == FRAME_UNKNOWN)
		quality->unnamed += self;
	if (way->functions == 1)
		quality->single += self;
	if (!way->functions)
		quality->nowhere += self;
	quality->frames += way->functions * self;
	quality->unnamed_frames += way->unnamed * self;
}

void quality_measure(struct quality *quality, const struct tree *tree)
{
	struct way *way = xcalloc(tree->count, sizeof(*way));

	memset(quality, 0, sizeof(*quality));
	quality->samples = tree->node[0].total;
	/* Callers have smaller numbers than what they call. */
	for (uint32_t i = 1; i < tree->count; i++) {
		way[i] = way[tree->node[i].parent];
		look_at(tree, i, &way[i]);
		if (tree->node[i].self)
			count(quality, tree, i, &way[i]);
	}
	quality->nowhere += tree->node[0].self;
	free(way);
}
