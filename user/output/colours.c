// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "output/colour_package.h"
#include "output/colour_scale.h"
#include "output/colours.h"
#include "output/frame_mark.h"
#include "output/palette.h"
#include "output/palette_map.h"
#include "output/theme.h"
#include "profile/interval.h"
#include "util/alloc.h"
#include "util/strbuf.h"

#define LABEL_MAX 32

/* Names have one kind, but for a few: the last colour of a name is mostly the next one. */
struct known {
	struct shade shade;
	unsigned char kind;	/* + 1; 0: not known yet */
};

struct colours {
	const struct tree *tree;
	struct colour_options options;
	bool change;		/* two profiles are compared */
	double most;		/* of the amounts that colours stand for */
	struct known *known;	/* by name; NULL: colours go by nodes */
	bool *waker;		/* of PALETTE_CHAIN, by node */
	struct packages *packages;
	struct strbuf scratch;
	uint32_t used;		/* bits: kinds, or ranks of packages */
	char labels[2 * SCALE_STEPS + 1][LABEL_MAX];
};

double colours_change(const struct colours *colours, uint32_t i)
{
	const struct tree_node *node = &colours->tree->node[i];
	const struct tree_was *was = &colours->tree->was[i];
	double change = colours->options.change == CHANGE_SELF ? node->self - was->self :
								 node->total - was->total;

	return colours->options.negate ? -change : change;
}

/* What is less of all samples is printed as 0.00%. */
#define LEAST_CHANGE 0.00005

/*
 * Whether samples taken again would show as much of a change where nothing has changed: its 95%
 * interval has 0 inside. Both sides are parts of the same whole, so that it holds for shares, where
 * the sums are equal, and for counts, where they are not.
 */
static bool is_noise(const struct colours *colours, uint32_t i)
{
	const struct tree_node *node = colours->tree->node;
	const struct tree_was *was = colours->tree->was;
	bool self = colours->options.change == CHANGE_SELF;
	double now = self ? node[i].self : node[i].total;
	double before = self ? was[i].self : was[i].total;
	double whole = node->total > was->total ? node->total : was->total;
	double change = now > before ? now - before : before - now;
	struct interval interval;
	double scale = 1, was_scale = 1;

	if (change < LEAST_CHANGE * whole)
		return true;
	/* Where one side is empty, there is nothing to compare by chance. */
	if (node->total <= 0 || was->total <= 0)
		return false;
	if (colours->options.worth > 0 && colours->options.was_worth > 0) {
		scale = colours->options.worth / node->total;
		was_scale = colours->options.was_worth / was->total;
	}
	interval = interval_change((struct counted){ before * was_scale, whole * was_scale },
				   (struct counted){ now * scale, whole * scale },
				   INTERVAL_Z95);
	return interval.low <= 0 && interval.high >= 0;
}

/* The amount that a node's colour stands for. */
static double amount(const struct colours *colours, uint32_t i)
{
	const struct tree_node *node = &colours->tree->node[i];

	if (colours->change)
		return colours_change(colours, i);
	return colours->options.by == COLOUR_BY_SELF ? node->self : node->total;
}

static double find_most(const struct colours *colours)
{
	double most = 0;

	/* The root is what all samples have in common; its change would hide all others'. */
	for (size_t i = 1; i < colours->tree->count; i++) {
		double value = amount(colours, i);

		most = value > most ? value : -value > most ? -value : most;
	}
	return most;
}

/*
 * What is above a frame "--" is the stack of who woke up the one below; so tools fold off-CPU time.
 */
static bool *find_wakers(const struct tree *tree)
{
	bool *waker = xcalloc(tree->count, sizeof(*waker));

	for (uint32_t i = 1; i < tree->count; i++) {
		uint32_t parent = tree->node[i].parent;

		waker[i] = waker[parent] || !strcmp(tree_name(tree, parent), "--");
	}
	return waker;
}

struct colours *colours_new(const struct tree *tree, const struct colour_options *options)
{
	struct colours *colours = xcalloc(1, sizeof(*colours));

	colours->tree = tree;
	colours->options = *options;
	colours->change = tree->was && options->by == COLOUR_BY_KIND;
	if (colours->change || options->by == COLOUR_BY_SELF || options->by == COLOUR_BY_TOTAL)
		colours->most = find_most(colours);
	else if (options->by == COLOUR_BY_PACKAGE)
		colours->packages = packages_new(tree);
	else if (options->palette == PALETTE_CHAIN && !options->map)
		colours->waker = find_wakers(tree);
	else
		colours->known = xcalloc(tree->names.count, sizeof(*colours->known));
	return colours;
}

void colours_free(struct colours *colours)
{
	free(colours->known);
	free(colours->waker);
	packages_free(colours->packages);
	free(colours->scratch.text);
	free(colours);
}

/* Whether there are too many colours to name them, or to have dark forms of each. */
static bool dimmed(const struct colours *colours)
{
	return colours->waker || (colours->known &&
	       (colours->options.palette != PALETTE_FLAMESAMP || colours->options.map));
}

/* The colour of a name, apart from what the map says. */
static struct shade choose(const struct colours *colours, enum frame_kind kind, const char *name)
{
	const struct colour_options *options = &colours->options;
	uint32_t colour;

	if (options->palette == PALETTE_FLAMESAMP)
		return palette_frame(kind, name);
	colour = theme_colour(options->palette, options->spread, kind, name);
	return (struct shade){ colour, colour };
}

static struct shade choose_by_map(struct colours *colours, enum frame_kind kind, const char *name)
{
	struct palette_map *map = colours->options.map;
	struct shade shade;
	int32_t colour;

	strbuf_truncate(&colours->scratch, 0);
	strbuf_add(&colours->scratch, name);
	strbuf_add(&colours->scratch, frame_mark(kind));
	colour = palette_map_find(map, colours->scratch.text);
	if (colour >= 0)
		return (struct shade){ colour, colour };
	shade = choose(colours, kind, name);
	palette_map_add(map, colours->scratch.text, shade.light);
	return shade;
}

static struct shade of_name(struct colours *colours, uint32_t i)
{
	const struct tree_node *node = &colours->tree->node[i];
	struct known *known = &colours->known[node->name];
	const char *name;

	if (known->kind == node->kind + 1)
		return known->shade;
	/* The root has no name of its own, and needs none that a file could give a colour to. */
	name = i ? tree_name(colours->tree, i) : "all";
	known->shade = colours->options.map && i ? choose_by_map(colours, node->kind, name) :
						   choose(colours, node->kind, name);
	known->kind = node->kind + 1;
	colours->used |= 1u << node->kind;
	return known->shade;
}

static struct shade step_shade(const struct colours *colours, int step)
{
	if (!colours->change)
		return scale_heat(step);
	return colours->options.palette == PALETTE_CLASSIC ? scale_classic(step) :
							     scale_change(step);
}

static struct shade of_amount(const struct colours *colours, uint32_t i)
{
	if (!i || (colours->change && is_noise(colours, i)))
		return step_shade(colours, 0);
	return step_shade(colours, scale_step(amount(colours, i), colours->most));
}

static struct shade of_chain(const struct colours *colours, uint32_t i)
{
	enum palette palette = colours->waker[i] ? PALETTE_WAKEUP : PALETTE_CHAIN;
	uint32_t colour = theme_colour(palette, colours->options.spread,
				       colours->tree->node[i].kind, tree_name(colours->tree, i));

	return (struct shade){ colour, colour };
}

struct shade colours_of(struct colours *colours, uint32_t node)
{
	unsigned int rank;

	if (colours->known)
		return of_name(colours, node);
	if (colours->waker)
		return of_chain(colours, node);
	if (!colours->packages)
		return of_amount(colours, node);
	rank = packages_rank(colours->packages, node);
	colours->used |= 1u << rank;
	return packages_shade(rank, tree_name(colours->tree, node));
}

static struct colour_entry *legend_of_kinds(const struct colours *colours, size_t *count)
{
	struct colour_entry *entry = xcalloc(FRAME_KINDS, sizeof(*entry));

	for (int kind = 0; kind < FRAME_KINDS; kind++) {
		if (colours->used & 1u << kind)
			entry[(*count)++] = (struct colour_entry){ palette_shade(kind, 0),
								   palette_label(kind) };
	}
	return entry;
}

static struct colour_entry *legend_of_packages(const struct colours *colours, size_t *count)
{
	struct colour_entry *entry = xcalloc(PACKAGE_HUES + 1, sizeof(*entry));

	for (unsigned int rank = 0; rank <= PACKAGE_HUES; rank++) {
		const char *label = rank < PACKAGE_HUES ? packages_label(colours->packages, rank) :
							  "others";

		if (colours->used & 1u << rank)
			entry[(*count)++] = (struct colour_entry){ packages_shade(rank, ""),
								   label };
	}
	return entry;
}

/* Shares in the words of a legend: "+1.5%". */
static const char *share_label(struct colours *colours, int step)
{
	double all = colours->tree->node[0].total;
	double share = all ? 100 * colours->most / all * scale_bound(step) : 0;
	char *label = colours->labels[step + SCALE_STEPS];

	if (colours->change && !step)
		return "unchanged, or within noise";
	snprintf(label, LABEL_MAX, "%s%.*f%%", !colours->change ? "" : step < 0 ? "-" : "+",
		 share < 1 ? 2 : 1, share);
	return label;
}

/* Every other step: enough to read the rest by. */
static struct colour_entry *legend_of_amounts(struct colours *colours, size_t *count)
{
	int first = colours->change ? -SCALE_STEPS : 0;
	struct colour_entry *entry = xcalloc(SCALE_STEPS + 1, sizeof(*entry));

	for (int step = first; step <= SCALE_STEPS; step += colours->change ? 4 : 2) {
		entry[(*count)++] = (struct colour_entry){ step_shade(colours, step),
							   share_label(colours, step) };
	}
	return entry;
}

struct colour_entry *colours_legend(struct colours *colours, size_t *count)
{
	*count = 0;
	if (dimmed(colours))
		return NULL;
	if (colours->packages)
		return legend_of_packages(colours, count);
	if (!colours->known)
		return legend_of_amounts(colours, count);
	return legend_of_kinds(colours, count);
}

const char *colours_heading(const struct colours *colours)
{
	if (colours->change)
		return colours->options.change == CHANGE_SELF ?
			       "Change in the frame itself:" :
			       "Change in the frame and what it calls:";
	if (colours->options.by == COLOUR_BY_SELF)
		return "Share in the frame itself, up to:";
	return colours->options.by == COLOUR_BY_TOTAL ? "Share, up to:" : NULL;
}

static struct shade *pairs_of_kinds(const struct colours *colours, size_t *count)
{
	struct shade *pair = xcalloc(FRAME_KINDS * PALETTE_SHADES, sizeof(*pair));

	for (int kind = 0; kind < FRAME_KINDS; kind++) {
		for (unsigned int i = 0; i < PALETTE_SHADES && colours->used & 1u << kind; i++)
			pair[(*count)++] = palette_shade(kind, i);
	}
	return pair;
}

static struct shade *pairs_of_packages(const struct colours *colours, size_t *count)
{
	struct shade *pair = xcalloc((PACKAGE_HUES + 1) * PACKAGE_TONES, sizeof(*pair));

	for (unsigned int rank = 0; rank <= PACKAGE_HUES; rank++) {
		for (unsigned int i = 0; i < PACKAGE_TONES && colours->used & 1u << rank; i++)
			pair[(*count)++] = packages_tone(rank, i);
	}
	return pair;
}

static struct shade *pairs_of_steps(const struct colours *colours, size_t *count)
{
	struct shade *pair = xcalloc(2 * SCALE_STEPS + 1, sizeof(*pair));

	for (int step = colours->change ? -SCALE_STEPS : 0; step <= SCALE_STEPS; step++)
		pair[(*count)++] = step_shade(colours, step);
	return pair;
}

struct shade *colours_pairs(const struct colours *colours, size_t *count)
{
	*count = 0;
	if (dimmed(colours))
		return NULL;
	if (colours->packages)
		return pairs_of_packages(colours, count);
	return colours->known ? pairs_of_kinds(colours, count) : pairs_of_steps(colours, count);
}
