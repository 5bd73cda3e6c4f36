/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A walk through a tree that knows which functions are on the way.
 */
#ifndef FLAMEREC_ANALYZE_WALK_H
#define FLAMEREC_ANALYZE_WALK_H

#include "profile/tree.h"

/**
 * struct walk - where it is
 * @tree: the tree
 * @node: the node that it is at; 0 before the first and behind the last
 * @depth: frames between the root and the node
 * @path: by depth, from 1 on: the frames on the way, @node the last
 * @open: by name: how often it is on the way, functions alone
 */
struct walk {
	const struct tree *tree;
	uint32_t node;
	size_t depth;
	uint32_t *path;
	size_t capacity;
	uint32_t *open;
};

/* @tree: finished. Free with walk_free(). */
void walk_start(struct walk *walk, const struct tree *tree);
void walk_free(struct walk *walk);

/* To the next node, callers before callees. Return: whether there is one. */
bool walk_next(struct walk *walk);

/* How often the walk's function is on the way to it, itself included; 0: it is at none. */
uint32_t walk_times(const struct walk *walk);

/* The function that called the one the walk is at, beyond markers; 0: none. */
uint32_t walk_caller(const struct walk *walk);

#endif
