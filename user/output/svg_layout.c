// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>

#include "output/svg_picture.h"
#include "util/alloc.h"

static void place(struct picture *picture, uint32_t node, size_t depth, double start)
{
	if (picture->count == picture->capacity)
		picture->frame = grow(picture->frame, &picture->capacity, picture->count + 1,
				      sizeof(*picture->frame));
	picture->frame[picture->count++] = (struct placed){
		.node = node, .depth = depth, .start = start,
		.colour = colours_of(picture->colours, node).light,
	};
	if (depth > picture->depth)
		picture->depth = depth;
}

/* A level of the picture: where its next frame starts, and the last one that was placed. */
struct level {
	double next;
	size_t last;
};

static struct level *deeper(struct level *level, size_t *capacity, size_t depth)
{
	return depth < *capacity ? level : grow(level, capacity, depth + 1, sizeof(*level));
}

/*
 * Callees stand side by side, the first where their caller begins; samples that ended in the caller
 * are the gap at the right. A callee is no wider than its caller: what is below one that is left
 * out isn't looked at.
 */
void svg_place_frames(struct picture *picture)
{
	const struct tree_node *nodes = picture->tree->node;
	size_t depth = 0, capacity = 0;
	struct level *level = deeper(NULL, &capacity, 0);
	uint32_t node = 0;

	level[0].next = 0;
	do {
		double start = level[depth].next;
		bool drawn = !node || nodes[node].total >= picture->min_samples;

		level[depth].next += nodes[node].total;
		if (drawn) {
			level[depth].last = picture->count;
			place(picture, node, depth, start);
		} else {
			picture->frame[level[depth - 1].last].lacks_callees = true;
		}
		if (drawn && nodes[node].first_child) {
			level = deeper(level, &capacity, ++depth);
			level[depth].next = start;
			node = nodes[node].first_child;
		} else {
			node = tree_skip(picture->tree, node, &depth);
		}
	} while (node);
	free(level);
}
