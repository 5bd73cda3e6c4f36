// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>

#include "output/palette.h"
#include "output/report.h"
#include "profile/share.h"
#include "util/alloc.h"

static void write_frame(struct json *json, const struct tree *tree, uint32_t node)
{
	json_open(json, NULL, '{');
	json_string(json, "name", tree_name(tree, node));
	json_string(json, "kind", palette_label(tree->node[node].kind));
	json_close(json, '}');
}

static void write_frames(struct json *json, const struct tree *tree, const struct pruned_row *row)
{
	uint32_t *node = xcalloc(row->frames, sizeof(*node));
	uint32_t at = row->last;

	for (size_t i = row->frames; i > 0; i--) {
		node[i - 1] = at;
		at = tree->node[at].parent;
	}
	json_open(json, "frames", '[');
	for (size_t i = 0; i < row->frames; i++)
		write_frame(json, tree, node[i]);
	json_close(json, ']');
	free(node);
}

static void write_row(struct json *json, const struct tree *tree, const struct pruned_row *row,
		      double whole)
{
	json_open(json, NULL, '{');
	json_number(json, "depth", row->depth);
	json_number(json, "samples", row->samples);
	json_number(json, "share", share_of(row->samples, whole).share);
	if (row->frames) {
		json_number(json, "self", tree->node[row->last].self);
		write_frames(json, tree, row);
	} else {
		json_number(json, "left_out", row->cut);
	}
	json_close(json, '}');
}

static void write_left_out(struct json *json, const struct pruned *pruned)
{
	json_open(json, "left_out", '{');
	json_number(json, "small", pruned->small);
	json_number(json, "small_samples", pruned->small_samples);
	json_number(json, "deep", pruned->deep);
	json_number(json, "deep_samples", pruned->deep_samples);
	json_close(json, '}');
}

/* @whole: samples that shares are of. */
static void write_rows(struct json *json, const char *key, const struct tree *tree,
		       const struct pruned_options *options, double whole)
{
	struct pruned pruned;

	pruned_collect(&pruned, tree, options);
	json_open(json, key, '{');
	json_number(json, "min_share", options->min_share);
	json_open(json, "lines", '[');
	for (size_t i = 0; i < pruned.count; i++)
		write_row(json, tree, &pruned.row[i], whole);
	json_close(json, ']');
	write_left_out(json, &pruned);
	json_close(json, '}');
	pruned_free(&pruned);
}

static void write_share(struct json *json, const char *key, double part, double whole)
{
	struct share share = share_of(part, whole);

	json_open(json, key, '{');
	json_number(json, "samples", part);
	json_number(json, "share", share.share);
	json_number(json, "low", share.low);
	json_number(json, "high", share.high);
	json_close(json, '}');
}

static void write_functions(struct json *json, const char *key, const struct hot_list *list,
			    size_t top)
{
	json_open(json, key, '[');
	for (size_t i = 0; i < list->count && i < top; i++) {
		const struct hot *hot = &list->hot[i];

		json_open(json, NULL, '{');
		json_string(json, "name", hot->name);
		json_string(json, "kind", palette_label(hot->kind));
		write_share(json, "self", hot->self, list->samples);
		write_share(json, "total", hot->total, list->samples);
		json_number(json, "late", hot->late);
		json_close(json, '}');
	}
	json_close(json, ']');
}

void report_json(struct json *json, const struct tree *tree, const struct report_options *options)
{
	size_t top = options->top ? options->top : REPORT_TOP;
	struct hot_list list;

	hot_collect(&list, tree);
	json_number(json, "samples", list.samples);
	json_number(json, "idle", list.idle);
	json_number(json, "nowhere", list.nowhere);
	if (options->around) {
		json_number(json, "in_frames", options->around->samples);
		write_rows(json, "callers", &options->around->callers, &options->pruned,
			   list.samples);
		write_rows(json, "callees", &options->around->callees, &options->pruned,
			   list.samples);
	} else {
		hot_sort_by_self(&list);
		write_functions(json, "by_self", &list, top);
		hot_sort_by_total(&list);
		write_functions(json, "by_total", &list, top);
		write_rows(json, "tree", tree, &options->pruned, list.samples);
	}
	hot_free(&list);
}
