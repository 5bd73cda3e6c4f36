// SPDX-License-Identifier: GPL-2.0-or-later
#include <inttypes.h>

#include "output/hot.h"
#include "output/json.h"
#include "output/number.h"
#include "output/still.h"
#include "output/xml.h"

#define HOTTEST 20

const char *still_title(const struct tree *tree, const struct svg_options *options)
{
	if (options->title)
		return options->title;
	if (tree->was)
		return "Flame graph of differences";
	if (options->chart)
		return "Flame chart";
	return options->inverted ? "Icicle graph" : "Flame graph";
}

static void write_paragraph(FILE *out, const char *text)
{
	if (!text)
		return;
	fputs("<p>", out);
	xml_text(out, text);
	fputs("</p>\n", out);
}

static void write_hottest(FILE *out, const struct tree *tree)
{
	struct hot_list list;
	char self[NUMBER_MAX];

	hot_collect(&list, tree);
	hot_sort_by_self(&list);
	fprintf(out, "<table>\n<caption>Hottest functions, of %s samples</caption>\n"
		"<tr><th>self</th><th>samples</th><th>total</th><th>function</th></tr>\n",
		number_grouped(list.samples, self));
	for (size_t i = 0; i < list.count && i < HOTTEST; i++) {
		const struct hot *hot = &list.hot[i];

		fprintf(out, "<tr><td>%.2f%%</td><td>%s</td><td>%.2f%%</td><td>",
			number_percent(hot->self, list.samples), number_grouped(hot->self, self),
			number_percent(hot->total, list.samples));
		xml_text(out, hot->name);
		fputs("</td></tr>\n", out);
	}
	fputs("</table>\n", out);
	hot_free(&list);
}

void still_write(FILE *out, const struct tree *tree, const struct svg_options *options)
{
	const char *const *note = options->notes;

	fputs("<main id=\"still\">\n<h1>", out);
	xml_text(out, still_title(tree, options));
	fputs("</h1>\n", out);
	write_paragraph(out, options->subtitle);
	if (tree->node[0].total) {
		write_paragraph(out, "This file draws a flame graph by a script of its own, which "
				"talks to nobody, and which did not run. What it would show, in "
				"short:");
		write_hottest(out, tree);
	} else {
		write_paragraph(out, "no samples");
	}
	for (; note && *note; note++)
		write_paragraph(out, *note);
	fputs("</main>\n", out);
}

/* What colours of differences go by, as viewer.js takes it. */
static void write_changes(FILE *out, const struct colour_options *colours)
{
	fprintf(out, "\"by_self\":%s,\n\"negated\":%s,\n\"worth\":[%.9g,%.9g],\n",
		colours->change == CHANGE_SELF ? "true" : "false",
		colours->negate ? "true" : "false", colours->was_worth, colours->worth);
}

/* How frames look, as canvas.js takes it. */
static void write_look(FILE *out, const struct svg_options *options)
{
	fprintf(out, "\"look\":{\"tail\":%s", options->truncate_left ? "true" : "false");
	if (options->frame_height)
		fprintf(out, ",\"row\":%u", options->frame_height);
	if (options->font_size)
		fprintf(out, ",\"font\":%.9g", options->font_size);
	if (options->font_type) {
		fputs(",\"family\":", out);
		json_text(out, options->font_type);
	}
	fputs("},\n", out);
}

void still_json(FILE *out, const struct tree *tree, const struct svg_options *options)
{
	const char *const *note = options->notes;

	fputs("\"title\":", out);
	json_text(out, still_title(tree, options));
	fputs(",\n\"subtitle\":", out);
	json_text(out, options->subtitle ? options->subtitle : "");
	fputs(",\n\"notes\":[", out);
	for (size_t i = 0; note && note[i]; i++) {
		fputs(i ? "," : "", out);
		json_text(out, note[i]);
	}
	fputs("],\n\"event\":", out);
	json_text(out, options->count_name ? options->count_name : "samples");
	fprintf(out, ",\n\"factor\":%.9g,\n", options->factor ? options->factor : 1);
	if (options->search_colour)
		fprintf(out, "\"found\":\"#%06" PRIx32 "\",\n", options->search_colour);
	fprintf(out, "\"inverted\":%s,\n", options->inverted ? "true" : "false");
	if (options->name_type) {
		fputs("\"nametype\":", out);
		json_text(out, options->name_type);
		fputs(",\n", out);
	}
	if (tree->was)
		write_changes(out, &options->colours);
	write_look(out, options);
}
