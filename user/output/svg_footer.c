// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdbool.h>

#include "output/svg_picture.h"
#include "output/xml.h"

#define SWATCH		11	/* a colour in the legend is so high and wide */
#define SWATCH_GAP	16	/* from where it begins to its label */
#define LABEL_COLUMNS	40	/* of a package's name */

static double text_width(size_t columns)
{
	return columns * SMALL_SIZE * TITLE_ADVANCE;
}

/* The width of an entry, with the space behind it. */
static double entry_width(const struct colour_entry *entry)
{
	size_t columns = xml_columns(entry->label);

	return SWATCH_GAP + text_width(columns < LABEL_COLUMNS ? columns : LABEL_COLUMNS) + 16;
}

/* Where entries begin, behind what they are about. */
static double legend_start(const struct picture *picture)
{
	const char *heading = colours_heading(picture->colours);

	return MARGIN + (heading ? text_width(xml_columns(heading)) + 8 : 0);
}

/* Whether the legend goes on in another line with an entry that would begin at @x. */
static bool breaks(const struct picture *picture, double x, const struct colour_entry *entry)
{
	return x > MARGIN && x + entry_width(entry) > picture->options.width;
}

static unsigned int legend_lines(const struct picture *picture)
{
	double x = legend_start(picture);
	unsigned int lines = 1;

	if (!picture->legends)
		return 0;
	for (size_t i = 0; i < picture->legends; i++) {
		if (breaks(picture, x, &picture->legend[i])) {
			x = MARGIN;
			lines++;
		}
		x += entry_width(&picture->legend[i]);
	}
	return lines;
}

unsigned int svg_footer_lines(const struct picture *picture)
{
	unsigned int lines = legend_lines(picture);

	for (const char *const *note = picture->options.notes; note && *note; note++)
		lines++;
	return lines;
}

/* @y: of the first line. Return: of the line behind the last one. */
static unsigned int write_legend(struct picture *picture, unsigned int y)
{
	const char *heading = colours_heading(picture->colours);
	double x = legend_start(picture);
	struct out *out = &picture->out;

	if (!picture->legends)
		return y;
	if (heading)
		out_format(out, "<text class=\"soft\" x=\"%d\" y=\"%u\">%s</text>\n", MARGIN, y,
			   heading);
	for (size_t i = 0; i < picture->legends; i++) {
		const struct colour_entry *entry = &picture->legend[i];

		if (breaks(picture, x, entry)) {
			x = MARGIN;
			y += LINE_HEIGHT;
		}
		out_format(out, "<rect x=\"%.0f\" y=\"%u\" width=\"%d\" height=\"%d\" "
			   "fill=\"#%06x\" rx=\"2\"/>", x, y - SWATCH + 1, SWATCH, SWATCH,
			   entry->shade.light);
		out_format(out, "<text class=\"soft\" x=\"%.0f\" y=\"%u\">", x + SWATCH_GAP, y);
		svg_text_fit(out, entry->label, LABEL_COLUMNS);
		out_text(out, "</text>\n");
		x += entry_width(entry);
	}
	return y + LINE_HEIGHT;
}

static void write_note(struct picture *picture, const char *note, unsigned int y)
{
	size_t room = (picture->options.width - 2 * MARGIN) / (SMALL_SIZE * TITLE_ADVANCE);
	struct out *out = &picture->out;

	out_format(out, "<text class=\"soft\" x=\"%d\" y=\"%u\">", MARGIN, y);
	svg_text_fit_titled(out, note, room);
	out_text(out, "</text>\n");
}

void svg_write_footer(struct picture *picture)
{
	const char *const *note = picture->options.notes;
	unsigned int y = picture->frames_end + LINE_HEIGHT + 4;
	struct out *out = &picture->out;

	out_format(out, "<g class=\"footer\" font-size=\"%d\" fill=\"" SOFT "\">\n", SMALL_SIZE);
	y = write_legend(picture, y);
	for (; note && *note; note++, y += LINE_HEIGHT)
		write_note(picture, *note, y);
	out_text(out, "</g>\n");
}
