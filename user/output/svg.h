/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A flame graph as an SVG document that needs nothing else: no network, no fonts, no scripts. With
 * scripts (flamegraph.js, which it carries) it can be zoomed and searched.
 */
#ifndef FLAMEREC_OUTPUT_SVG_H
#define FLAMEREC_OUTPUT_SVG_H

#include <stdio.h>

#include "profile/tree.h"

/**
 * struct svg_options - how to draw; all zero are the defaults
 * @title: heading; NULL: "Flame graph"
 * @subtitle: line below it: what was sampled, where, when; NULL: none
 * @width: pixels, at least 640; 0: as wide as the window, and 1200 where scripts don't run
 * @min_width: frames below this many pixels (of 1200, if @width is 0) are left out, with what they
 *	call; 0: 0.1. Negative: none is left out
 * @font_size: of the frames' names, pixels, 6 to 14; 0: 12
 * @notes: lines below the picture, ended by NULL: what was lost, and why; NULL: none
 *
 * The texts may hold any bytes; what is no UTF-8 is replaced.
 */
struct svg_options {
	const char *title;
	const char *subtitle;
	unsigned int width;
	double min_width;
	double font_size;
	const char *const *notes;
};

/**
 * svg_write() - draw a tree
 * @out: where to
 * @tree: a finished tree; without samples, the picture says so
 * @options: how to draw; NULL: the defaults
 *
 * The same tree gives the same bytes.
 *
 * Return: 0, or -1 with errno set when @out took an error; the caller knows its name and tells.
 */
int svg_write(FILE *out, const struct tree *tree, const struct svg_options *options);

#endif
