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

/* Makes room for the frames of one more level. */
static double *deeper(double *next, size_t *capacity, size_t depth)
{
	return grow(next, capacity, depth + 2, sizeof(*next));
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
	double *next = deeper(NULL, &capacity, 0);	/* start of the next frame, by depth */
	uint32_t node = 0;

	next[0] = 0;
	do {
		double start = next[depth];
		bool drawn = !node || nodes[node].total >= picture->min_samples;

		next[depth] += nodes[node].total;
		if (drawn)
			place(picture, node, depth, start);
		if (drawn && nodes[node].first_child) {
			next = deeper(next, &capacity, ++depth);
			next[depth] = start;
			node = nodes[node].first_child;
		} else {
			node = tree_skip(picture->tree, node, &depth);
		}
	} while (node);
	free(next);
}
