// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>
#include <string.h>

#include "output/label.h"
#include "output/number.h"
#include "output/palette.h"
#include "output/report.h"
#include "profile/share.h"
#include "util/plain.h"

/* A path of more frames than both together is shown by its ends. */
#define PATH_HEAD 3
#define PATH_TAIL 6

static void write_count(FILE *out, double part, double whole)
{
	char text[NUMBER_MAX];

	fprintf(out, "%12s %6.2f%%", number_grouped(part, text), number_percent(part, whole));
}

static void write_line(FILE *out, double part, double whole, const char *what)
{
	if (!part)
		return;
	write_count(out, part, whole);
	fprintf(out, "  %s\n", what);
}

static void write_share(FILE *out, double part, double whole)
{
	write_count(out, part, whole);
	fprintf(out, " %6.2f", share_error(share_of(part, whole)) * 100);
}

static void write_list(FILE *out, const struct hot_list *list, size_t top)
{
	char late[NUMBER_MAX];

	fprintf(out, "%12s %7s %6s %12s %7s %6s  %-13s  %s\n", "self", "", "+-", "total", "",
		"+-", "where", "function");
	for (size_t i = 0; i < list->count && i < top; i++) {
		const struct hot *hot = &list->hot[i];

		write_share(out, hot->self, list->samples);
		fputc(' ', out);
		write_share(out, hot->total, list->samples);
		fprintf(out, "  %-13s  ", palette_label(hot->kind));
		plain_write(out, hot->name);
		if (hot->late)
			fprintf(out, " (%s late)", number_grouped(hot->late, late));
		fputc('\n', out);
	}
}

static void write_path(FILE *out, const struct tree *tree, enum hot_side side, const char *title)
{
	fprintf(out, "\n%s:\n  ", title);
	if (!report_path(out, tree, side))
		fputs("no samples", out);
	fputc('\n', out);
}

static double sum_late(const struct hot_list *list)
{
	double late = 0;

	for (size_t i = 0; i < list->count; i++)
		late += list->hot[i].late;
	return late;
}

static void write_tree(FILE *out, const struct tree *tree, const struct pruned_options *options,
		       double whole)
{
	struct pruned pruned;

	pruned_collect(&pruned, tree, options);
	for (size_t i = 0; i < pruned.count; i++)
		pruned_write_row(out, tree, &pruned.row[i], whole);
	pruned_write_cut(out, &pruned, options, whole);
	pruned_free(&pruned);
}

static void write_around(FILE *out, const struct around *around,
			 const struct pruned_options *options, double whole)
{
	write_line(out, around->samples, whole, "in these frames");
	if (!around->samples) {
		fputs("\nno frame has such a name\n", out);
		return;
	}
	fputs("\nCallers, each below what it calls:\n", out);
	write_tree(out, &around->callers, options, whole);
	fputs("\nCallees:\n", out);
	write_tree(out, &around->callees, options, whole);
}

static void write_lists(FILE *out, const struct tree *tree, struct hot_list *list, size_t top)
{
	hot_sort_by_self(list);
	fputs("\nFunctions by samples of their own:\n", out);
	write_list(out, list, top);
	hot_sort_by_total(list);
	fputs("\nFunctions by samples in them or in what they call:\n", out);
	write_list(out, list, top);
	write_path(out, tree, HOT_USER, "Hottest path in user code");
	write_path(out, tree, HOT_KERNEL, "Hottest path in the kernel");
}

void report_write(FILE *out, const struct tree *tree, const struct report_options *options)
{
	static const struct report_options defaults = {
		.pruned = { .min_share = PRUNED_MIN_SHARE },
	};
	struct hot_list list;

	if (!options)
		options = &defaults;
	hot_collect(&list, tree);
	write_line(out, list.samples, list.samples, "samples");
	write_line(out, list.idle, list.samples, "idle");
	write_line(out, list.nowhere, list.samples, "in no function (no stack could be read)");
	write_line(out, sum_late(&list), list.samples,
		   "late, as interrupts were off; with the function that turned them on");
	if (!list.samples)
		fputs("no samples\n", out);
	if (options->around && list.samples) {
		write_around(out, options->around, &options->pruned, list.samples);
	} else if (list.samples) {
		if (list.count)
			write_lists(out, tree, &list, options->top ? options->top : REPORT_TOP);
		fputs("\nTree:\n", out);
		write_tree(out, tree, &options->pruned, list.samples);
	}
	hot_free(&list);
}

static void write_lacking(FILE *out, double part, double whole, const char *what)
{
	char percent[NUMBER_MAX];

	if (part)
		fprintf(out, "%s of the samples %s\n", label_percent(part, whole, percent), what);
}

void report_quality(FILE *out, const struct quality *quality)
{
	double whole = quality->samples, busy = quality->samples - quality->idle;
	char percent[NUMBER_MAX];

	if (!whole)
		return;
	write_lacking(out, quality->broken, whole, "have an incomplete stack");
	write_lacking(out, quality->nowhere, whole, "have no stack");
	write_lacking(out, quality->unnamed, whole, "ended in code without a name");
	if (quality->unnamed_frames)
		fprintf(out, "%s of all frames have no name\n",
			label_percent(quality->unnamed_frames, quality->frames, percent));
	if (busy && quality->single > busy / 2)
		write_lacking(out, quality->single, whole,
			      "have one function and no caller: the profile may lack callers");
	if (quality->fractional) {
		fputs("the counts have fractions: they are no samples, and +- says nothing\n", out);
		return;
	}
	fprintf(out, "95 times in a hundred, a share of 50%% is known to +-%.2f, of 10%% to "
		"+-%.2f, of 1%% to +-%.2f\n", 100 * share_error(share_of(whole / 2, whole)),
		100 * share_error(share_of(whole / 10, whole)),
		100 * share_error(share_of(whole / 100, whole)));
}

size_t report_hottest(const struct tree *tree, size_t n, struct hot *out)
{
	struct hot_list list;
	size_t found = 0;

	hot_collect(&list, tree);
	hot_sort_by_self(&list);
	while (found < n && found < list.count && list.hot[found].self) {
		out[found] = list.hot[found];
		found++;
	}
	hot_free(&list);
	return found;
}

bool report_path(FILE *out, const struct tree *tree, enum hot_side side)
{
	double samples = tree->node[0].total;
	char text[NUMBER_MAX];
	struct hot_path path;
	bool found = hot_path(tree, side, &path);

	for (size_t i = 0; i < path.count; i++) {
		if (i == PATH_HEAD && path.count > PATH_HEAD + PATH_TAIL) {
			fputs(" > ...", out);
			i = path.count - PATH_TAIL;
		}
		fputs(i ? " > " : "", out);
		plain_write(out, tree_name(tree, path.node[i]));
	}
	if (found)
		fprintf(out, "  %s  %.2f%%", number_grouped(path.samples, text),
			number_percent(path.samples, samples));
	free(path.node);
	return found;
}
