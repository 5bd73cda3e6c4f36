// SPDX-License-Identifier: GPL-2.0-or-later
#include <inttypes.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "output/colours.h"
#include "output/json.h"
#include "output/palette.h"
#include "output/tree_columns.h"
#include "util/alloc.h"
#include "util/hash.h"
#include "util/u64map.h"

#define DARK_GROUND 0x16181c	/* as in viewer.css */

/* Frames as they are shown: a name, a kind and a package. Most are in many nodes. */
struct frames {
	const struct tree *tree;
	uint32_t *first;	/* a node of each */
	size_t count, capacity;
	struct u64map known, texts, shades;
	struct colours *colours;
};

/**
 * struct columns - the work
 * @order: the nodes that are written, in their order
 * @up: of each: depth of the node before, less its own, plus 1
 * @number: of each node of the tree: its place in @order
 */
struct columns {
	struct pack *pack;
	const struct tree *tree;
	double smallest;
	uint32_t *order, *up;
	size_t count;
	uint32_t *number;
};

static bool is_drawn(const struct columns *columns, uint32_t i)
{
	double was = columns->tree->was ? columns->tree->was[i].total : 0;
	double total = columns->tree->node[i].total;

	return total >= columns->smallest || was >= columns->smallest;
}

static uint32_t next_drawn(const struct columns *columns, uint32_t i, size_t *depth)
{
	i = tree_next(columns->tree, i, depth);
	while (i && !is_drawn(columns, i))
		i = tree_skip(columns->tree, i, depth);
	return i;
}

static void put_in_order(struct columns *columns)
{
	const struct tree *tree = columns->tree;
	size_t depth = 0, before = 0;
	bool *drawn = xcalloc(tree->count, sizeof(*drawn));
	uint32_t i = 0;

	columns->order = xcalloc(tree->count, sizeof(*columns->order));
	columns->up = xcalloc(tree->count, sizeof(*columns->up));
	columns->number = xcalloc(tree->count, sizeof(*columns->number));
	do {
		drawn[i] = true;
		columns->number[i] = columns->count;
		columns->order[columns->count] = i;
		columns->up[columns->count++] = before + 1 - depth;
		before = depth;
		i = next_drawn(columns, i, &depth);
	} while (i);
	/* Callers have smaller numbers than what they call. */
	for (i = 1; i < tree->count; i++) {
		if (!drawn[i])
			columns->number[i] = columns->number[tree->node[i].parent];
	}
	free(drawn);
}

/* The number of a frame, which is new or known. */
static uint32_t frame_number(struct frames *frames, uint32_t i)
{
	const struct tree_node *node = &frames->tree->node[i];
	uint64_t key = hash_u64((uint64_t)node->name << 32 | node->package) + node->kind, *number;
	bool added;

	number = u64map_at(&frames->known, key, &added);
	if (added) {
		frames->first = grow(frames->first, &frames->capacity, frames->count + 1,
				     sizeof(*frames->first));
		frames->first[frames->count] = i;
		*number = frames->count++;
	}
	return *number;
}

/* The place of a text in the column of texts, where it is put. */
static uint64_t text_number(struct frames *frames, struct pack *pack, uint32_t id)
{
	size_t next = frames->texts.count;
	bool added;
	uint64_t *number = u64map_at(&frames->texts, id, &added);

	if (added) {
		*number = next;
		pack_text(pack, strpool_get(&frames->tree->names, id));
	}
	return *number;
}

/* What has one colour for both themes is dimmed where the ground is dark. */
static uint32_t dark_colour(struct shade shade)
{
	uint32_t dark = 0;

	if (shade.light != shade.dark)
		return shade.dark;
	for (int bits = 0; bits < 24; bits += 8) {
		double ground = DARK_GROUND >> bits & 0xff, colour = shade.light >> bits & 0xff;

		dark |= (uint32_t)(ground + (colour - ground) * COLOUR_DIM) << bits;
	}
	return dark;
}

static void write_shade(FILE *out, struct shade shade)
{
	fprintf(out, "[\"#%06" PRIx32 "\",\"#%06" PRIx32 "\"]", shade.light, dark_colour(shade));
}

/* The colour of a node, in the list that is written to @out. */
static uint64_t colour_number(struct frames *frames, uint32_t i, FILE *out)
{
	struct shade shade = colours_of(frames->colours, i);
	size_t next = frames->shades.count;
	bool added;
	uint64_t *number = u64map_at(&frames->shades, (uint64_t)shade.light << 32 | shade.dark,
				     &added);

	if (added) {
		*number = next;
		fputs(next ? "," : "", out);
		write_shade(out, shade);
	}
	return *number;
}

/* By amounts, the nodes of a function differ; by all else, it has one colour. */
static bool by_node(const struct tree *tree, const struct colour_options *options)
{
	return tree->was || options->by == COLOUR_BY_SELF || options->by == COLOUR_BY_TOTAL;
}

static void write_tones(const struct columns *columns, struct frames *frames, bool nodes, FILE *out)
{
	const uint32_t *node = nodes ? columns->order : frames->first;
	size_t count = nodes ? columns->count : frames->count;

	fputs("\"colours\":[", out);
	for (size_t i = 0; i < count; i++)
		pack_number(columns->pack, colour_number(frames, node[i], out));
	pack_column(columns->pack, nodes ? "tone" : "frame_tone");
	fputs("],\n", out);
}

static void write_frames(struct frames *frames, struct pack *pack)
{
	uint64_t (*text)[2] = xcalloc(frames->count, sizeof(*text));

	for (size_t i = 0; i < frames->count; i++) {
		const struct tree_node *node = &frames->tree->node[frames->first[i]];

		text[i][0] = text_number(frames, pack, node->name);
		text[i][1] = text_number(frames, pack, node->package);
	}
	pack_column(pack, "texts");
	for (size_t i = 0; i < frames->count; i++) {
		pack_number(pack, text[i][0]);
		pack_number(pack, text[i][1]);
		pack_number(pack, frames->tree->node[frames->first[i]].kind);
	}
	pack_column(pack, "frames");
	free(text);
}

static bool all_whole(const double *count, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (!(count[i] >= 0 && count[i] < 0x1p53) || count[i] != floor(count[i]))
			return false;
	}
	return true;
}

/* What a node has at most is small, so that most columns are whole numbers below 128. */
static void write_counts(struct pack *pack, const double *count, size_t n, const char *name,
			 FILE *out)
{
	bool whole = all_whole(count, n);

	for (size_t i = 0; i < n; i++) {
		if (whole)
			pack_number(pack, count[i]);
		else
			pack_double(pack, count[i]);
	}
	pack_column(pack, name);
	if (!whole)
		fprintf(out, "\"%s_doubles\":true,\n", name);
}

/* @self, @cut: zeroed, one a node that is written; @was: of the earlier profile. */
static void sum_counts(const struct columns *columns, bool was, double *self, double *cut)
{
	const struct tree *tree = columns->tree;

	for (uint32_t i = 0; i < tree->count; i++) {
		double count = was ? tree->was[i].self : tree->node[i].self;
		uint32_t number = columns->number[i];

		if (columns->order[number] == i)
			self[number] += count;
		else
			cut[number] += count;
	}
}

static void write_profile(const struct columns *columns, bool was, FILE *out)
{
	double *self = xcalloc(columns->count, sizeof(*self));
	double *cut = xcalloc(columns->count, sizeof(*cut));

	sum_counts(columns, was, self, cut);
	write_counts(columns->pack, self, columns->count, was ? "was" : "self", out);
	write_counts(columns->pack, cut, columns->count, was ? "was_cut" : "cut", out);
	free(self);
	free(cut);
}

static void write_nodes(const struct columns *columns, struct frames *frames)
{
	for (size_t i = 0; i < columns->count; i++)
		pack_number(columns->pack, columns->up[i]);
	pack_column(columns->pack, "up");
	for (size_t i = 0; i < columns->count; i++)
		pack_number(columns->pack, frame_number(frames, columns->order[i]));
	pack_column(columns->pack, "frame");
}

static void write_kinds(FILE *out)
{
	fputs("\"kinds\":[", out);
	for (int kind = 0; kind < FRAME_KINDS; kind++) {
		fputs(kind ? ",[" : "[", out);
		json_text(out, palette_label(kind));
		fputs(",", out);
		write_shade(out, palette_shade(kind, 0));
		fputs("]", out);
	}
	fputs("],\n", out);
}

static void write_legend(struct colours *colours, FILE *out)
{
	const char *heading = colours_heading(colours);
	size_t count;
	struct colour_entry *entry = colours_legend(colours, &count);

	fputs("\"heading\":", out);
	json_text(out, heading ? heading : "");
	fputs(",\n\"legend\":[", out);
	for (size_t i = 0; i < count; i++) {
		fputs(i ? ",[" : "[", out);
		json_text(out, entry[i].label);
		fputs(",", out);
		write_shade(out, entry[i].shade);
		fputs("]", out);
	}
	fputs("],\n", out);
	free(entry);
}

uint32_t *tree_columns(struct pack *pack, const struct tree *tree, double smallest,
		       const struct colour_options *options, FILE *out)
{
	struct columns columns = { .pack = pack, .tree = tree, .smallest = smallest };
	struct frames frames = { .tree = tree, .colours = colours_new(tree, options) };

	put_in_order(&columns);
	write_nodes(&columns, &frames);
	write_frames(&frames, pack);
	write_tones(&columns, &frames, by_node(tree, options), out);
	write_kinds(out);
	write_legend(frames.colours, out);
	write_profile(&columns, false, out);
	if (tree->was)
		write_profile(&columns, true, out);
	free(columns.order);
	free(columns.up);
	free(frames.first);
	u64map_free(&frames.known);
	u64map_free(&frames.texts);
	u64map_free(&frames.shades);
	colours_free(frames.colours);
	return columns.number;
}
