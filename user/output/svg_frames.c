// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>

#include "output/frame_mark.h"
#include "output/name_attributes.h"
#include "output/svg_picture.h"
#include "output/xml.h"
#include "util/alloc.h"
#include "util/strbuf.h"

#define NUMBERS_MAX	512	/* bytes that a frame takes, apart from its texts */
#define LABELS		512	/* counts of which most frames have one: those below */
#define LABEL_MAX	62	/* bytes of what is written of a count, if it is kept */

/* A name as it is written; made once, since most names are those of many frames. */
struct shown {
	size_t offset;		/* in the texts */
	uint32_t len, columns;
	bool known, plain;	/* plain: a byte is a column */
};

/* " (1,234 samples, 5.67%)" */
struct label {
	unsigned char len;	/* 0: not made yet */
	char text[LABEL_MAX];
};

struct writing {
	const struct picture *picture;
	struct out *out;
	struct shown *shown;	/* by name; the last one is the root's, which has none */
	struct strbuf texts;
	struct strbuf unit;	/* what is counted, between blank and comma */
	struct label *label;	/* by count */
	unsigned int frame_height;
	uint64_t baseline;	/* of a name, below the top of its frame; thousandths */
	double advance;
};

static uint64_t thousandths(double pixels)
{
	return pixels * 1000 + 0.5;
}

/* Appended to the texts. */
static void make_shown(struct writing *writing, struct shown *shown, const char *name)
{
	shown->offset = writing->texts.len;
	xml_add(&writing->texts, name);
	shown->len = writing->texts.len - shown->offset;
	shown->columns = xml_columns(name);
	shown->plain = shown->columns == shown->len;
	shown->known = true;
}

static const char *name_of(const struct writing *writing, uint32_t node)
{
	return node ? tree_name(writing->picture->tree, node) : "all";
}

static const struct shown *show(struct writing *writing, uint32_t node)
{
	const struct tree *tree = writing->picture->tree;
	struct shown *shown = &writing->shown[node ? tree->node[node].name : tree->names.count];

	if (!shown->known)
		make_shown(writing, shown, name_of(writing, node));
	return shown;
}

static void write_change(struct writing *writing, uint32_t i)
{
	const struct picture *picture = writing->picture;
	double change = colours_change(picture->colours, i);
	char *to = out_room(writing->out, NUMBERS_MAX);

	to = put_literal(to, "; ");
	if (change)
		*to++ = change < 0 ? '-' : '+';
	to = put_percent(to, 100 * (change < 0 ? -change : change) / picture->samples);
	*to++ = '%';
	writing->out->at = to;
}

/* @i: 0: 100 percent, whatever it has */
static void write_count(struct writing *writing, uint32_t i, double count)
{
	const struct picture *picture = writing->picture;
	struct out *out = writing->out;
	char *to = out_room(out, NUMBERS_MAX);

	to = put_literal(to, " (");
	out->at = put_grouped(to, count * picture->options.factor);
	out_bytes(out, writing->unit.text, writing->unit.len);
	to = out_room(out, NUMBERS_MAX);
	if (i)
		to = put_percent(to, 100 * count / picture->samples);
	else
		to = put_literal(to, "100");
	*to++ = '%';
	out->at = to;
	if (i && picture->tree->was)
		write_change(writing, i);
	out_bytes(out, ")", 1);
}

/* Most frames have a small count, and what is written of it is the same for all that have it. */
static void write_numbers(struct writing *writing, uint32_t i)
{
	const struct picture *picture = writing->picture;
	double count = i ? picture->tree->node[i].total : picture->samples;
	struct out *out = writing->out;
	struct label *label;
	char *start;

	if (!i || picture->tree->was || count >= LABELS || count != (unsigned int)count) {
		write_count(writing, i, count);
		return;
	}
	label = &writing->label[(unsigned int)count];
	start = out_room(out, OUT_ROOM);
	if (label->len) {
		memcpy(start, label->text, LABEL_MAX);
		out->at += label->len;
		return;
	}
	write_count(writing, i, count);
	/* With a unit of many words, it may be too long, or no more where it was begun. */
	if (writing->unit.len > LABEL_MAX / 2)
		return;
	label->len = out->at - start;
	memcpy(label->text, start, label->len);
}

/* What a frame's name has room for. */
static void write_cut(struct writing *writing, const struct shown *shown, uint32_t node,
		      size_t columns)
{
	bool left = writing->picture->options.truncate_left;
	const char *text = writing->texts.text + shown->offset;
	struct strbuf buf = { 0 };

	if (shown->columns <= columns) {
		out_bytes(writing->out, text, shown->len);
		return;
	}
	if (shown->plain && !left) {
		out_bytes(writing->out, text, columns - 1);
		out_bytes(writing->out, "\xe2\x80\xa6", 3);
		return;
	}
	if (left)
		xml_add_fit_left(&buf, name_of(writing, node), columns);
	else
		xml_add_fit(&buf, name_of(writing, node), columns);
	out_bytes(writing->out, buf.text, buf.len);
	free(buf.text);
}

static void write_name(struct writing *writing, const struct shown *shown, uint32_t node,
		       uint64_t x, uint64_t y, double columns)
{
	char *to = out_room(writing->out, NUMBERS_MAX);

	to = put_literal(to, "<text x=\"");
	to = put_thousandths(to, x + TEXT_PADDING * 1000);
	to = put_literal(to, "\" y=\"");
	to = put_thousandths(to, y + writing->baseline);
	to = put_literal(to, "\">");
	writing->out->at = to;
	write_cut(writing, shown, node, columns);
	out_bytes(writing->out, "</text>", 7);
}

/* Counts that titles don't tell, for the script. */
static void write_datum(struct writing *writing, const char *attribute, double count)
{
	uint64_t whole;

	count *= writing->picture->options.factor;
	out_text(writing->out, attribute);
	if (count >= 0 && count < 1e15 && count == (whole = count))
		writing->out->at = put_number(out_room(writing->out, NUMBERS_MAX), whole);
	else
		out_format(writing->out, "%.10g", count);
	out_bytes(writing->out, "\"", 1);
}

/*
 * Samples of the frame alone, where what it calls is not all there; without them, the rest would
 * pass for its own. And what there was before.
 */
static void write_counts(struct writing *writing, const struct placed *frame)
{
	const struct tree *tree = writing->picture->tree;

	if (frame->lacks_callees)
		write_datum(writing, " data-self=\"", tree->node[frame->node].self);
	if (tree->was)
		write_datum(writing, " data-was=\"", tree->was[frame->node].total);
}

/*
 * Edges are rounded, not widths: a frame ends where the one beside it begins, and what it calls
 * lies within it.
 */
static void write_box(struct writing *writing, const struct placed *frame,
		      const struct shown *shown)
{
	const struct picture *picture = writing->picture;
	double total = frame->node ? picture->tree->node[frame->node].total : picture->samples;
	uint64_t x = thousandths(MARGIN + frame->start * picture->scale);
	uint64_t width = thousandths(MARGIN + (frame->start + total) * picture->scale) - x;
	size_t level = picture->options.inverted ? frame->depth : picture->depth - frame->depth;
	uint64_t y = HEADER + (uint64_t)level * writing->frame_height;
	double columns = (width / 1000.0 - 2 * TEXT_PADDING) / writing->advance;
	char *to = out_room(writing->out, NUMBERS_MAX);

	to = put_literal(to, "<rect x=\"");
	to = put_thousandths(to, x);
	to = put_literal(to, "\" y=\"");
	to = put_number(to, y);
	to = put_literal(to, "\" width=\"");
	to = put_thousandths(to, width);
	to = put_literal(to, "\" height=\"");
	to = put_number(to, writing->frame_height - FRAME_GAP);
	to = put_literal(to, "\" fill=\"");
	to = put_colour(to, frame->colour);
	to = put_literal(to, "\"");
	if (width >= SHARP_WIDTH * 1000)
		to = put_literal(to, " rx=\"2\"");
	writing->out->at = to;
	write_counts(writing, frame);
	out_bytes(writing->out, "/>", 2);
	if (columns >= FEWEST_COLUMNS)
		write_name(writing, shown, frame->node, x, y * 1000, columns);
}

/* What --nameattr says of a name, as folded stacks have it or without the mark of its kind. */
static const struct frame_attributes *find_attributes(const struct picture *picture,
						      enum frame_kind kind, const char *name)
{
	const struct name_attributes *all = picture->options.attributes;
	const struct frame_attributes *attributes = name_attributes_of(all, name);
	char *marked;

	if (attributes || !*frame_mark(kind))
		return attributes;
	marked = xasprintf("%s%s", name, frame_mark(kind));
	attributes = name_attributes_of(all, marked);
	free(marked);
	return attributes;
}

static void write_title(struct writing *writing, uint32_t i, const struct shown *shown,
			const struct frame_attributes *attributes)
{
	struct out *out = writing->out;

	out_bytes(out, "<title>", 7);
	if (attributes && attributes->title) {
		svg_text(out, attributes->title);
	} else {
		out_bytes(out, writing->texts.text + shown->offset, shown->len);
		write_numbers(writing, i);
	}
	out_bytes(out, "</title>", 8);
}

static void write_frame(struct writing *writing, const struct placed *frame)
{
	const struct picture *picture = writing->picture;
	const struct shown *shown = show(writing, frame->node);
	const struct frame_attributes *attributes = NULL;
	struct out *out = writing->out;

	if (picture->options.attributes)
		attributes = find_attributes(picture, picture->tree->node[frame->node].kind,
					     name_of(writing, frame->node));
	out_bytes(out, "<g", 2);
	if (attributes)
		out_text(out, attributes->group);
	if (attributes && attributes->title) {
		out_text(out, " data-name=\"");
		svg_text(out, name_of(writing, frame->node));
		out_text(out, "\"");
	}
	out_bytes(out, ">", 1);
	write_title(writing, frame->node, shown, attributes);
	if (attributes && attributes->link) {
		out_text(out, "<a");
		out_text(out, attributes->link);
		out_text(out, ">");
	}
	write_box(writing, frame, shown);
	if (attributes && attributes->link)
		out_text(out, "</a>");
	out_bytes(out, "</g>\n", 5);
}

/* What the script needs to know to draw them again. */
static void write_start(struct writing *writing)
{
	const struct svg_options *options = &writing->picture->options;
	struct out *out = writing->out;

	out_format(out, "<g class=\"frames\" data-margin=\"%d\" data-padding=\"%d\" ", MARGIN,
		   TEXT_PADDING);
	out_format(out, "data-columns=\"%d\" data-sharp=\"%d\" data-fluid=\"%d\" ", FEWEST_COLUMNS,
		   SHARP_WIDTH, writing->picture->fluid);
	out_format(out, "data-height=\"%u\" data-baseline=\"%g\" data-found=\"#%06x\"",
		   options->frame_height, writing->baseline / 1000.0,
		   options->search_colour ? options->search_colour : FOUND);
	if (options->inverted)
		out_text(out, " data-inverted=\"1\"");
	if (options->reversed)
		out_text(out, " data-reversed=\"1\"");
	if (options->truncate_left)
		out_text(out, " data-truncate=\"left\"");
	if (options->chart)
		out_text(out, " data-chart=\"1\"");
	if (writing->picture->tree->was)
		out_format(out, " data-worth=\"%.9g\" data-wasworth=\"%.9g\"",
			   options->colours.worth, options->colours.was_worth);
	if (options->colours.negate)
		out_text(out, " data-negated=\"1\"");
	/* What has another colour is another function, though it has the same name. */
	if (!writing->picture->tree->was && options->colours.by == COLOUR_BY_KIND &&
	    options->colours.spread != COLOUR_RANDOM)
		out_text(out, " data-fills=\"function\"");
	if (options->name_type) {
		out_text(out, " data-nametype=\"");
		svg_text(out, options->name_type);
		out_text(out, "\"");
	}
	out_format(out, " font-size=\"%g\" font-family=\"", options->font_size);
	svg_text(out, options->font_type);
	out_text(out, "\" fill=\"" INK "\">\n");
}

static void begin(struct writing *writing, struct picture *picture)
{
	const struct svg_options *options = &picture->options;

	*writing = (struct writing){
		.picture = picture, .out = &picture->out,
		.frame_height = options->frame_height,
		.advance = svg_advance(picture),
	};
	/* Letters are in the middle: a third of a font's size is what a capital needs and half. */
	writing->baseline = thousandths((options->frame_height - FRAME_GAP) / 2.0 +
					options->font_size / 3);
	strbuf_add(&writing->unit, " ");
	xml_add(&writing->unit, options->count_name);
	strbuf_add(&writing->unit, ", ");
	writing->shown = xcalloc(picture->tree->names.count + 1, sizeof(*writing->shown));
	writing->label = xcalloc(LABELS, sizeof(*writing->label));
}

void svg_write_frames(struct picture *picture)
{
	struct writing writing;

	begin(&writing, picture);
	write_start(&writing);
	for (size_t i = 0; i < picture->count; i++)
		write_frame(&writing, &picture->frame[i]);
	out_text(&picture->out, "</g>\n");
	free(writing.shown);
	free(writing.label);
	free(writing.texts.text);
	free(writing.unit.text);
}
