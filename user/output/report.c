// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>
#include <string.h>

#include "output/number.h"
#include "output/palette.h"
#include "output/report.h"
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

static void write_list(FILE *out, const struct hot_list *list, size_t top)
{
	char late[NUMBER_MAX];

	fprintf(out, "%12s %7s %12s %7s  %-13s  %s\n", "self", "", "total", "", "where",
		"function");
	for (size_t i = 0; i < list->count && i < top; i++) {
		const struct hot *hot = &list->hot[i];

		write_count(out, hot->self, list->samples);
		fputc(' ', out);
		write_count(out, hot->total, list->samples);
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

void report_write(FILE *out, const struct tree *tree, const struct report_options *options)
{
	size_t top = options && options->top ? options->top : REPORT_TOP;
	struct hot_list list;

	hot_collect(&list, tree);
	write_line(out, list.samples, list.samples, "samples");
	write_line(out, list.idle, list.samples, "idle");
	write_line(out, list.nowhere, list.samples, "in no function (no stack could be read)");
	write_line(out, sum_late(&list), list.samples,
		   "late, as interrupts were off; with the function that turned them on");
	if (!list.samples)
		fputs("no samples\n", out);
	if (list.count) {
		hot_sort_by_self(&list);
		fputs("\nFunctions by samples of their own:\n", out);
		write_list(out, &list, top);
		hot_sort_by_total(&list);
		fputs("\nFunctions by samples in them or in what they call:\n", out);
		write_list(out, &list, top);
		write_path(out, tree, HOT_USER, "Hottest path in user code");
		write_path(out, tree, HOT_KERNEL, "Hottest path in the kernel");
	}
	hot_free(&list);
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
