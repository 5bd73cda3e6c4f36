// SPDX-License-Identifier: GPL-2.0-or-later
#include <inttypes.h>
#include <stdlib.h>

#include "output/number.h"
#include "output/palette.h"
#include "output/report.h"
#include "session/advice.h"
#include "session/summary.h"
#include "util/plain.h"

#define HOTTEST 5

/* Share of late samples in user mode that is worth a line. */
#define HELD_UP_PERCENT 1

static const char *const loss_causes[FLAMESAMP_LOSS_SPACE] = {
	[FLAMESAMP_LOST_RING_FULL] = "the buffer was full (try --ring-size 4M)",
	[FLAMESAMP_LOST_RING_BROKEN] = "a buffer was given up, as something wrote into its page",
	[FLAMESAMP_LOST_STALL] = "the CPU stood still for more than a second",
	[FLAMESAMP_LOST_NO_REGS] = "the tick did not tell what it interrupted",
	[FLAMESAMP_LOST_SIDEBAND] = "news of processes found the buffer full",
	[FLAMESAMP_LOST_MAPS] = "programs were gone before their memory map could be read",
	[FLAMESAMP_LOST_PROGRAMS] = "children were not followed, as there were too many",
	[FLAMESAMP_LOST_RANGES] = "programs went without unwind tables, as memory was short",
};

static void add_number(struct strbuf *line, uint64_t n)
{
	char text[NUMBER_MAX];

	strbuf_add(line, number_grouped(n, text));
}

/* A newer module may count what we have no words for. */
static const char *loss_cause(int cause)
{
	return loss_causes[cause] ? loss_causes[cause] : "for a reason unknown to this flamerec";
}

/* ": 12 because" for the first cause, ", 3 because" for the next ones. */
static void add_cause(struct strbuf *line, size_t start, uint64_t n, const char *cause)
{
	if (!n)
		return;
	strbuf_add(line, line->len == start ? ": " : ", ");
	add_number(line, n);
	strbuf_addf(line, " %s", cause);
}

/* The stream tells of losses when there is room again; the module's own counts are never behind. */
static uint64_t lost(const struct summary *summary, int cause)
{
	uint64_t told = summary->counts->lost[cause];

	if (summary->totals && summary->totals->lost[cause] > told)
		return summary->totals->lost[cause];
	return told;
}

uint64_t summary_lost_by(const struct summary *summary, int cause, const char **why)
{
	*why = loss_cause(cause);
	return lost(summary, cause);
}

void summary_lost(const struct summary *summary, struct strbuf *line)
{
	uint64_t sum = 0;
	size_t start;

	for (int cause = 0; cause < FLAMESAMP_LOST_SAMPLES; cause++)
		sum += lost(summary, cause);
	strbuf_add(line, "lost ");
	add_number(line, sum);
	start = line->len;
	for (int cause = 0; cause < FLAMESAMP_LOST_SAMPLES; cause++)
		add_cause(line, start, lost(summary, cause), loss_cause(cause));
	start = line->len;
	for (int cause = FLAMESAMP_LOST_SAMPLES; cause < FLAMESAMP_LOSS_SPACE; cause++) {
		if (!lost(summary, cause))
			continue;
		strbuf_addf(line, "%s%s (", line->len == start ? "; besides, " : ", ",
			    loss_cause(cause));
		add_number(line, lost(summary, cause));
		strbuf_add(line, ")");
	}
	if (summary->counts->orphans) {
		strbuf_add(line, "; without their stack ");
		add_number(line, summary->counts->orphans);
	}
}

/* How a user stack is cut, by enum flamesamp_user_end; the others are not. */
static const char *const user_cuts[FLAMESAMP_USER_ENDS] = {
	[FLAMESAMP_USER_DEEP] = "user stack too deep",
	[FLAMESAMP_USER_UNREADABLE] = "user stack not in memory",
	[FLAMESAMP_USER_NO_RULE] = "no rule for an instruction",
	[FLAMESAMP_USER_IMPLAUSIBLE] = "no frame where one should be",
};

void summary_cut(const struct profile_counts *counts, struct strbuf *line)
{
	uint64_t sum = counts->kernel_deep + counts->kernel_broken;
	size_t start;

	for (int end = 0; end < FLAMESAMP_USER_ENDS; end++)
		sum += user_cuts[end] ? counts->user_end[end] : 0;
	strbuf_add(line, "stacks cut short ");
	add_number(line, sum);
	start = line->len;
	for (int end = 0; end < FLAMESAMP_USER_ENDS; end++) {
		if (user_cuts[end])
			add_cause(line, start, counts->user_end[end], user_cuts[end]);
	}
	add_cause(line, start, counts->kernel_deep, "kernel stack too deep");
	add_cause(line, start, counts->kernel_broken, "kernel stack unclear");
}

static void add_share(struct strbuf *line, const char *before, uint64_t part, uint64_t whole,
		      const char *what)
{
	if (part)
		strbuf_addf(line, "%s%.2f%% %s", before, number_percent(part, whole), what);
}

void summary_user(const struct profile_counts *counts, struct strbuf *line)
{
	const uint64_t *ends = counts->user_end;
	const char *before = ", cut: ";
	uint64_t sum = 0;
	size_t start;

	for (int end = FLAMESAMP_USER_ABSENT + 1; end < FLAMESAMP_USER_ENDS; end++)
		sum += ends[end];
	if (!sum)
		return;
	strbuf_add(line, "user stacks ");
	add_number(line, sum);
	start = line->len;
	add_share(line, ": ", ends[FLAMESAMP_USER_WHOLE], sum, "whole");
	add_share(line, line->len == start ? ": " : ", ", ends[FLAMESAMP_USER_FP_END], sum,
		  "by frame pointers");
	add_share(line, line->len == start ? ": " : ", ", ends[FLAMESAMP_USER_LEAF], sum,
		  "one function, as asked for");
	if (line->len == start)
		before = ": cut: ";
	for (int end = 0; end < FLAMESAMP_USER_ENDS; end++) {
		if (!user_cuts[end] || !ends[end])
			continue;
		add_share(line, before, ends[end], sum, user_cuts[end]);
		before = ", ";
	}
	if (counts->user_by_fp > ends[FLAMESAMP_USER_FP_END])
		add_share(line, "; ", counts->user_by_fp, sum, "with frames by frame pointers");
}

void summary_unnamed(const struct profile_counts *counts, struct strbuf *line)
{
	uint64_t sum = 0;
	size_t start;

	for (int why = NAMED + 1; why < UNNAMED_REASONS; why++)
		sum += counts->unnamed[why];
	strbuf_addf(line, "frames without a name %.1f%%", number_percent(sum, counts->frames));
	start = line->len;
	for (int why = NAMED + 1; why < UNNAMED_REASONS; why++) {
		if (!counts->unnamed[why])
			continue;
		strbuf_addf(line, "%s%.1f%% %s", line->len == start ? ": " : ", ",
			    number_percent(counts->unnamed[why], counts->frames),
			    unnamed_reason(why));
	}
}

static void write_line(FILE *out, struct strbuf *line)
{
	fprintf(out, "%s\n", line->text);
	strbuf_truncate(line, 0);
}

static void write_rate(FILE *out, const struct summary *summary, struct strbuf *line)
{
	const struct totals *totals = summary->totals;

	add_number(line, summary->counts->samples);
	strbuf_addf(line, " samples in %.1f s", summary->seconds);
	if (totals && totals->cpus && summary->seconds > 0)
		strbuf_addf(line, " on %u CPU%s, %.1f Hz", totals->cpus,
			    totals->cpus == 1 ? "" : "s",
			    totals->ticks / summary->seconds / totals->cpus);
	if (summary->hz)
		strbuf_addf(line, " (%u Hz asked for)", summary->hz);
	write_line(out, line);
	strbuf_addf(line, "idle %.1f%%, late in the kernel %.1f%%",
		    number_percent(summary->counts->idle, summary->counts->samples),
		    number_percent(summary->counts->late, summary->counts->samples));
	write_line(out, line);
}

/*
 * In user mode interrupts are on: samples that are late there tell of a CPU that was held up as a
 * whole, and that others in the kernel were late for the same reason.
 */
double summary_held_up(const struct profile_counts *counts)
{
	double late = number_percent(counts->late_user, counts->user);

	return late >= HELD_UP_PERCENT ? late : 0;
}

static void write_held_up(FILE *out, const struct profile_counts *counts)
{
	double late = summary_held_up(counts);

	if (late)
		fprintf(out, "user mode was late, too (%.1f%% of it): the CPUs were held up from "
			"outside, as happens to virtual machines\n", late);
}

/* What went through the rings: each sample, and each stack once a ring. */
static void write_ring_bytes(FILE *out, const struct totals *totals)
{
	if (!totals->samples)
		return;
	fprintf(out, "rings: %.1f bytes a sample, %" PRIu64 " stacks written once\n",
		(double)totals->bytes / totals->samples, totals->stacks);
}

/* Every period that the clock called for must be somewhere. */
static void write_equation(FILE *out, const struct summary *summary)
{
	const struct totals *totals = summary->totals;
	uint64_t written = totals->sampled + totals->idle;

	fprintf(out, "ticks %" PRIu64 " = %" PRIu64 " sampled + %" PRIu64 " idle + %" PRIu64
		" excluded + %" PRIu64 " lost", totals->ticks, totals->sampled, totals->idle,
		totals->excluded, totals_lost(totals));
	if (totals->unequal)
		fprintf(out, ": WRONG (CPUs: %u); please report it", totals->unequal);
	if (summary->counts->samples != written)
		fprintf(out, ": but %" PRIu64 " of %" PRIu64 " arrived here",
			summary->counts->samples, written);
	fputc('\n', out);
}

static void write_hot(FILE *out, const struct hot *hot, uint64_t samples)
{
	fprintf(out, "%7.2f%%  %-13s  ", number_percent(hot->self, samples),
		palette_label(hot->kind));
	plain_write(out, hot->name);
	fputc('\n', out);
}

static void write_hottest(FILE *out, const struct summary *summary)
{
	struct hot hot[HOTTEST];
	size_t n = report_hottest(summary->tree, HOTTEST, hot);

	if (n)
		fputs("hottest functions:\n", out);
	for (size_t i = 0; i < n; i++)
		write_hot(out, &hot[i], summary->counts->samples);
}

void summary_write_quality(FILE *out, const struct summary *summary)
{
	struct strbuf line = { 0 };

	write_rate(out, summary, &line);
	write_held_up(out, summary->counts);
	summary_lost(summary, &line);
	write_line(out, &line);
	summary_cut(summary->counts, &line);
	write_line(out, &line);
	summary_user(summary->counts, &line);
	if (line.len)
		write_line(out, &line);
	summary_unnamed(summary->counts, &line);
	write_line(out, &line);
	free(line.text);
	if (summary->profile)
		advice_write_worst(out, summary->profile, summary->elsewhere);
	if (summary->totals) {
		write_equation(out, summary);
		write_ring_bytes(out, summary->totals);
	}
}

void summary_write(FILE *out, const struct summary *summary)
{
	summary_write_quality(out, summary);
	write_hottest(out, summary);
}
