/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where the time went, by function: what reports and summaries print.
 */
#ifndef FLAMEREC_OUTPUT_HOT_H
#define FLAMEREC_OUTPUT_HOT_H

#include <stdbool.h>
#include <stddef.h>

#include "profile/tree.h"

/**
 * struct hot - a function, in all stacks together
 * @name: owned by the tree, and valid until something is added to it
 * @kind: FRAME_USER, FRAME_JIT, FRAME_KERNEL, FRAME_MODULE, FRAME_INLINED or FRAME_UNKNOWN; what is
 *	inlined in some places and called in others is two functions
 * @self: samples that ended in it
 * @total: samples with it anywhere in the stack; one where it called itself counts once
 * @late: how many of @self came late, because interrupts were off before
 */
struct hot {
	const char *name;
	enum frame_kind kind;
	double self, total, late;
};

/**
 * struct hot_list - all functions of a tree
 * @hot: the functions
 * @count: how many
 * @samples: all samples of the tree: the sum of the selves, @idle and @nowhere
 * @idle: samples of the idle task asleep (below an [idle] marker), which no function gets
 * @nowhere: samples whose stack holds no function at all
 *
 * A sample that ends in a marker belongs to the next function towards the root: [late] follows
 * the function that turned interrupts on again, [truncated] the one that nothing is known above.
 */
struct hot_list {
	struct hot *hot;
	size_t count;
	double samples, idle, nowhere;
};

/* Whether it is code: neither a program nor a marker. */
bool hot_is_function(enum frame_kind kind);

/* Whether a node is a marker that begins so: "[late". */
bool hot_is_marker(const struct tree *tree, uint32_t node, const char *name);

/* @tree: finished. Free with hot_free(). */
void hot_collect(struct hot_list *list, const struct tree *tree);
void hot_free(struct hot_list *list);

/* Hottest first; equal ones by name, so that the order is always the same. */
void hot_sort_by_self(struct hot_list *list);
void hot_sort_by_total(struct hot_list *list);

/* Which samples a path is about: those that ended in user code, or those in the kernel. */
enum hot_side {
	HOT_USER,
	HOT_KERNEL,
};

/**
 * struct hot_path - a stack
 * @node: its frames in the tree, the process first
 * @count: how many
 * @samples: samples of that side in the last frame or above it
 */
struct hot_path {
	uint32_t *node;
	size_t count;
	double samples;
};

/**
 * hot_path() - the path of most samples
 * @tree: a finished tree
 * @side: which samples count; idle ones never do
 * @path: the answer; free @path->node
 *
 * From the root, the heaviest child each time, up to the frame that has more samples itself than
 * any of its children.
 *
 * Return: whether there is one, that is, any sample of that side.
 */
bool hot_path(const struct tree *tree, enum hot_side side, struct hot_path *path);

#endif
