/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The parts of a picture, for the files that write it: svg*.c.
 */
#ifndef FLAMEREC_OUTPUT_SVG_PICTURE_H
#define FLAMEREC_OUTPUT_SVG_PICTURE_H

#include "output/out.h"
#include "output/svg.h"

#define MARGIN		10	/* left and right of the frames */
#define HEADER		78	/* above them: title, subtitle, and a line for the script */
#define FRAME_GAP	1	/* of the height, between a frame and its caller */
#define LINE_HEIGHT	17	/* of legend and notes */
#define TEXT_PADDING	3	/* left and right of a frame's name */
#define SHARP_WIDTH	4	/* below, round corners would leave nothing of a frame */
#define FEWEST_COLUMNS	3	/* no name is drawn where fewer fit */
#define TITLE_SIZE	17
#define SMALL_SIZE	12	/* of all other text */
#define TITLE_ADVANCE	0.56	/* roughly; the font is not fixed-width */

#define INK "#1b1b1b"
#define SOFT "#5f6670"		/* what is less important */
#define FOUND 0xd63aff		/* what a search has found */
#define SANS "system-ui,-apple-system,'Segoe UI',Roboto,'DejaVu Sans',Verdana,sans-serif"
#define MONO "ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace"

/**
 * struct placed - a frame that is drawn
 * @node: of the tree
 * @depth: frames below it
 * @colour: of the light theme
 * @lacks_callees: some of what it calls is not drawn
 * @start: samples left of it
 */
struct placed {
	uint32_t node, depth, colour;
	bool lacks_callees;
	double start;
};

/**
 * struct picture - what is drawn
 * @options: with the defaults filled in
 * @fluid: the script may change the width
 * @samples: that the width stands for
 * @scale: pixels a sample
 * @min_samples: frames with fewer are left out
 * @frame, @count: callers before what they call
 * @depth: of the deepest of them
 * @frames_end: where what is below the frames begins, in pixels
 * @legend, @legends: its entries, and how many
 */
struct picture {
	struct out out;
	const struct tree *tree;
	struct svg_options options;
	bool fluid;
	double samples, scale, min_samples;
	struct placed *frame;
	size_t count, capacity, depth;
	struct colours *colours;
	struct colour_entry *legend;
	size_t legends;
	unsigned int frames_end, height;
};

/* What the frames' names take: pixels a column. */
static inline double svg_advance(const struct picture *picture)
{
	return picture->options.font_size * picture->options.font_width;
}

/*
 * svg_text.c: text, escaped; in the second, what doesn't fit into so many columns is cut off; in
 * the third, it is in a title then, where the mouse and the script find it.
 */
void svg_text(struct out *out, const char *text);
void svg_text_fit(struct out *out, const char *text, double columns);
void svg_text_fit_titled(struct out *out, const char *text, double columns);

/* svg_layout.c: which frames are drawn, and where. */
void svg_place_frames(struct picture *picture);

/* svg_frames.c: a group of groups. */
void svg_write_frames(struct picture *picture);

/* svg_style.c: the style sheet; and the ground. */
void svg_write_style(struct picture *picture);
void svg_write_ground(struct picture *picture);

/* svg_footer.c: legend and notes. Lines that they take; and they themselves. */
unsigned int svg_footer_lines(const struct picture *picture);
void svg_write_footer(struct picture *picture);

#endif
