// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>
#include <string.h>

#include "profile/tree.h"
#include "util/alloc.h"
#include "util/hash.h"

/*
 * Open addressing over node numbers: the keys are read from the nodes, so a slot costs four bytes,
 * and the table of a busy system's profile stays below a megabyte.
 */
struct tree_index {
	uint32_t *slot;		/* node number; 0, the root, is never looked up: free */
	size_t slots;		/* a power of two */
};

void tree_init(struct tree *tree)
{
	memset(tree, 0, sizeof(*tree));
	strpool_init(&tree->names);
	tree->node = grow(NULL, &tree->capacity, 1, sizeof(*tree->node));
	tree->node[0] = (struct tree_node){ .kind = FRAME_PROCESS };
	tree->count = 1;
	tree->index = xcalloc(1, sizeof(*tree->index));
	tree->index->slots = 64;
	tree->index->slot = xcalloc(tree->index->slots, sizeof(*tree->index->slot));
}

void tree_free(struct tree *tree)
{
	strpool_free(&tree->names);
	free(tree->node);
	free(tree->was);
	free(tree->path);
	if (tree->index)
		free(tree->index->slot);
	free(tree->index);
	memset(tree, 0, sizeof(*tree));
}

/* The slot of the node (@parent, @name, @kind), or the free one where it belongs. */
static uint32_t *probe(const struct tree *tree, uint32_t parent, uint32_t name,
		       enum frame_kind kind)
{
	const struct tree_index *index = tree->index;
	size_t i = hash_u64(hash_u64((uint64_t)parent << 32 | name) + kind);

	for (i &= index->slots - 1; index->slot[i]; i = (i + 1) & (index->slots - 1)) {
		const struct tree_node *node = &tree->node[index->slot[i]];

		if (node->parent == parent && node->name == name && node->kind == kind)
			break;
	}
	return &index->slot[i];
}

static void rehash(struct tree *tree)
{
	struct tree_index *index = tree->index;

	free(index->slot);
	index->slots *= 2;
	index->slot = xcalloc(index->slots, sizeof(*index->slot));
	for (uint32_t i = 1; i < tree->count; i++) {
		const struct tree_node *node = &tree->node[i];

		*probe(tree, node->parent, node->name, node->kind) = i;
	}
}

static uint32_t add_node(struct tree *tree, uint32_t parent, uint32_t name,
			 const struct frame *frame)
{
	tree->node = grow(tree->node, &tree->capacity, tree->count + 1, sizeof(*tree->node));
	tree->node[tree->count] = (struct tree_node){
		.parent = parent, .name = name, .kind = frame->kind,
		.package = frame->package ? strpool_intern(&tree->names, frame->package) : 0,
	};
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
	uint32_t *slot = probe(tree, parent, name, frame->kind), node;

	if (*slot)
		return *slot;
	*slot = node = add_node(tree, parent, name, frame);
	if (tree->count * 3 > tree->index->slots * 2)
		rehash(tree);
	return node;
}

/* The frame at @depth of the stack before, if it is the same as this one. */
static uint32_t same_as_before(struct tree *tree, size_t depth, const struct frame *frame)
{
	uint32_t node;

	if (depth >= tree->path_length)
		return 0;
	node = tree->path[depth];
	if (tree->node[node].kind != frame->kind || strcmp(tree_name(tree, node), frame->name))
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
	uint32_t node = shared ? tree->path[shared - 1] : 0;

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

struct ranked_name {
	const char *text;
	uint32_t name;
};

static int compare_names(const void *a, const void *b)
{
	const struct ranked_name *x = a, *y = b;

	return strcmp(x->text, y->text);
}

/* The place of each name in the alphabet, so that nodes are sorted by numbers. The caller frees. */
static uint32_t *rank_names(const struct strpool *names)
{
	struct ranked_name *sorted = xcalloc(names->count, sizeof(*sorted));
	uint32_t *rank = xcalloc(names->count, sizeof(*rank));

	for (uint32_t i = 0; i < names->count; i++)
		sorted[i] = (struct ranked_name){ strpool_get(names, i), i };
	qsort(sorted, names->count, sizeof(*sorted), compare_names);
	for (uint32_t i = 0; i < names->count; i++)
		rank[sorted[i].name] = i;
	free(sorted);
	return rank;
}

struct ranked_node {
	uint32_t rank, node;
};

static int compare_nodes(const void *a, const void *b)
{
	const struct ranked_node *x = a, *y = b;

	if (x->rank != y->rank)
		return x->rank < y->rank ? -1 : 1;
	return x->node < y->node ? -1 : x->node > y->node;
}

/*
 * Children of one name and different kinds are ordered by kind: the order of two pictures of the
 * same stacks must not depend on the order in which the stacks came.
 */
static struct ranked_node *rank_nodes(const struct tree *tree)
{
	struct ranked_node *sorted = xcalloc(tree->count, sizeof(*sorted));
	uint32_t *rank;

	if (tree->in_order) {
		for (uint32_t i = 0; i < tree->count; i++)
			sorted[i] = (struct ranked_node){ i, i };
		return sorted;
	}
	rank = rank_names(&tree->names);
	for (uint32_t i = 0; i < tree->count; i++) {
		const struct tree_node *node = &tree->node[i];

		sorted[i] = (struct ranked_node){ rank[node->name] * FRAME_KINDS + node->kind, i };
	}
	free(rank);
	qsort(sorted, tree->count, sizeof(*sorted), compare_nodes);
	return sorted;
}

/* One sort for the whole tree: prepending the nodes from last to first leaves each list sorted. */
static void link_children(struct tree *tree)
{
	struct ranked_node *sorted = rank_nodes(tree);

	for (size_t i = 0; i < tree->count; i++)
		tree->node[i].first_child = tree->node[i].next_sibling = 0;
	for (size_t i = tree->count; i-- > 0;) {
		uint32_t node = sorted[i].node, parent = tree->node[node].parent;

		if (!node)
			continue;
		tree->node[node].next_sibling = tree->node[parent].first_child;
		tree->node[parent].first_child = node;
	}
	free(sorted);
}

void tree_finish(struct tree *tree)
{
	sum_totals(tree);
	if (tree->was)
		sum_was(tree);
	link_children(tree);
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
