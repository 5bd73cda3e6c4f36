// SPDX-License-Identifier: GPL-2.0-or-later
#include <math.h>
#include <string.h>

#include "output/diff_table.h"
#include "output/number.h"
#include "output/palette.h"
#include "util/plain.h"

static void write_side(FILE *out, const char *which, const struct diff_side *side)
{
	char text[NUMBER_MAX];

	fprintf(out, "%-7s %12s samples", which, number_grouped(side->samples, text));
	if (side->seconds > 0)
		fprintf(out, " in %.2f s", side->seconds);
	fputs("  ", out);
	plain_write(out, side->name);
	fputc('\n', out);
}

void diff_table_sides(FILE *out, const struct diff_side *before, const struct diff_side *after)
{
	write_side(out, "before", before);
	write_side(out, "after", after);
}

static const char *verdict(const struct change *change)
{
	if (!change->certain)
		return "within noise";
	return change->points > 0 ? "grew" : "shrank";
}

static void write_change(FILE *out, const struct change *change)
{
	char interval[32];

	snprintf(interval, sizeof(interval), "%+.2f to %+.2f", change->interval.low,
		 change->interval.high);
	fprintf(out, "%7.2f%% %7.2f%% %+8.2f  %-18s %-13s %-13s ",
		number_percent(change->before.part, change->before.whole),
		number_percent(change->after.part, change->after.whole), change->points, interval,
		verdict(change), palette_label(change->kind));
	plain_write(out, change->name);
	fputc('\n', out);
}

void diff_table_write(FILE *out, const struct change_list *list, enum change_by by, size_t top)
{
	size_t n = 0;

	fprintf(out, "\nthe largest changes %s\n%8s %8s %8s  %-18s %-13s %-13s %s\n",
		by == BY_SELF ? "in functions themselves (self)" :
				"in functions with what they call (total)",
		"before", "after", "points", "95% interval", "", "where", "function");
	/* The largest come first. */
	while (n < list->count && list->change[n].points)
		n++;
	for (size_t i = 0; i < n && i < top; i++)
		write_change(out, &list->change[i]);
	if (n > top)
		fprintf(out, "... and %zu more\n", n - top);
	if (!n)
		fputs("none\n", out);
}

void diff_table_explain(FILE *out, const struct change_list *list)
{
	fprintf(out,
		"\nShares are percent of all samples of each. Of %zu functions with five "
		"samples or more,\nchance alone would show up to %.0f as changed, by their 95%% "
		"intervals. \"grew\" and \"shrank\"\nallow for that: at most %.0f%% of them are "
		"noise, on average.\n",
		list->tested, ceil(list->tested * 0.05), 100 * CHANGES_RATE);
}

void diff_table_vanished(FILE *out, double vanished, double all, size_t paths)
{
	if (!paths)
		return;
	fprintf(out, "%.2f%% of the samples before are in %zu path%s that the profile after has "
		"not; --elided draws them.\n", number_percent(vanished, all), paths,
		paths == 1 ? "" : "s");
}
