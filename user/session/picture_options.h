/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The options on pictures, which render and diff share: those of flamegraph.pl and inferno, under
 * their names, and some of our own.
 */
#ifndef FLAMEREC_SESSION_PICTURE_OPTIONS_H
#define FLAMEREC_SESSION_PICTURE_OPTIONS_H

#include <getopt.h>

#include "output/svg.h"

struct name_attributes;
struct palette_map;

/**
 * struct picture_options - what the user asked for; all zero at first
 * @svg: --title, --subtitle, --width and all else that is about drawing, but for its @notes
 * @note: --notes: a line below the picture; NULL: none
 * @reverse: --reverse: stacks begin with the leaf
 * @chart: --flamechart: stacks stay in the order of time
 * @attributes: --nameattr; owned
 * @map: --cp; owned
 */
struct picture_options {
	struct svg_options svg;
	const char *note;
	bool reverse, chart;
	struct name_attributes *attributes;
	struct palette_map *map;
};

/* Numbers of the long options; above those of naming and selection. */
enum {
	OPTION_PICTURE = 2048,
	OPTION_TITLE = OPTION_PICTURE,
	OPTION_SUBTITLE,
	OPTION_NOTES,
	OPTION_WIDTH,
	OPTION_HEIGHT,
	OPTION_MINWIDTH,
	OPTION_FONTTYPE,
	OPTION_FONTSIZE,
	OPTION_FONTWIDTH,
	OPTION_COUNTNAME,
	OPTION_NAMETYPE,
	OPTION_TOTAL,
	OPTION_FACTOR,
	OPTION_COLORS,
	OPTION_COLOR_BY,
	OPTION_COLORDIFFUSION,
	OPTION_HASH,
	OPTION_RANDOM,
	OPTION_DETERMINISTIC,
	OPTION_CP,
	OPTION_BGCOLORS,
	OPTION_SEARCH_COLOR,
	OPTION_STROKE_COLOR,
	OPTION_UICOLOR,
	OPTION_NAMEATTR,
	OPTION_INVERTED,
	OPTION_REVERSE,
	OPTION_FLAMECHART,
	OPTION_NEGATE,
	OPTION_TRUNCATE,
	OPTION_TRUNCATE_RIGHT,
	OPTION_NO_SCRIPT,
	OPTION_IGNORED,
	OPTION_PICTURE_END
};

/* Entries for the arrays of getopt_long(). The last ones ask for what is so in any case. */
#define PICTURE_LONG_OPTIONS \
	{ "title", required_argument, NULL, OPTION_TITLE }, \
	{ "subtitle", required_argument, NULL, OPTION_SUBTITLE }, \
	{ "notes", required_argument, NULL, OPTION_NOTES }, \
	{ "width", required_argument, NULL, OPTION_WIDTH }, \
	{ "height", required_argument, NULL, OPTION_HEIGHT }, \
	{ "minwidth", required_argument, NULL, OPTION_MINWIDTH }, \
	{ "fonttype", required_argument, NULL, OPTION_FONTTYPE }, \
	{ "fontsize", required_argument, NULL, OPTION_FONTSIZE }, \
	{ "fontwidth", required_argument, NULL, OPTION_FONTWIDTH }, \
	{ "countname", required_argument, NULL, OPTION_COUNTNAME }, \
	{ "nametype", required_argument, NULL, OPTION_NAMETYPE }, \
	{ "total", required_argument, NULL, OPTION_TOTAL }, \
	{ "factor", required_argument, NULL, OPTION_FACTOR }, \
	{ "colors", required_argument, NULL, OPTION_COLORS }, \
	{ "color", required_argument, NULL, OPTION_COLORS }, \
	{ "color-by", required_argument, NULL, OPTION_COLOR_BY }, \
	{ "colordiffusion", no_argument, NULL, OPTION_COLORDIFFUSION }, \
	{ "hash", no_argument, NULL, OPTION_HASH }, \
	{ "random", no_argument, NULL, OPTION_RANDOM }, \
	{ "deterministic", no_argument, NULL, OPTION_DETERMINISTIC }, \
	{ "cp", no_argument, NULL, OPTION_CP }, \
	{ "bgcolors", required_argument, NULL, OPTION_BGCOLORS }, \
	{ "search-color", required_argument, NULL, OPTION_SEARCH_COLOR }, \
	{ "stroke-color", required_argument, NULL, OPTION_STROKE_COLOR }, \
	{ "uicolor", required_argument, NULL, OPTION_UICOLOR }, \
	{ "nameattr", required_argument, NULL, OPTION_NAMEATTR }, \
	{ "inverted", no_argument, NULL, OPTION_INVERTED }, \
	{ "reverse", no_argument, NULL, OPTION_REVERSE }, \
	{ "flamechart", no_argument, NULL, OPTION_FLAMECHART }, \
	{ "flame-chart", no_argument, NULL, OPTION_FLAMECHART }, \
	{ "negate", no_argument, NULL, OPTION_NEGATE }, \
	{ "truncate", required_argument, NULL, OPTION_TRUNCATE }, \
	{ "text-truncate-direction", required_argument, NULL, OPTION_TRUNCATE }, \
	{ "truncate-text-right", no_argument, NULL, OPTION_TRUNCATE_RIGHT }, \
	{ "no-script", no_argument, NULL, OPTION_NO_SCRIPT }, \
	{ "no-javascript", no_argument, NULL, OPTION_NO_SCRIPT }, \
	{ "encoding", required_argument, NULL, OPTION_IGNORED }, \
	{ "pretty-xml", no_argument, NULL, OPTION_IGNORED }, \
	{ "no-sort", no_argument, NULL, OPTION_IGNORED }

/* The help on them: a heading, and lines. */
extern const char picture_options_help[];

/**
 * picture_option() - take one of them
 * @options: all zero at first
 * @c: what getopt_long() returned: from OPTION_PICTURE to before OPTION_PICTURE_END
 * @value: its argument; outlives @options
 *
 * Return: 0, or -1 after saying what is wrong.
 */
int picture_option(struct picture_options *options, int c, const char *value);

/*
 * After the last option: whether they go together. Return: 0, or -1 after saying what is wrong: a
 * usage error.
 */
int picture_options_complete(struct picture_options *options);

/*
 * After drawing: keep colours for the next picture, if --cp. Return: 0, or -1 after saying why not.
 */
int picture_options_save(const struct picture_options *options);

void picture_options_free(struct picture_options *options);

#endif
