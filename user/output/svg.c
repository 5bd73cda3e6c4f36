// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "output/flamegraph_js.h"
#include "output/number.h"
#include "output/palette.h"
#include "output/svg.h"
#include "output/xml.h"
#include "util/alloc.h"

#define NOMINAL_WIDTH	1200
#define SMALLEST_WIDTH	640	/* the title and the controls need it; the script's NARROWEST */
#define MARGIN		10	/* left and right of the frames */
#define HEADER		78	/* above them: title, subtitle, and a line for the script */
#define FRAME_HEIGHT	16
#define FRAME_GAP	1	/* of the height, between a frame and its caller */
#define LINE_HEIGHT	17	/* of legend and notes */
#define TEXT_PADDING	3	/* left and right of a frame's name */
#define SHARP_WIDTH	4	/* below, round corners would leave nothing of a frame */
#define FEWEST_COLUMNS	3	/* no name is drawn where fewer fit */
#define MONO_ADVANCE	0.602	/* of the font size; the widest of the fonts that are asked for */
#define SMALLEST_FRAME	0.1
#define TITLE_SIZE	17
#define SMALL_SIZE	12	/* of all other text */
#define TITLE_ADVANCE	0.56	/* roughly; the font is not fixed-width */
#define CONTROLS_WIDTH	400	/* right of the title, the script's */

#define INK "#1b1b1b"
#define SOFT "#5f6670"		/* what is less important */
#define SANS "system-ui,-apple-system,'Segoe UI',Roboto,'DejaVu Sans',Verdana,sans-serif"
#define MONO "ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace"

struct picture {
	FILE *out;
	const struct tree *tree;
	struct svg_options options;	/* without defaults to fill in */
	bool fluid;
	double scale;		/* pixels a sample */
	size_t depth;		/* of the deepest frame that is drawn */
	bool used[FRAME_KINDS];	/* kinds that are drawn */
	unsigned int height;
};

/* Attributes paint the light theme, so that it is there without style sheets, too. */
static const char light_style[] =
	".flamesamp .frames g{cursor:pointer}\n"
	".flamesamp .frames g:hover rect{stroke:#000;stroke-width:1}\n"
	".flamesamp text{white-space:pre}\n"
	".flamesamp foreignObject{overflow:visible}\n"
	".flamesamp .controls{display:flex;justify-content:flex-end;align-items:center;gap:8px;"
	"font:12px " SANS ";color:#555}\n"
	".flamesamp input,.flamesamp button{font:inherit;color:#1b1b1b;background:#fff;"
	"border:1px solid #c4c4c4;border-radius:5px;padding:4px 8px;height:26px;"
	"box-sizing:border-box}\n"
	".flamesamp input{width:190px}\n"
	".flamesamp input.invalid{border-color:#d0021b}\n"
	".flamesamp button{cursor:pointer}\n"
	".flamesamp button:disabled{opacity:.45;cursor:default}\n"
	".flamesamp :focus-visible{outline:2px solid #3b82f6;outline-offset:0}\n";

static const char dark_style[] =
	".flamesamp .ground{fill:#16181c}\n"
	".flamesamp:root{background:#16181c}\n"
	".flamesamp text{fill:#e6e6e6}\n"
	".flamesamp .soft{fill:#9aa0a8}\n"
	".flamesamp .frames g:hover rect{stroke:#fff}\n"
	/* what a search has found: see FOUND in flamegraph.js */
	".flamesamp rect[fill=\"#d63aff\"]{fill:#9c1fc4}\n"
	".flamesamp .controls{color:#9aa0a8}\n"
	".flamesamp input,.flamesamp button{color:#e6e6e6;background:#23262c;"
	"border-color:#454a53}\n";

/* Zeros at the end of a fraction are a tenth of a big picture. */
static void put_number(FILE *out, double value)
{
	char text[32];
	int len = snprintf(text, sizeof(text), "%.3f", value);

	while (text[len - 1] == '0')
		len--;
	if (text[len - 1] == '.')
		len--;
	fprintf(out, "%.*s", len, text);
}

static double frame_width(const struct picture *picture, uint32_t node)
{
	return picture->tree->node[node].total * picture->scale;
}

static bool drawn(const struct picture *picture, uint32_t node)
{
	return !node || frame_width(picture, node) >= picture->options.min_width;
}

/* The next node that is drawn; a node's callees are narrower than itself. */
static uint32_t next_drawn(const struct picture *picture, uint32_t node, size_t *depth)
{
	node = tree_next(picture->tree, node, depth);
	while (!drawn(picture, node))
		node = tree_skip(picture->tree, node, depth);
	return node;
}

static void set_defaults(struct picture *picture)
{
	struct svg_options *options = &picture->options;

	picture->fluid = !options->width;
	if (!options->width)
		options->width = NOMINAL_WIDTH;
	if (options->width < SMALLEST_WIDTH)
		options->width = SMALLEST_WIDTH;
	if (options->min_width == 0)
		options->min_width = SMALLEST_FRAME;
	if (!(options->font_size >= 6 && options->font_size <= 14))
		options->font_size = SMALL_SIZE;
	if (!options->title)
		options->title = "Flame graph";
}

/* The width of a kind's entry in the legend, with the space behind it. */
static double legend_width(int kind)
{
	return 16 + strlen(palette_label(kind)) * SMALL_SIZE * TITLE_ADVANCE + 16;
}

/* Whether the legend goes on in another line with an entry that would begin at @x. */
static bool legend_breaks(const struct picture *picture, double x, int kind)
{
	return x > MARGIN && x + legend_width(kind) > picture->options.width;
}

static unsigned int legend_lines(const struct picture *picture)
{
	unsigned int lines = 1;
	double x = MARGIN;

	for (int kind = 0; kind < FRAME_KINDS; kind++) {
		if (!picture->used[kind])
			continue;
		if (legend_breaks(picture, x, kind)) {
			x = MARGIN;
			lines++;
		}
		x += legend_width(kind);
	}
	return lines;
}

static void measure(struct picture *picture)
{
	const struct svg_options *options = &picture->options;
	double samples = picture->tree->node[0].total;
	unsigned int lines = 1;		/* half of it above and half of it below */
	size_t depth = 0;
	uint32_t i = 0;

	if (samples)
		picture->scale = (double)(options->width - 2 * MARGIN) / samples;
	do {
		picture->used[picture->tree->node[i].kind] = true;
		if (depth > picture->depth)
			picture->depth = depth;
		i = next_drawn(picture, i, &depth);
	} while (i);
	lines += legend_lines(picture);
	for (const char *const *note = options->notes; note && *note; note++)
		lines++;
	picture->height = HEADER + (picture->depth + 1) * FRAME_HEIGHT + lines * LINE_HEIGHT;
}

static unsigned int frames_end(const struct picture *picture)
{
	return HEADER + (picture->depth + 1) * FRAME_HEIGHT;
}

static void write_name(const struct picture *picture, const char *name, double x, double y,
		       double width)
{
	double advance = picture->options.font_size * MONO_ADVANCE;
	double room = (width - 2 * TEXT_PADDING) / advance;

	if (room < FEWEST_COLUMNS)
		return;
	fputs("<text x=\"", picture->out);
	put_number(picture->out, x + TEXT_PADDING);
	fputs("\" y=\"", picture->out);
	put_number(picture->out, y + FRAME_HEIGHT - FRAME_GAP - 3.5);
	fputs("\">", picture->out);
	xml_text_fit(picture->out, name, room);
	fputs("</text>", picture->out);
}

static void write_frame(const struct picture *picture, uint32_t i, double x, size_t depth)
{
	const struct tree_node *node = &picture->tree->node[i];
	const char *name = i ? tree_name(picture->tree, i) : "all";
	double y = HEADER + (picture->depth - depth) * FRAME_HEIGHT;
	double samples = picture->tree->node[0].total;
	double width = frame_width(picture, i);
	FILE *out = picture->out;
	char count[NUMBER_MAX];

	fputs("<g><title>", out);
	xml_text(out, name);
	fprintf(out, " (%s samples, %.2f%%)</title><rect x=\"", number_grouped(node->total, count),
		number_percent(node->total, samples));
	put_number(out, x);
	fprintf(out, "\" y=\"%.0f\" width=\"", y);
	put_number(out, width);
	fprintf(out, "\" height=\"%d\" fill=\"%s\"%s/>", FRAME_HEIGHT - FRAME_GAP,
		palette_frame(node->kind, name).light, width < SHARP_WIDTH ? "" : " rx=\"2\"");
	write_name(picture, name, x, y, width);
	fputs("</g>\n", out);
}

/*
 * Where each node starts, in samples from the left: behind its last sibling, the first one where
 * their caller starts. Samples that ended in the caller are the gap at the right. The caller frees.
 */
static double *find_starts(const struct tree *tree)
{
	double *start = xcalloc(tree->count, sizeof(*start));

	/* Nodes have higher numbers than their parents. */
	for (size_t i = 0; i < tree->count; i++) {
		double next = start[i];

		for (uint32_t c = tree->node[i].first_child; c; c = tree->node[c].next_sibling) {
			start[c] = next;
			next += tree->node[c].total;
		}
	}
	return start;
}

static void write_frames(const struct picture *picture)
{
	double *start = find_starts(picture->tree);
	FILE *out = picture->out;
	size_t depth = 0;
	uint32_t i = 0;

	/* The script needs to know how names are fitted, and whether it may change the width. */
	fprintf(out, "<g class=\"frames\" data-margin=\"%d\" data-padding=\"%d\" ", MARGIN,
		TEXT_PADDING);
	fprintf(out, "data-columns=\"%d\" data-sharp=\"%d\" data-fluid=\"%d\" font-size=\"",
		FEWEST_COLUMNS, SHARP_WIDTH, picture->fluid);
	put_number(out, picture->options.font_size);
	fputs("\" font-family=\"" MONO "\" fill=\"" INK "\">\n", out);
	do {
		write_frame(picture, i, MARGIN + start[i] * picture->scale, depth);
		i = next_drawn(picture, i, &depth);
	} while (i);
	fputs("</g>\n", out);
	free(start);
}

static void write_style(const struct picture *picture)
{
	FILE *out = picture->out;

	fprintf(out, "<style>\n%s@media (prefers-color-scheme:dark){\n%s", light_style, dark_style);
	for (int kind = 0; kind < FRAME_KINDS; kind++) {
		for (unsigned int i = 0; i < PALETTE_SHADES && picture->used[kind]; i++) {
			struct colour colour = palette_shade(kind, i);

			fprintf(out, ".flamesamp rect[fill=\"%s\"]{fill:%s}\n", colour.light,
				colour.dark);
		}
	}
	fputs("}\n</style>\n", out);
}

static void write_heading(const struct picture *picture)
{
	const struct svg_options *options = &picture->options;
	double room = options->width - 2 * MARGIN;
	FILE *out = picture->out;

	fprintf(out, "<g class=\"heading\">\n<text x=\"%d\" y=\"27\" font-size=\"%d\" "
		"font-weight=\"600\">", MARGIN, TITLE_SIZE);
	xml_text_fit(out, options->title, (room - CONTROLS_WIDTH) / (TITLE_SIZE * TITLE_ADVANCE));
	fputs("</text>\n", out);
	if (options->subtitle) {
		fprintf(out, "<text class=\"soft\" x=\"%d\" y=\"46\" font-size=\"%d\" fill=\"" SOFT
			"\">", MARGIN, SMALL_SIZE);
		xml_text_fit(out, options->subtitle, room / (SMALL_SIZE * TITLE_ADVANCE));
		fputs("</text>\n", out);
	}
	fputs("</g>\n", out);
}

/* @y: of the first line. Return: of the last one. */
static unsigned int write_legend(const struct picture *picture, unsigned int y)
{
	double x = MARGIN;

	for (int kind = 0; kind < FRAME_KINDS; kind++) {
		const char *label = palette_label(kind);

		if (!picture->used[kind])
			continue;
		if (legend_breaks(picture, x, kind)) {
			x = MARGIN;
			y += LINE_HEIGHT;
		}
		fprintf(picture->out, "<rect x=\"%.0f\" y=\"%u\" width=\"11\" height=\"11\" "
			"fill=\"%s\" rx=\"2\"/>", x, y - 10, palette_shade(kind, 0).light);
		fprintf(picture->out, "<text class=\"soft\" x=\"%.0f\" y=\"%u\">%s</text>\n",
			x + 16, y, label);
		x += legend_width(kind);
	}
	return y;
}

/* One that is too long is shown whole where the mouse points at it. */
static void write_note(const struct picture *picture, const char *note, unsigned int y)
{
	size_t room = (picture->options.width - 2 * MARGIN) / (SMALL_SIZE * TITLE_ADVANCE);
	FILE *out = picture->out;

	fprintf(out, "<text class=\"soft\" x=\"%d\" y=\"%u\">", MARGIN, y);
	xml_text_fit(out, note, room);
	if (xml_columns(note) > room) {
		fputs("<title>", out);
		xml_text(out, note);
		fputs("</title>", out);
	}
	fputs("</text>\n", out);
}

/* The legend and the notes. */
static void write_footer(const struct picture *picture)
{
	const char *const *note = picture->options.notes;
	unsigned int y = frames_end(picture) + LINE_HEIGHT + 4;
	FILE *out = picture->out;

	fprintf(out, "<g class=\"footer\" font-size=\"%d\" fill=\"" SOFT "\">\n", SMALL_SIZE);
	if (picture->tree->node[0].total)
		y = write_legend(picture, y);
	for (; note && *note; note++) {
		y += LINE_HEIGHT;
		write_note(picture, *note, y);
	}
	fputs("</g>\n", out);
}

static void write_script(FILE *out)
{
	fputs("<script>", out);
	xml_cdata(out, flamegraph_js, flamegraph_js_len);
	fputs("</script>\n", out);
}

static void write_document(const struct picture *picture)
{
	const struct svg_options *options = &picture->options;
	FILE *out = picture->out;

	fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n", out);
	fprintf(out, "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"flamesamp\" width=\"%u\" "
		"height=\"%u\" viewBox=\"0 0 %u %u\" font-family=\"" SANS "\" fill=\"" INK "\">\n",
		options->width, picture->height, options->width, picture->height);
	fputs("<title>", out);
	xml_text(out, options->title);
	fputs("</title>\n", out);
	write_style(picture);
	fputs("<rect class=\"ground\" width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n", out);
	write_heading(picture);
	if (picture->tree->node[0].total) {
		write_frames(picture);
	} else {
		fprintf(out, "<text class=\"soft\" x=\"%d\" y=\"%d\" font-size=\"14\" fill=\"" SOFT
			"\">no samples</text>\n", MARGIN, HEADER + FRAME_HEIGHT - 4);
	}
	write_footer(picture);
	if (picture->tree->node[0].total)
		write_script(out);
	fputs("</svg>\n", out);
}

int svg_write(FILE *out, const struct tree *tree, const struct svg_options *options)
{
	struct picture picture = { .out = out, .tree = tree };

	if (options)
		picture.options = *options;
	set_defaults(&picture);
	measure(&picture);
	write_document(&picture);
	return fflush(out) || ferror(out) ? -1 : 0;
}
