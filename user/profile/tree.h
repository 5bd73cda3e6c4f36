/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The frame tree: what a profile is once every frame has a name. Each node is a frame called by
 * its parent; the root node (0) stands for all samples. Output formats read only this.
 */
#ifndef FLAMEREC_PROFILE_TREE_H
#define FLAMEREC_PROFILE_TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "profile/stack.h"
#include "util/strpool.h"
#include "util/u64map.h"

struct tree_node {
	uint32_t parent;	/* node number; the root is its own parent */
	uint32_t first_child;	/* 0: none; in order after tree_finish() */
	uint32_t next_sibling;	/* 0: none; in order after tree_finish() */
	uint32_t name;		/* in @names */
	uint32_t package;	/* in @names; 0: not known */
	enum frame_kind kind : 8;
	bool wide : 1;		/* its callees are in the tree's index */
	double self;		/* samples whose leaf this is */
	double total;		/* samples in this frame or below it; valid after tree_finish() */
};

/* What a node of a tree that compares two profiles had in the earlier one. */
struct tree_was {
	double self, total;	/* as in struct tree_node */
};

struct tree_lane;

/**
 * struct tree - the frames of all stacks
 * @names: texts of names and packages
 * @node: the nodes; callers have smaller numbers than what they call
 * @count: how many nodes
 * @was: one a node, where two profiles are compared; else NULL
 * @in_order: set before the first stack: stacks keep the order in which they come, and only
 *	neighbours share frames: a flame chart
 * @lanes: set besides: stacks with the same first frame are one chart, whatever comes between;
 *	charts stand side by side by their names
 */
struct tree {
	struct strpool names;
	struct tree_node *node;
	size_t count, capacity;
	struct tree_was *was;
	size_t was_capacity;
	bool in_order;
	uint32_t *path;		/* nodes of the last stack, for those that share its first frames */
	size_t path_length, path_capacity;
	bool lanes;
	struct tree_lane *lane;	/* where each lane is, but for the one that @path is of */
	size_t lane_count, lane_capacity, lane_now;
	struct u64map lane_of;	/* node -> its place in @lane, from 1 */
	struct tree_index *index;	/* (parent, frame) -> node, below wide nodes */
};

void tree_init(struct tree *tree);
void tree_free(struct tree *tree);

/**
 * tree_take() - count a stack: a stack_fn
 * @tree: a struct tree
 * @stack: without frames, it counts into the root. The first @stack->was above 0 makes the tree one
 *	that compares
 */
void tree_take(void *tree, const struct stack *stack);

/* The same of a stack of which nothing else is known. */
void tree_add(struct tree *tree, const struct frame *frames, size_t n, double count);

/**
 * tree_finish() - sum the totals and sort the children of each node by name, or leave them in order
 * @tree: the tree; tree_add() may follow, and then tree_finish() again
 */
void tree_finish(struct tree *tree);

/**
 * tree_next() - walk a finished tree, parents before children, children by name
 * @tree: the tree
 * @node: where the walk is; it starts at 0, the root
 * @depth: in and out: frames between the root and the node; 0 for the root
 *
 * A loop, not a recursion: a folded file may hold stacks of any depth.
 *
 * Return: the next node, or 0 at the end.
 */
uint32_t tree_next(const struct tree *tree, uint32_t node, size_t *depth);

/* As tree_next(), but passes over what is below @node. */
uint32_t tree_skip(const struct tree *tree, uint32_t node, size_t *depth);

static inline const char *tree_name(const struct tree *tree, uint32_t node)
{
	return strpool_get(&tree->names, tree->node[node].name);
}

/* The file, module or package of a node; "": not known. */
static inline const char *tree_package(const struct tree *tree, uint32_t node)
{
	return strpool_get(&tree->names, tree->node[node].package);
}

#endif
