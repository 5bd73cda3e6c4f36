/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a recording came to, in a few lines: how much, how complete, how hot.
 */
#ifndef FLAMEREC_SESSION_SUMMARY_H
#define FLAMEREC_SESSION_SUMMARY_H

#include <stdio.h>

#include "profile/profile.h"
#include "profile/tree.h"
#include "session/totals.h"
#include "util/strbuf.h"

/**
 * struct summary - what it is about
 * @profile: what was recorded, for the file with most frames without a name; NULL: don't tell
 * @elsewhere: it was on another machine
 * @counts: of the profile, after profile_stacks()
 * @totals: the module's counts; NULL: not known
 * @tree: the stacks
 * @hz: rate that was asked for; 0: not known
 * @seconds: how long
 */
struct summary {
	const struct profile *profile;
	bool elsewhere;
	const struct profile_counts *counts;
	const struct totals *totals;
	const struct tree *tree;
	unsigned int hz;
	double seconds;
};

void summary_write(FILE *out, const struct summary *summary);

/* The same without the hottest functions; @tree may be NULL. */
void summary_write_quality(FILE *out, const struct summary *summary);

/* Percent of user mode's samples that came late where that is worth a word, else 0. */
double summary_held_up(const struct profile_counts *counts);

/**
 * summary_lost_by() - how much was lost for a reason
 * @summary: the recording
 * @cause: enum flamesamp_loss; from FLAMESAMP_LOST_SAMPLES on, what is lost are not samples
 * @why: set to words for people
 */
uint64_t summary_lost_by(const struct summary *summary, int cause, const char **why);

/*
 * One line each on what is missing and why, for the space below a picture: "lost 12: ...". The
 * caller frees the texts.
 */
void summary_lost(const struct summary *summary, struct strbuf *line);
void summary_cut(const struct profile_counts *counts, struct strbuf *line);
void summary_unnamed(const struct profile_counts *counts, struct strbuf *line);

/* The same on how much of user stacks was found: "user stacks 12: 99.31% whole"; or nothing. */
void summary_user(const struct profile_counts *counts, struct strbuf *line);

#endif
