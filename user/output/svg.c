// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>
#include <string.h>

#include "output/flamegraph_js.h"
#include "output/still.h"
#include "output/svg.h"
#include "output/svg_picture.h"
#include "output/xml.h"

#define NOMINAL_WIDTH	1200
#define SMALLEST_WIDTH	100	/* room for a frame and its margins */
#define CONTROLLED_WIDTH 640	/* below, the script's controls don't stand beside the title */
#define CONTROLS_WIDTH	400	/* right of the title, the script's */
#define FRAME_HEIGHT	16
#define SMALLEST_FRAME	0.1
#define MONO_ADVANCE	0.602	/* of the font size; the widest of the fonts that are asked for */
#define SANS_ADVANCE	0.59	/* what flamegraph.pl takes for a font that it doesn't know */

static void set_font(struct svg_options *options)
{
	double height;

	if (!options->font_width)
		options->font_width = options->font_type ? SANS_ADVANCE : MONO_ADVANCE;
	if (!options->font_type)
		options->font_type = MONO;
	if (!options->font_size)
		options->font_size = SMALL_SIZE;
	height = options->font_size * 1.25 + 1;
	if (!options->frame_height)
		options->frame_height = height > FRAME_HEIGHT ? height + 0.5 : FRAME_HEIGHT;
}

static void set_defaults(struct picture *picture)
{
	struct svg_options *options = &picture->options;

	picture->fluid = !options->width;
	if (!options->width)
		options->width = NOMINAL_WIDTH;
	if (options->width < SMALLEST_WIDTH)
		options->width = SMALLEST_WIDTH;
	if (!options->min_width)
		options->min_width = SMALLEST_FRAME;
	set_font(options);
	options->title = still_title(picture->tree, options);
	if (!options->count_name)
		options->count_name = "samples";
	if (!options->factor)
		options->factor = 1;
}

static void set_scale(struct picture *picture)
{
	const struct svg_options *options = &picture->options;

	picture->samples = picture->tree->node[0].total;
	if (!picture->samples)
		return;
	if (options->total > picture->samples)
		picture->samples = options->total;
	picture->scale = (options->width - 2 * MARGIN) / picture->samples;
	picture->min_samples = options->min_width / picture->scale;
	if (options->min_percent)
		picture->min_samples = picture->samples * options->min_percent / 100;
}

static void measure(struct picture *picture)
{
	unsigned int lines;

	set_scale(picture);
	svg_place_frames(picture);
	if (picture->samples)
		picture->legend = colours_legend(picture->colours, &picture->legends);
	lines = svg_footer_lines(picture);
	picture->frames_end = HEADER + (picture->depth + 1) * picture->options.frame_height;
	/* One line more is half above and half below them. */
	picture->height = picture->frames_end + (lines ? (lines + 1) * LINE_HEIGHT : MARGIN);
}

static void write_heading(struct picture *picture)
{
	const struct svg_options *options = &picture->options;
	double room = options->width - 2 * MARGIN, title = room;
	struct out *out = &picture->out;

	if (!options->no_script && options->width >= CONTROLLED_WIDTH)
		title -= CONTROLS_WIDTH;
	out_format(out, "<g class=\"heading\">\n<text x=\"%d\" y=\"27\" font-size=\"%d\" "
		   "font-weight=\"600\">", MARGIN, TITLE_SIZE);
	svg_text_fit(out, options->title, title / (TITLE_SIZE * TITLE_ADVANCE));
	out_text(out, "</text>\n");
	if (options->subtitle) {
		out_format(out, "<text class=\"soft\" x=\"%d\" y=\"46\" font-size=\"%d\" "
			   "fill=\"" SOFT "\">", MARGIN, SMALL_SIZE);
		svg_text_fit_titled(out, options->subtitle, room / (SMALL_SIZE * TITLE_ADVANCE));
		out_text(out, "</text>\n");
	}
	out_text(out, "</g>\n");
}

/* For those who hear pictures: what it is, and how large. */
static void write_description(struct picture *picture)
{
	struct out *out = &picture->out;
	char count[32];

	out_text(out, "<title>");
	svg_text(out, picture->options.title);
	out_text(out, "</title>\n<desc>");
	if (picture->samples) {
		*put_grouped(count, picture->tree->node[0].total * picture->options.factor) = '\0';
		out_format(out, "%s ", count);
		svg_text(out, picture->options.count_name);
		out_format(out, " in %zu frames, up to %zu deep. Each frame is a rectangle as wide "
			   "as its share, named by its title.", picture->count - 1, picture->depth);
	}
	out_text(out, "</desc>\n");
}

/* Where there are no samples, that is all there is to tell. */
static void write_frames(struct picture *picture)
{
	if (picture->samples)
		svg_write_frames(picture);
	else
		out_format(&picture->out, "<text class=\"soft\" x=\"%d\" y=\"%u\" font-size=\"14\" "
			   "fill=\"" SOFT "\">no samples</text>\n", MARGIN, HEADER + 12);
}

static void write_script(struct picture *picture)
{
	if (!picture->samples || picture->options.no_script)
		return;
	out_text(&picture->out, "<script>");
	out_flush(&picture->out);
	xml_cdata(picture->out.file, flamegraph_js, flamegraph_js_len);
	out_text(&picture->out, "</script>\n");
}

static void write_document(struct picture *picture)
{
	const struct svg_options *options = &picture->options;
	struct out *out = &picture->out;

	out_text(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
	out_format(out, "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"flamesamp\" "
		   "width=\"%u\" height=\"%u\" viewBox=\"0 0 %u %u\" role=\"img\" "
		   "font-family=\"" SANS "\" fill=\"" INK "\">\n", options->width, picture->height,
		   options->width, picture->height);
	write_description(picture);
	svg_write_style(picture);
	svg_write_ground(picture);
	write_heading(picture);
	write_frames(picture);
	svg_write_footer(picture);
	write_script(picture);
	out_text(out, "</svg>\n");
}

int svg_write(FILE *file, const struct tree *tree, const struct svg_options *options)
{
	struct picture picture = { .tree = tree };

	if (options)
		picture.options = *options;
	set_defaults(&picture);
	picture.colours = colours_new(tree, &picture.options.colours);
	measure(&picture);
	out_open(&picture.out, file);
	write_document(&picture);
	out_close(&picture.out);
	colours_free(picture.colours);
	free(picture.legend);
	free(picture.frame);
	return fflush(file) || ferror(file) ? -1 : 0;
}
