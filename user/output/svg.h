/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A flame graph as an SVG document that needs nothing else: no network, no fonts, no scripts. With
 * scripts (flamegraph.js, which it carries) it can be zoomed and searched.
 */
#ifndef FLAMEREC_OUTPUT_SVG_H
#define FLAMEREC_OUTPUT_SVG_H

#include <stdbool.h>
#include <stdio.h>

#include "output/colours.h"
#include "profile/tree.h"

struct name_attributes;

/**
 * struct svg_options - how to draw; all zero are the defaults
 * @title: heading; NULL: "Flame graph", or what else it is
 * @subtitle: line below it: what was sampled, where, when; NULL: none
 * @notes: lines below the picture, ended by NULL: what was lost, and why; NULL: none
 * @width: pixels, at least 100; 0: as wide as the window, and 1200 where scripts don't run
 * @frame_height: pixels, 6 to 200; 0: 16, or what the font needs
 * @min_width: frames below this many pixels (of 1200, if @width is 0) are left out, with what they
 *	call; 0: 0.1. Negative: none is left out
 * @min_percent: the same in percent of all samples; 0: @min_width holds
 * @font_type: a font, or several as in CSS; NULL: a fixed-width one that is there
 * @font_size: of the frames' names, pixels, 4 to 100; 0: 12
 * @font_width: average of a letter, of @font_size; 0: 0.602, or of a @font_type, 0.59
 * @count_name: what is counted; NULL: "samples"
 * @name_type: what frames are called in what is told of them, as "Function:"; NULL: nothing
 * @total: counts of the whole width; 0, and what is below the samples' sum: that sum
 * @factor: counts are multiplied with it before they are written; 0: 1
 * @colours: of frames
 * @background: "yellow", "blue", "green", "grey" (or "gray"), "#rrggbb"; NULL: white
 * @search_colour: of what a search has found, 0xrrggbb; 0: the default
 * @stroke_colour: of a line around every frame, 0xrrggbb; 0: there is none. Black is 0x010101
 * @ui_colour: of the controls, 0xrrggbb; 0: the default
 * @attributes: of frames, by their names: --nameattr; NULL: none
 * @inverted: the root stands above what it calls
 * @reversed: stacks of the tree begin with their leaf
 * @truncate_left: of names that don't fit, the end is shown
 * @no_script: leave the script out
 * @chart: the tree is in the order of time
 *
 * The texts may hold any bytes; what is no UTF-8 is replaced.
 */
struct svg_options {
	const char *title;
	const char *subtitle;
	const char *const *notes;
	unsigned int width;
	unsigned int frame_height;
	double min_width, min_percent;
	const char *font_type;
	double font_size, font_width;
	const char *count_name, *name_type;
	double total, factor;
	struct colour_options colours;
	const char *background;
	uint32_t search_colour, stroke_colour, ui_colour;
	const struct name_attributes *attributes;
	bool inverted, reversed, truncate_left, no_script, chart;
};

/**
 * svg_write() - draw a tree
 * @out: where to
 * @tree: a finished tree; without samples, the picture says so
 * @options: how to draw; NULL: the defaults
 *
 * The same tree gives the same bytes, unless colours are by chance.
 *
 * Return: 0, or -1 with errno set when @out took an error; the caller knows its name and tells.
 */
int svg_write(FILE *out, const struct tree *tree, const struct svg_options *options);

#endif
