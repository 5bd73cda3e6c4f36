/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which colour each frame of a tree has, and what the colours mean.
 */
#ifndef FLAMEREC_OUTPUT_COLOURS_H
#define FLAMEREC_OUTPUT_COLOURS_H

#include <stdbool.h>
#include <stdint.h>

#include "profile/tree.h"

/* What --colors names. All but the first and the last are those of flamegraph.pl and inferno. */
enum palette {
	PALETTE_FLAMESAMP,	/* a hue a kind of code */
	PALETTE_HOT, PALETTE_MEM, PALETTE_IO,
	PALETTE_RED, PALETTE_GREEN, PALETTE_BLUE, PALETTE_AQUA, PALETTE_YELLOW, PALETTE_PURPLE,
	PALETTE_ORANGE,
	PALETTE_WAKEUP, PALETTE_CHAIN,
	PALETTE_JAVA, PALETTE_JS, PALETTE_PERL, PALETTE_PYTHON, PALETTE_RUST,
	PALETTE_CLASSIC,	/* of differences: red and blue; of all else as PALETTE_HOT */
	PALETTES
};

/* What decides on a colour, where two profiles are not compared. */
enum colour_by {
	COLOUR_BY_KIND,		/* the palette */
	COLOUR_BY_SELF,		/* share of samples in the frame itself: --color-by=self */
	COLOUR_BY_PACKAGE,	/* file, module or package: --color-by=package */
	COLOUR_BY_TOTAL,	/* share of samples in it or what it calls: --colordiffusion */
};

/* How the colours of one palette are spread over names. */
enum colour_spread {
	COLOUR_STEADY,		/* by all of the name: the same in every picture */
	COLOUR_HASH,		/* by the first letters, as flamegraph.pl's --hash does */
	COLOUR_RANDOM,		/* by chance */
};

/* Of a tree that compares: what is taken for the change of a frame. */
enum colour_change {
	CHANGE_SELF,		/* of the frame alone, as flamegraph.pl does */
	CHANGE_TOTAL,		/* with what it calls */
};

struct palette_map;

/**
 * struct colour_options - how colours are chosen; all zero are the defaults
 * @map: colours by name that come before all others, and to which new ones are added; NULL: none
 * @change: of trees that compare
 * @negate: of trees that compare: the counts are those of before, and @was is what became of them
 * @worth, @was_worth: of trees that compare: how many independent samples all counts of the tree,
 *	and all of @was, are worth; 0: each counts for one. Changes within the noise of so many are
 *	grey
 */
struct colour_options {
	enum palette palette;
	enum colour_by by;
	enum colour_spread spread;
	struct palette_map *map;
	enum colour_change change;
	bool negate;
	double worth, was_worth;
};

/* Under dark text and under light text; 0xrrggbb. */
struct shade {
	uint32_t light, dark;
};

struct colours;

/* @tree: finished; it and what @options names outlive the result. Never NULL. */
struct colours *colours_new(const struct tree *tree, const struct colour_options *options);
void colours_free(struct colours *colours);

/* The colour of a node. Nodes of one name and kind have the same, where nothing is compared. */
struct shade colours_of(struct colours *colours, uint32_t node);

/* How many samples more a node has than before, by @change and @negate; of a tree that compares. */
double colours_change(const struct colours *colours, uint32_t node);

/* An entry of a legend: the text is valid as long as the colours. */
struct colour_entry {
	struct shade shade;
	const char *label;
};

/**
 * colours_legend() - what the colours mean
 * @colours: all nodes that are drawn were asked for before
 * @count: out: how many entries; 0: they mean nothing
 *
 * Return: the entries, for free().
 */
struct colour_entry *colours_legend(struct colours *colours, size_t *count);

/* What the legend's entries tell, with a colon; NULL: they speak for themselves. */
const char *colours_heading(const struct colours *colours);

/*
 * All pairs of a light and a dark colour, for a style sheet, where they are few; where they are
 * not, *@count is 0, and dark ones are the light ones at COLOUR_DIM over the dark ground.
* Return: the pairs, for free(); NULL, where *@count is 0. All nodes were asked for before.
 */
struct shade *colours_pairs(const struct colours *colours, size_t *count);

#define COLOUR_DIM 0.42		/* opacity */

/* What --colors=@name means; PALETTES: no palette has that name. */
enum palette palette_find(const char *name);

/* "#rrggbb". Return: the colour, or -1 where the text is none. */
int32_t colour_parse(const char *text);

#endif
