/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The frame tree: what a profile is once every frame has a name. Each node is a frame called by
 * its parent; the root node (0) stands for all samples. Output formats read only this.
 */
#ifndef FLAMEREC_PROFILE_TREE_H
#define FLAMEREC_PROFILE_TREE_H

#include <stddef.h>
#include <stdint.h>

#include "util/strpool.h"

/* Where a frame's code lies: palettes and annotations go by it. */
enum frame_kind {
	FRAME_PROCESS,		/* the root frame of a stack: the program's name */
	FRAME_USER,		/* user code */
	FRAME_JIT,		/* code that a JIT compiler has made */
	FRAME_KERNEL,		/* the kernel proper */
	FRAME_MODULE,		/* a kernel module */
	FRAME_INLINED,		/* a function that was inlined into the frame below, of any kind */
	FRAME_CONTEXT,		/* a marker such as [softirq], [hardirq], [idle], [late] */
	FRAME_BROKEN,		/* a marker such as [truncated], [unreadable stack] */
	FRAME_UNKNOWN,		/* an address without a name */
	FRAME_KINDS
};

/* A frame on the way into the tree. */
struct frame {
	const char *name;	/* interned by tree_add(), so it need not outlive the call */
	enum frame_kind kind;
};

struct tree_node {
	uint32_t parent;	/* node number; the root is its own parent */
	uint32_t first_child;	/* 0: none; valid after tree_finish() */
	uint32_t next_sibling;	/* 0: none; valid after tree_finish() */
	uint32_t name;		/* in @names */
	enum frame_kind kind;
	uint64_t self;		/* samples whose leaf this is */
	uint64_t total;		/* samples in this frame or below it; valid after tree_finish() */
};

struct tree {
	struct strpool names;
	struct tree_node *node;
	size_t count, capacity;
	struct tree_index *index;	/* (parent, name, kind) -> node */
};

void tree_init(struct tree *tree);
void tree_free(struct tree *tree);

/**
 * tree_add() - count a stack
 * @tree: the tree
 * @frames: the stack, root first
 * @n: frames in it; 0 counts into the root
 * @count: how many samples had this stack
 */
void tree_add(struct tree *tree, const struct frame *frames, size_t n, uint64_t count);

/**
 * tree_finish() - sum the totals and sort the children of each node by name
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

#endif
