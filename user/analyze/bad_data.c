// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Findings on the data: what makes the others less sure than their numbers look.
 */
#include "analyze/subject.h"

/* So few samples that a share of a half is known to no better than +-5%. */
#define FEW 385

/* Shares from which on it is worth a word. */
#define LOST 0.01
#define INCOMPLETE 0.05
#define UNNAMED 0.05
#define ALONE 0.3

static const struct pattern few = {
	.id = "few-samples",
	.means =
	"The shares are known roughly only; small ones may be chance.",
	.advice =
	"Sample longer, or more often (-F); the error halves with four times the samples.",
	.about_data = true,
};

static const struct pattern lost = {
	.id = "lost-samples",
	.means =
	"Samples are missing, and likely not evenly: when there is most to do, most are lost.",
	.advice =
	"See the causes in 'flamerec report': larger rings (--ring-size), a lower rate (-F).",
	.about_data = true,
};

static const struct pattern cut_off = {
	.id = "capture-cut-off",
	.means =
	"The end of a recording is missing, or something in it is damaged.",
	.advice =
	"Record it again, and end flamerec with Ctrl-C; see that the disk has room.",
	.about_data = true,
};

static const struct pattern slow = {
	.id = "low-rate",
	.means =
	"There were fewer samples a second than were asked for, in more than one place in ten.",
	.advice =
	"Ask for a lower rate, or for all CPUs; in a virtual machine, its CPUs may not have run.",
	.about_data = true,
};

static const struct pattern incomplete = {
	.id = "incomplete-stacks",
	.means =
	"Stacks end early: their lower part is missing, and what called the rest is not known.",
	.advice =
	"Record with --unwind=cfi (the default), see 'flamerec info FILE' for the reasons; "
	"compile with -fno-omit-frame-pointer what has no unwind information.",
	.about_data = true,
};

static const struct pattern alone = {
	.id = "no-callers",
	.means =
	"Many stacks are one function alone, as where frame pointers are missing.",
	.advice =
	"Record with unwind tables (--unwind=cfi); compile with -fno-omit-frame-pointer.",
	.about_data = true,
};

static const struct pattern unnamed = {
	.id = "unnamed-functions",
	.means =
	"Code without a name can't be judged: it may be any of the patterns below.",
	.advice =
	"Install debug symbols, give --debug-dir or --sysroot, set DEBUGINFOD_URLS; 'flamerec "
	"info' says which files lack names. Managed languages can write perf maps or jitdumps.",
	.about_data = true,
};

static const struct pattern nowhere = {
	.id = "no-stacks",
	.means =
	"Nothing is known of these samples but that there were some.",
	.advice =
	"See the reasons in 'flamerec report'.",
	.about_data = true,
};

static const struct pattern weights = {
	.id = "not-samples",
	.means =
	"Counts have fractions: they are weights, and intervals that take them for samples say "
	"nothing.",
	.advice =
	"Ask whoever made the file what it counts.",
	.about_data = true,
};

static void tell_if(struct findings *findings, const struct pattern *pattern, double part,
		    double whole, double least, const char *what)
{
	if (part > 0 && part >= least * whole)
		findings_add(findings, pattern, part, whole, SURE, "%s", what);
}

static void find_losses(const struct recorded *recorded, struct findings *findings)
{
	tell_if(findings, &lost, recorded->lost, recorded->samples + recorded->lost, LOST,
		"samples were lost");
	tell_if(findings, &cut_off, recorded->cut_off, recorded->captures, 0,
		"captures are not whole");
	tell_if(findings, &slow, recorded->slow, recorded->captures, 0,
		"captures have less samples a second than was asked for");
}

void find_bad_data(const struct subject *subject, struct findings *findings)
{
	const struct quality *quality = &subject->quality;
	double whole = quality->samples;

	find_losses(&subject->recorded, findings);
	if (whole > 0 && whole < FEW)
		findings_add(findings, &few, whole, whole, SURE, "%.0f samples are few", whole);
	if (quality->fractional)
		findings_add(findings, &weights, whole, whole, SURE, "the counts are no samples");
	tell_if(findings, &incomplete, quality->broken, whole, INCOMPLETE, "stacks are incomplete");
	tell_if(findings, &nowhere, quality->nowhere, whole, INCOMPLETE, "samples have no stack");
	tell_if(findings, &alone, quality->single, whole, ALONE, "stacks are one function alone");
	tell_if(findings, &unnamed, quality->unnamed, whole, UNNAMED,
		"samples ended in code without a name");
}
