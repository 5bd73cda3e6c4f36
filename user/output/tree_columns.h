/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A tree as columns, for the scripts that draw it.
 *
 *	texts	names and packages
 *	frames	three numbers each: name and package (in texts), kind
 *	up	of each node, callers before callees: how many frames the stack before is left by
 *	frame	of each node: in frames
 *	tone, or frame_tone	of each node, or of each of the frames: its colour, by number
 *	self	of each node: samples that end in it
 *	cut	of each node: samples in what it calls that was left out
 *	was, was_cut	the same of the earlier profile, where two are compared
 */
#ifndef FLAMEREC_OUTPUT_TREE_COLUMNS_H
#define FLAMEREC_OUTPUT_TREE_COLUMNS_H

#include "output/colours.h"
#include "output/pack.h"
#include "profile/tree.h"

/**
 * tree_columns() - add a tree's columns
 * @pack: where to
 * @tree: a finished tree
 * @smallest: nodes with less are left out, with what they call; 0: none is
 * @colours: which colours frames have
 * @out: written to: members of a JSON object that the columns need, each with a comma behind it
 *
 * Return: for free(): the number of each node in the columns; one that is left out has its
 *	caller's.
 */
uint32_t *tree_columns(struct pack *pack, const struct tree *tree, double smallest,
		       const struct colour_options *colours, FILE *out);

#endif
