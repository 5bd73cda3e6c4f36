// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>

#include "output/html.h"
#include "output/page.h"
#include "output/still.h"
#include "output/tree_columns.h"
#include "output/web.h"

#define NOMINAL_WIDTH 1200
/* Pixels of that width. Ten times narrower than an SVG's: frames that aren't seen cost little. */
#define SMALLEST_FRAME 0.01

static const struct page_part scripts[] = {
	{ viewer_js, &viewer_js_len },
	{ page_js, &page_js_len },
	{ NULL, NULL },
};

/* Samples that a frame must have. */
static double smallest(const struct tree *tree, const struct svg_options *options)
{
	double pixels = options->min_width ? options->min_width : SMALLEST_FRAME;
	double width = options->width ? options->width : NOMINAL_WIDTH;
	double samples = tree->node[0].total;

	if (tree->was && tree->was[0].total > samples)
		samples = tree->was[0].total;
	if (options->min_percent > 0)
		return options->min_percent / 100 * samples;
	if (pixels < 0)
		return 0;
	return pixels / width * samples;
}

static int write_profile(FILE *out, const struct tree *tree, const struct svg_options *options)
{
	struct pack pack = { 0 };

	fputs("<script type=\"application/json\" id=\"profile\">{", out);
	still_json(out, tree, options);
	free(tree_columns(&pack, tree, smallest(tree, options), &options->colours, out));
	fputs("\"pack\":", out);
	if (pack_write(&pack, out))
		return -1;
	fputs("}</script>\n", out);
	return 0;
}

int html_write(FILE *out, const struct tree *tree, const struct svg_options *options)
{
	static const struct svg_options none;
	struct page page = { .style = { viewer_css, &viewer_css_len }, .scripts = scripts };

	if (!options)
		options = &none;
	page.title = still_title(tree, options);
	page_start(&page, out);
	still_write(out, tree, options);
	if (write_profile(out, tree, options))
		return -1;
	return page_end(&page, out);
}
