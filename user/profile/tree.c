// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>
#include <string.h>

#include "profile/lanes.h"
#include "profile/tree.h"
#include "util/alloc.h"
#include "util/hash.h"

/*
 * Most nodes have few callees: looking through those is quicker than a table. Nodes with more than
 * these have theirs in a table: each look at a node of a large tree waits for memory.
 */
#define WIDE 3

/* Open addressing. A slot holds bits of the hash, too: nodes are seldom looked at in vain. */
struct tree_index {
	struct slot {
		uint32_t hash;
		uint32_t node;	/* 0, the root, is never looked up: free */
	} *slot;
	size_t slots;		/* a power of two, or 0 */
	size_t used;
};

void tree_init(struct tree *tree)
{
	memset(tree, 0, sizeof(*tree));
	strpool_init(&tree->names);
	tree->node = grow(NULL, &tree->capacity, 1, sizeof(*tree->node));
	tree->node[0] = (struct tree_node){ .kind = FRAME_PROCESS };
	tree->count = 1;
	tree->index = xcalloc(1, sizeof(*tree->index));
}

void tree_free(struct tree *tree)
{
	strpool_free(&tree->names);
	free(tree->node);
	free(tree->was);
	free(tree->path);
	lanes_free(tree);
	if (tree->index)
		free(tree->index->slot);
	free(tree->index);
	memset(tree, 0, sizeof(*tree));
}

/*
 * What tells frames of the same name apart: what folded stacks mark with a suffix. A program is no
 * other frame than a function of its name: stacks that begin with the leaf, or with a frame that
 * was asked for, have both in the same place.
 */
static unsigned int mark_of(enum frame_kind kind)
{
	switch (kind) {
	case FRAME_KERNEL:
	case FRAME_MODULE:
		return 1;
	case FRAME_INLINED:
		return 2;
	case FRAME_JIT:
		return 3;
	default:
		return 0;
	}
}

static uint32_t hash_of(uint32_t parent, uint32_t name, enum frame_kind kind)
{
	return hash_u64(hash_u64((uint64_t)parent << 32 | name) + mark_of(kind));
}

static bool is_frame(const struct tree_node *node, uint32_t name, enum frame_kind kind)
{
	return node->name == name && mark_of(node->kind) == mark_of(kind);
}

static uint32_t find_in_index(const struct tree *tree, uint32_t parent, uint32_t name,
			      enum frame_kind kind)
{
	const struct tree_index *index = tree->index;
	uint32_t hash = hash_of(parent, name, kind);

	for (size_t i = hash & (index->slots - 1); index->slot[i].node;
	     i = (i + 1) & (index->slots - 1)) {
		const struct tree_node *node = &tree->node[index->slot[i].node];

		if (index->slot[i].hash == hash && node->parent == parent &&
		    is_frame(node, name, kind))
			return index->slot[i].node;
	}
	return 0;
}

static void put(struct tree_index *index, struct slot slot)
{
	size_t i = slot.hash & (index->slots - 1);

	while (index->slot[i].node)
		i = (i + 1) & (index->slots - 1);
	index->slot[i] = slot;
}

static void rehash(struct tree_index *index)
{
	struct tree_index old = *index;

	index->slots = old.slots ? old.slots * 2 : 256;
	index->slot = xcalloc(index->slots, sizeof(*index->slot));
	for (size_t i = 0; i < old.slots; i++) {
		if (old.slot[i].node)
			put(index, old.slot[i]);
	}
	free(old.slot);
}

static void add_to_index(struct tree *tree, uint32_t number)
{
	const struct tree_node *node = &tree->node[number];
	struct tree_index *index = tree->index;

	if (++index->used * 3 > index->slots * 2)
		rehash(index);
	put(index, (struct slot){ hash_of(node->parent, node->name, node->kind), number });
}

static void widen(struct tree *tree, uint32_t parent)
{
	tree->node[parent].wide = true;
	for (uint32_t i = tree->node[parent].first_child; i; i = tree->node[i].next_sibling)
		add_to_index(tree, i);
}

/* @parent's callee; 0: it is none, so far. */
static uint32_t find(struct tree *tree, uint32_t parent, uint32_t name, enum frame_kind kind)
{
	unsigned int passed = 0;

	if (tree->node[parent].wide)
		return find_in_index(tree, parent, name, kind);
	for (uint32_t i = tree->node[parent].first_child; i; i = tree->node[i].next_sibling) {
		if (is_frame(&tree->node[i], name, kind))
			return i;
		passed++;
	}
	if (passed >= WIDE)
		widen(tree, parent);
	return 0;
}

static uint32_t add_node(struct tree *tree, uint32_t parent, uint32_t name,
			 const struct frame *frame)
{
	struct tree_node *node;

	tree->node = grow(tree->node, &tree->capacity, tree->count + 1, sizeof(*tree->node));
	node = &tree->node[tree->count];
	*node = (struct tree_node){
		.parent = parent, .name = name, .kind = frame->kind,
		.next_sibling = tree->node[parent].first_child,
		.package = frame->package ? strpool_intern(&tree->names, frame->package) : 0,
	};
	tree->node[parent].first_child = tree->count;
	if (tree->was) {
		tree->was = grow(tree->was, &tree->was_capacity, tree->count + 1,
				 sizeof(*tree->was));
		tree->was[tree->count] = (struct tree_was){ 0 };
	}
	return tree->count++;
}

static uint32_t child(struct tree *tree, uint32_t parent, const struct frame *frame)
{
	uint32_t name = strpool_intern(&tree->names, frame->name);
	uint32_t node = find(tree, parent, name, frame->kind);

	if (node) {
		/* In whatever order they come, the same one is left. */
		if (frame->kind > tree->node[node].kind)
			tree->node[node].kind = frame->kind;
		return node;
	}
	node = add_node(tree, parent, name, frame);
	if (tree->node[parent].wide)
		add_to_index(tree, node);
	return node;
}

/* The frame at @depth of the stack before, if it is the same as this one. */
static uint32_t same_as_before(struct tree *tree, size_t depth, const struct frame *frame)
{
	uint32_t node;

	if (depth >= tree->path_length)
		return 0;
	node = tree->path[depth];
	if (mark_of(tree->node[node].kind) != mark_of(frame->kind) ||
	    strcmp(tree_name(tree, node), frame->name))
		return 0;
	return node;
}

/* In a chart, what is the same as in the stack before goes on, and all else begins. */
static uint32_t next_in_order(struct tree *tree, uint32_t parent, size_t depth,
			      const struct frame *frame)
{
	uint32_t node = same_as_before(tree, depth, frame);

	if (node)
		return node;
	tree->path_length = depth;
	return add_node(tree, parent, strpool_intern(&tree->names, frame->name), frame);
}

/* The node of a stack's leaf. */
static uint32_t find_leaf(struct tree *tree, const struct stack *stack)
{
	size_t shared = stack->shared < tree->path_length ? stack->shared : tree->path_length;
	uint32_t node;

	if (tree->lanes && stack->n) {
		lanes_enter(tree, child(tree, 0, &stack->frames[0]));
		shared = 1;
	}
	node = shared ? tree->path[shared - 1] : 0;
	tree->path = grow(tree->path, &tree->path_capacity, stack->n, sizeof(*tree->path));
	for (size_t i = shared; i < stack->n; i++) {
		if (tree->in_order)
			node = next_in_order(tree, node, i, &stack->frames[i]);
		else
			node = child(tree, node, &stack->frames[i]);
		tree->path[i] = node;
	}
	tree->path_length = stack->n;
	return node;
}

void tree_take(void *arg, const struct stack *stack)
{
	struct tree *tree = arg;
	uint32_t leaf = find_leaf(tree, stack);

	if (stack->was && !tree->was) {
		tree->was_capacity = tree->count;
		tree->was = xcalloc(tree->count, sizeof(*tree->was));
	}
	tree->node[leaf].self += stack->count;
	if (stack->was)
		tree->was[leaf].self += stack->was;
}

void tree_add(struct tree *tree, const struct frame *frames, size_t n, double count)
{
	tree_take(tree, &(struct stack){ .frames = frames, .n = n, .count = count });
}

/* Parents are made before their children, so backwards each node is complete when it is reached. */
static void sum_totals(struct tree *tree)
{
	for (size_t i = 0; i < tree->count; i++)
		tree->node[i].total = tree->node[i].self;
	for (size_t i = tree->count - 1; i > 0; i--)
		tree->node[tree->node[i].parent].total += tree->node[i].total;
}

static void sum_was(struct tree *tree)
{
	for (size_t i = 0; i < tree->count; i++)
		tree->was[i].total = tree->was[i].self;
	for (size_t i = tree->count - 1; i > 0; i--)
		tree->was[tree->node[i].parent].total += tree->was[i].total;
}

/* A callee, to be sorted. */
struct callee {
	uint64_t start;		/* of its name: tells most names apart without a look at them */
	uint32_t node;
};

/* Eight bytes that compare as the string does. */
static uint64_t start_of(const char *name)
{
	uint64_t start = 0;

	for (int i = 0; i < 8; i++) {
		start = start << 8 | (unsigned char)*name;
		name += *name != '\0';
	}
	return start;
}

/*
 * Callees of one name and different kinds are ordered by kind: the order of two pictures of the
 * same stacks must not depend on the order in which the stacks came.
 */
static int compare_callees(const void *a, const void *b, void *arg)
{
	const struct callee *x = a, *y = b;
	const struct tree *tree = arg;
	int order;

	if (x->start != y->start)
		return x->start < y->start ? -1 : 1;
	if (tree->lanes && !tree->node[x->node].parent) {
		/* CPU 2 before CPU 10. */
		order = strverscmp(tree_name(tree, x->node), tree_name(tree, y->node));
		if (order)
			return order;
	}
	if (tree->in_order)
		return x->node < y->node ? -1 : 1;
	order = strcmp(tree_name(tree, x->node), tree_name(tree, y->node));
	return order ? order : (int)tree->node[x->node].kind - (int)tree->node[y->node].kind;
}

/* The callees of a node. */
struct callees {
	struct callee *callee;
	size_t count, capacity;
};

static void collect(const struct tree *tree, uint32_t parent, struct callees *callees)
{
	callees->count = 0;
	for (uint32_t i = tree->node[parent].first_child; i; i = tree->node[i].next_sibling) {
		uint64_t start = tree->in_order ? 0 : start_of(tree_name(tree, i));

		callees->callee = grow(callees->callee, &callees->capacity, callees->count + 1,
				       sizeof(*callees->callee));
		callees->callee[callees->count++] = (struct callee){ start, i };
	}
}

/* New callees come first in the list: what came in order stands the other way round. */
static bool is_backwards(struct tree *tree, const struct callees *callees)
{
	for (size_t i = 1; i < callees->count; i++) {
		if (compare_callees(&callees->callee[i - 1], &callees->callee[i], tree) < 0)
			return false;
	}
	return true;
}

static void reverse(struct callees *callees)
{
	for (size_t i = 0, j = callees->count - 1; i < j; i++, j--) {
		struct callee callee = callees->callee[i];

		callees->callee[i] = callees->callee[j];
		callees->callee[j] = callee;
	}
}

static void relink(struct tree *tree, uint32_t parent, const struct callees *callees)
{
	uint32_t *link = &tree->node[parent].first_child;

	for (size_t i = 0; i < callees->count; i++) {
		*link = callees->callee[i].node;
		link = &tree->node[*link].next_sibling;
	}
	*link = 0;
}

static void sort_children(struct tree *tree)
{
	struct callees callees = { 0 };

	for (uint32_t i = 0; i < tree->count; i++) {
		uint32_t first = tree->node[i].first_child;

		if (!first || !tree->node[first].next_sibling)
			continue;
		collect(tree, i, &callees);
		if (is_backwards(tree, &callees))
			reverse(&callees);
		else
			qsort_r(callees.callee, callees.count, sizeof(*callees.callee),
				compare_callees, tree);
		relink(tree, i, &callees);
	}
	free(callees.callee);
}

void tree_finish(struct tree *tree)
{
	sum_totals(tree);
	if (tree->was)
		sum_was(tree);
	sort_children(tree);
}

uint32_t tree_skip(const struct tree *tree, uint32_t node, size_t *depth)
{
	while (node && !tree->node[node].next_sibling) {
		node = tree->node[node].parent;
		--*depth;
	}
	return node ? tree->node[node].next_sibling : 0;
}

uint32_t tree_next(const struct tree *tree, uint32_t node, size_t *depth)
{
	if (!tree->node[node].first_child)
		return tree_skip(tree, node, depth);
	++*depth;
	return tree->node[node].first_child;
}
