// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>
#include <string.h>

#include "output/hot.h"
#include "util/alloc.h"
#include "util/u64map.h"

#define NO_FUNCTION SIZE_MAX

/* What a walk knows of each frame between the root and where it is. */
struct place {
	size_t own;		/* the function of this frame, or NO_FUNCTION */
	size_t function;	/* of this frame or the next towards the root, or NO_FUNCTION */
	bool idle;
};

struct walk {
	const struct tree *tree;
	struct hot_list *list;
	size_t hot_capacity;
	struct u64map number;	/* name and kind -> index in the list + 1 */
	size_t *open;		/* by function: how often the current path holds it */
	size_t open_capacity;
	struct place *place;	/* by depth */
	size_t place_capacity;
	size_t depth;
};

bool hot_is_marker(const struct tree *tree, uint32_t node, const char *name)
{
	return tree->node[node].kind == FRAME_CONTEXT &&
	       !strncmp(tree_name(tree, node), name, strlen(name));
}

static bool is_idle(const struct tree *tree, uint32_t node)
{
	return hot_is_marker(tree, node, "[idle");
}

bool hot_is_function(enum frame_kind kind)
{
	switch (kind) {
	case FRAME_USER:
	case FRAME_JIT:
	case FRAME_KERNEL:
	case FRAME_MODULE:
	case FRAME_INLINED:
	case FRAME_UNKNOWN:
		return true;
	default:
		return false;
	}
}

static size_t function_number(struct walk *walk, const struct tree_node *node)
{
	struct hot_list *list = walk->list;
	uint64_t key = (uint64_t)node->name * FRAME_KINDS + node->kind;
	uint64_t *number = u64map_at(&walk->number, key, NULL);

	if (*number)
		return *number - 1;
	list->hot = grow(list->hot, &walk->hot_capacity, list->count + 1, sizeof(*list->hot));
	list->hot[list->count] = (struct hot){
		.name = strpool_get(&walk->tree->names, node->name), .kind = node->kind,
	};
	walk->open = grow(walk->open, &walk->open_capacity, list->count + 1, sizeof(*walk->open));
	walk->open[list->count] = 0;
	*number = ++list->count;
	return *number - 1;
}

/* Closes the frames that the walk has left when it comes to one at @depth. */
static void leave(struct walk *walk, size_t depth)
{
	for (; walk->depth >= depth; walk->depth--) {
		size_t own = walk->place[walk->depth].own;

		if (own != NO_FUNCTION)
			walk->open[own]--;
	}
}

static void enter(struct walk *walk, uint32_t i, size_t depth)
{
	const struct tree_node *node = &walk->tree->node[i];
	struct place place = walk->place[depth - 1];

	place.own = NO_FUNCTION;
	place.idle |= is_idle(walk->tree, i);
	if (hot_is_function(node->kind) && !place.idle) {
		place.own = place.function = function_number(walk, node);
		if (!walk->open[place.own]++)
			walk->list->hot[place.own].total += node->total;
	}
	walk->place = grow(walk->place, &walk->place_capacity, depth + 1, sizeof(place));
	walk->place[depth] = place;
	walk->depth = depth;
}

static void count_self(struct walk *walk, uint32_t i)
{
	const struct place *place = &walk->place[walk->depth];
	double self = walk->tree->node[i].self;
	struct hot *hot;

	if (place->idle) {
		walk->list->idle += self;
		return;
	}
	if (place->function == NO_FUNCTION) {
		walk->list->nowhere += self;
		return;
	}
	hot = &walk->list->hot[place->function];
	hot->self += self;
	if (hot_is_marker(walk->tree, i, "[late"))
		hot->late += self;
}

void hot_collect(struct hot_list *list, const struct tree *tree)
{
	struct walk walk = { .tree = tree, .list = list };
	size_t depth = 0;

	memset(list, 0, sizeof(*list));
	list->samples = tree->node[0].total;
	list->nowhere = tree->node[0].self;
	walk.place = grow(NULL, &walk.place_capacity, 1, sizeof(*walk.place));
	walk.place[0] = (struct place){ NO_FUNCTION, NO_FUNCTION, false };
	for (uint32_t i = tree_next(tree, 0, &depth); i; i = tree_next(tree, i, &depth)) {
		leave(&walk, depth);
		enter(&walk, i, depth);
		count_self(&walk, i);
	}
	u64map_free(&walk.number);
	free(walk.open);
	free(walk.place);
}

void hot_free(struct hot_list *list)
{
	free(list->hot);
	memset(list, 0, sizeof(*list));
}

static int compare(double x, double y)
{
	return x < y ? -1 : x > y;
}

static int compare_labels(const struct hot *x, const struct hot *y)
{
	int order = strcmp(x->name, y->name);

	return order ? order : compare(x->kind, y->kind);
}

static int compare_self(const void *a, const void *b)
{
	const struct hot *x = a, *y = b;
	int order = compare(y->self, x->self);

	return order ? order : compare_labels(x, y);
}

static int compare_total(const void *a, const void *b)
{
	const struct hot *x = a, *y = b;
	int order = compare(y->total, x->total);

	return order ? order : compare_labels(x, y);
}

void hot_sort_by_self(struct hot_list *list)
{
	if (list->count)
		qsort(list->hot, list->count, sizeof(*list->hot), compare_self);
}

void hot_sort_by_total(struct hot_list *list)
{
	if (list->count)
		qsort(list->hot, list->count, sizeof(*list->hot), compare_total);
}

/*
 * Whether a sample that ended here is one of that side. Markers, inlined functions and frames
 * without a name go with their caller; a stack of frames without a name alone counts as user code.
 */
static bool on_side(const struct tree *tree, uint32_t i, enum hot_side side)
{
	bool unnamed = false;

	for (; i; i = tree->node[i].parent) {
		enum frame_kind kind = tree->node[i].kind;

		if (frame_kind_is_kernel(kind))
			return side == HOT_KERNEL;
		if (kind == FRAME_USER || kind == FRAME_JIT)
			return side == HOT_USER;
		unnamed |= kind == FRAME_UNKNOWN;
	}
	return unnamed && side == HOT_USER;
}

static void weigh(const struct tree *tree, enum hot_side side, double *own, double *weight)
{
	bool *idle = xcalloc(tree->count, sizeof(*idle));

	for (size_t i = 1; i < tree->count; i++) {
		idle[i] = idle[tree->node[i].parent] || is_idle(tree, i);
		if (tree->node[i].self && !idle[i] && on_side(tree, i, side))
			own[i] = weight[i] = tree->node[i].self;
	}
	/* Nodes have higher numbers than their parents. */
	for (size_t i = tree->count - 1; i > 0; i--)
		weight[tree->node[i].parent] += weight[i];
	free(idle);
}

static uint32_t heaviest_child(const struct tree *tree, const double *weight, uint32_t node)
{
	uint32_t best = tree->node[node].first_child;

	for (uint32_t i = best; i; i = tree->node[i].next_sibling) {
		if (weight[i] > weight[best])
			best = i;
	}
	return best;
}

bool hot_path(const struct tree *tree, enum hot_side side, struct hot_path *path)
{
	double *own = xcalloc(tree->count, sizeof(*own));
	double *weight = xcalloc(tree->count, sizeof(*weight));
	size_t capacity = 0;
	uint32_t i, next;

	memset(path, 0, sizeof(*path));
	weigh(tree, side, own, weight);
	for (i = heaviest_child(tree, weight, 0); i && weight[i]; i = next) {
		path->node = grow(path->node, &capacity, path->count + 1, sizeof(*path->node));
		path->node[path->count++] = i;
		path->samples = weight[i];
		next = heaviest_child(tree, weight, i);
		if (own[i] && own[i] >= weight[next])
			break;
	}
	free(own);
	free(weight);
	return path->count > 0;
}
