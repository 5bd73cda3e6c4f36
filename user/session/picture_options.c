// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "output/name_attributes.h"
#include "output/palette_map.h"
#include "session/picture_options.h"
#include "util/error.h"

const char picture_options_help[] =
"\n"
"How pictures look; the names are those of flamegraph.pl and inferno:\n"
"\n"
"      --title TEXT       heading of the picture\n"
"      --subtitle TEXT    line below it\n"
"      --notes TEXT       line below the picture\n"
"      --width PIXELS     of the picture; as wide as the window, if not given\n"
"      --height PIXELS    of a frame (16)\n"
"      --minwidth WIDTH   leave out frames that are narrower: pixels (0.1), or '0.5%' of all\n"
"                         samples; 0 keeps every frame\n"
"      --fonttype FONT    of names; --fontsize PIXELS (12), --fontwidth of a letter, on average,\n"
"                         in parts of that size\n"
"      --countname TEXT   what is counted (samples); --nametype TEXT: what frames are\n"
"      --total NUMBER     what the whole width counts, if more than the samples\n"
"      --factor NUMBER    counts are multiplied by it\n"
"      --colors NAME      flamesamp, or flamegraph.pl's hot, mem, io, wakeup, chain, java, js, perl,\n"
"                         python, rust, red, green, blue, aqua, yellow, purple, orange; of\n"
"                         differences also classic: red and blue\n"
"      --color-by WHAT    kind; self: what is hot itself is red; package: a hue a file or package;\n"
"                         total (or --colordiffusion): what is wide is red\n"
"      --hash, --random   how --colors spreads colours over names; without, the same name has\n"
"                         the same colour in every picture (--deterministic)\n"
"      --cp               colours as in the file palette.map; new ones are added to it\n"
"      --bgcolors COLOR   yellow, blue, green, grey, or '#rrggbb'\n"
"      --search-color, --stroke-color, --uicolor '#rrggbb'\n"
"                         of what was found, of lines around frames, of controls\n"
"      --nameattr FILE    attributes of frames by name: NAME<tab>ATTRIBUTE=VALUE...\n"
"      --inverted         the root at the top: an icicle graph\n"
"      --reverse          merge stacks from their leaves on\n"
"      --flamechart       in the order of time, merging neighbours alone; of render, with\n"
"                         --per-cpu or --threads, one chart beside the other\n"
"      --negate           of differences: exchange the colours of more and less\n"
"      --truncate SIDE    where names that don't fit lose letters: right or left\n"
"      --no-script        without the script: a picture that only stands there\n";

/* Return: 0, or -1 after saying what is wrong. */
static int take_number(const char *option, const char *text, double least, double most,
		       double *number)
{
	char *end;

	*number = strtod(text, &end);
	if (end == text || *end || !(*number >= least && *number <= most))
		return error("%s: '%s' is no such number; give one from %g to %g", option, text,
			     least, most);
	return 0;
}

static int take_pixels(const char *option, const char *text, unsigned int least,
		       unsigned int most, unsigned int *pixels)
{
	double number;

	if (take_number(option, text, least, most, &number))
		return -1;
	*pixels = number;
	return 0;
}

/* "0.1" and "0.1px" are pixels, "0.1%" are percent, and 0 is less than any frame has. */
static int take_min_width(struct svg_options *svg, const char *text)
{
	char *end;
	double width = strtod(text, &end);
	bool percent = end != text && !strcmp(end, "%");

	if (end == text || (*end && !percent && strcmp(end, "px")) ||
	    !(width >= 0 && width <= (percent ? 100 : 1e6)))
		return error("--minwidth: '%s' is no width; give pixels, or percent as in '0.5%%'",
			     text);
	svg->min_width = percent || !width ? -1 : width;
	svg->min_percent = percent ? width : 0;
	return 0;
}

/* Black and "not given" must differ: they do by an amount that nobody sees. */
static int take_colour(const char *option, const char *text, uint32_t *colour)
{
	int32_t parsed = colour_parse(text);

	if (parsed < 0)
		return error("%s: '%s' is no colour; give one as '#ff8000'", option, text);
	*colour = parsed ? parsed : 0x010101;
	return 0;
}

static int take_stroke(uint32_t *colour, const char *text)
{
	*colour = 0;
	return strcmp(text, "none") ? take_colour("--stroke-color", text, colour) : 0;
}

static int take_palette(struct colour_options *colours, const char *name)
{
	colours->palette = palette_find(name);
	if (colours->palette == PALETTES)
		return error("--colors: there is no '%s'; 'flamerec render --help' names them",
			     name);
	return 0;
}

static int take_color_by(struct colour_options *colours, const char *what)
{
	static const char *const names[] = {
		[COLOUR_BY_KIND] = "kind", [COLOUR_BY_SELF] = "self",
		[COLOUR_BY_PACKAGE] = "package", [COLOUR_BY_TOTAL] = "total",
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		if (strcmp(names[i], what))
			continue;
		colours->by = i;
		return 0;
	}
	return error("--color-by: there is no '%s'; give kind, self, package or total", what);
}

static int take_background(struct svg_options *svg, const char *text)
{
	static const char *const names[] = { "yellow", "blue", "green", "grey", "gray" };
	bool known = colour_parse(text) >= 0;

	for (size_t i = 0; i < sizeof(names) / sizeof(*names) && !known; i++)
		known = !strcmp(names[i], text);
	if (!known)
		return error("--bgcolors: there is no '%s'; give yellow, blue, green, grey, or a "
			     "colour as '#rrggbb'", text);
	svg->background = text;
	return 0;
}

static int take_side(struct svg_options *svg, const char *side)
{
	if (strcmp(side, "left") && strcmp(side, "right"))
		return error("--truncate: '%s' is no side; give left or right", side);
	svg->truncate_left = !strcmp(side, "left");
	return 0;
}

static int take_attributes(struct picture_options *options, const char *path)
{
	name_attributes_free(options->attributes);
	options->attributes = name_attributes_load(path);
	options->svg.attributes = options->attributes;
	return options->attributes ? 0 : -1;
}

static int take_map(struct picture_options *options)
{
	if (!options->map)
		options->map = palette_map_load("palette.map");
	options->svg.colours.map = options->map;
	return options->map ? 0 : -1;
}

/* Options that are texts, and those that have no value. */
static void take_plain(struct picture_options *options, int c, const char *value)
{
	struct svg_options *svg = &options->svg;

	switch (c) {
	case OPTION_TITLE:
		svg->title = value;
		break;
	case OPTION_SUBTITLE:
		svg->subtitle = value;
		break;
	case OPTION_NOTES:
		options->note = value;
		break;
	case OPTION_FONTTYPE:
		svg->font_type = value;
		break;
	case OPTION_COUNTNAME:
		svg->count_name = value;
		break;
	case OPTION_NAMETYPE:
		svg->name_type = value;
		break;
	case OPTION_COLORDIFFUSION:
		svg->colours.by = COLOUR_BY_TOTAL;
		break;
	case OPTION_HASH:
		svg->colours.spread = COLOUR_HASH;
		break;
	case OPTION_RANDOM:
		svg->colours.spread = COLOUR_RANDOM;
		break;
	case OPTION_DETERMINISTIC:
		svg->colours.spread = COLOUR_STEADY;
		break;
	case OPTION_INVERTED:
		svg->inverted = true;
		break;
	case OPTION_REVERSE:
		options->reverse = svg->reversed = true;
		break;
	case OPTION_FLAMECHART:
		svg->chart = options->chart = true;
		break;
	case OPTION_NEGATE:
		svg->colours.negate = true;
		break;
	case OPTION_TRUNCATE_RIGHT:
		svg->truncate_left = false;
		break;
	case OPTION_NO_SCRIPT:
		svg->no_script = true;
		break;
	}
}

int picture_option(struct picture_options *options, int c, const char *value)
{
	struct svg_options *svg = &options->svg;

	switch (c) {
	case OPTION_WIDTH:
		return take_pixels("--width", value, 100, 100000, &svg->width);
	case OPTION_HEIGHT:
		return take_pixels("--height", value, 6, 200, &svg->frame_height);
	case OPTION_MINWIDTH:
		return take_min_width(svg, value);
	case OPTION_FONTSIZE:
		return take_number("--fontsize", value, 4, 100, &svg->font_size);
	case OPTION_FONTWIDTH:
		return take_number("--fontwidth", value, 0.1, 100, &svg->font_width);
	case OPTION_TOTAL:
		return take_number("--total", value, 0, 1e18, &svg->total);
	case OPTION_FACTOR:
		return take_number("--factor", value, 1e-18, 1e18, &svg->factor);
	case OPTION_COLORS:
		return take_palette(&svg->colours, value);
	case OPTION_COLOR_BY:
		return take_color_by(&svg->colours, value);
	case OPTION_CP:
		return take_map(options);
	case OPTION_BGCOLORS:
		return take_background(svg, value);
	case OPTION_SEARCH_COLOR:
		return take_colour("--search-color", value, &svg->search_colour);
	case OPTION_STROKE_COLOR:
		return take_stroke(&svg->stroke_colour, value);
	case OPTION_UICOLOR:
		return take_colour("--uicolor", value, &svg->ui_colour);
	case OPTION_NAMEATTR:
		return take_attributes(options, value);
	case OPTION_TRUNCATE:
		return take_side(svg, value);
	}
	take_plain(options, c, value);
	return 0;
}

int picture_options_complete(struct picture_options *options)
{
	const struct colour_options *colours = &options->svg.colours;

	if (options->reverse && options->chart)
		return error("--reverse and --flamechart don't go together; leave out one");
	if (colours->palette != PALETTE_FLAMESAMP && colours->by != COLOUR_BY_KIND)
		return error("--colors and --color-by don't go together; leave out one");
	return 0;
}

int picture_options_save(const struct picture_options *options)
{
	return options->map ? palette_map_save(options->map) : 0;
}

void picture_options_free(struct picture_options *options)
{
	name_attributes_free(options->attributes);
	palette_map_free(options->map);
	*options = (struct picture_options){ 0 };
}
