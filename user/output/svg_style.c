// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>
#include <string.h>

#include "output/svg_picture.h"

#define DARK_GROUND 0x16181c

/* Attributes paint the light theme, so that it is there without style sheets, too. */
static const char light_style[] =
	".flamesamp .frames g{cursor:pointer}\n"
	".flamesamp .frames g:hover rect{stroke:#000;stroke-width:1}\n"
	".flamesamp text{white-space:pre}\n";

static const char dark_style[] =
	".flamesamp text{fill:#e6e6e6}\n"
	".flamesamp .soft{fill:#9aa0a8}\n"
	".flamesamp .frames g:hover rect{stroke:#fff}\n";

/*
 * A rule a colour, where they are few. Where they are many, one for all: frames let the dark ground
 * shine through.
 */
static void write_dark_colours(struct picture *picture)
{
	struct out *out = &picture->out;
	struct shade *pair;
	size_t count;

	pair = colours_pairs(picture->colours, &count);
	for (size_t i = 0; i < count; i++)
		out_format(out, ".flamesamp [fill=\"#%06x\"]{fill:#%06x}\n", pair[i].light,
			   pair[i].dark);
	if (!count)
		out_format(out, ".flamesamp .frames rect,.flamesamp .frames path,"
			   ".flamesamp .footer rect{fill-opacity:%g}\n", COLOUR_DIM);
	free(pair);
	if (picture->options.search_colour)
		return;
	out_format(out, ".flamesamp [fill=\"#%06x\"]{fill:#9c1fc4;fill-opacity:1}\n", FOUND);
}

/* Of frames, and of the paths that the script draws in their place. */
static void write_strokes(struct out *out, uint32_t colour)
{
	if (colour)
		out_format(out, ".flamesamp .frames rect,.flamesamp .frames path{"
			   "stroke:#%06x;stroke-width:.5}\n", colour);
}

void svg_write_style(struct picture *picture)
{
	const struct svg_options *options = &picture->options;
	/* Where colours are amounts, neighbours have the same, and a gap tells them apart. */
	bool gaps = colours_heading(picture->colours) != NULL;
	uint32_t light_gap = gaps ? 0xffffff : 0, dark_gap = gaps ? DARK_GROUND : 0;
	struct out *out = &picture->out;

	out_text(out, "<style>\n");
	out_text(out, light_style);
	if (options->ui_colour)
		out_format(out, ".flamesamp{--controls:#%06x}\n", options->ui_colour);
	write_strokes(out, options->stroke_colour ? options->stroke_colour : light_gap);
	out_text(out, "@media (prefers-color-scheme:dark){\n");
	out_format(out, ".flamesamp .ground{fill:#%06x}\n.flamesamp:root{background:#%06x}\n",
		   DARK_GROUND, DARK_GROUND);
	out_text(out, dark_style);
	write_strokes(out, options->stroke_colour ? 0 : dark_gap);
	write_dark_colours(picture);
	out_text(out, "}\n</style>\n");
}

/* From top to bottom, as flamegraph.pl has them. */
static const struct {
	const char *name, *top, *bottom;
} gradients[] = {
	{ "yellow", "#eeeeee", "#eeeeb0" },
	{ "blue", "#eeeeee", "#e0e0ff" },
	{ "green", "#eef2ee", "#e0ffe0" },
	{ "grey", "#f8f8f8", "#e8e8e8" },
	{ "gray", "#f8f8f8", "#e8e8e8" },
};

/*
 * It is that of the whole picture wherever it is used, as it is for the line that stays in sight.
 * Pictures in one page share identifiers, so equal ones must mean the same.
 */
static void write_gradient(struct out *out, const char *name, unsigned int height)
{
	for (size_t i = 0; i < sizeof(gradients) / sizeof(*gradients); i++) {
		if (strcmp(gradients[i].name, name))
			continue;
		out_format(out, "<defs><linearGradient id=\"flamesamp-%s-%u\" "
			   "gradientUnits=\"userSpaceOnUse\" x1=\"0\" y1=\"0\" x2=\"0\" y2=\"%u\">",
			   name, height, height);
		out_format(out, "<stop offset=\"5%%\" stop-color=\"%s\"/><stop offset=\"95%%\" "
			   "stop-color=\"%s\"/></linearGradient></defs>\n", gradients[i].top,
			   gradients[i].bottom);
	}
}

void svg_write_ground(struct picture *picture)
{
	const char *background = picture->options.background;
	struct out *out = &picture->out;

	if (background && *background != '#')
		write_gradient(out, background, picture->height);
	out_text(out, "<rect class=\"ground\" width=\"100%\" height=\"100%\" fill=\"");
	if (background && *background != '#')
		out_format(out, "url(#flamesamp-%s-%u)", background, picture->height);
	else
		out_text(out, background ? background : "#fff");
	out_text(out, "\"/>\n");
}
