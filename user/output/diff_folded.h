/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Differences as folded stacks with two counts, "sh;main;read 10 12": what difffolded.pl writes,
 * and flamegraph.pl and inferno read.
 */
#ifndef FLAMEREC_OUTPUT_DIFF_FOLDED_H
#define FLAMEREC_OUTPUT_DIFF_FOLDED_H

#include "output/folded.h"
#include "profile/compare.h"

/**
 * struct diff_folded - how
 * @comparison: finished
 * @normalise: counts before are made as many as those after, in whole numbers: -n of difffolded.pl
 */
struct diff_folded {
	const struct comparison *comparison;
	bool normalise;
};

/* A folded_counts. @diff: a struct diff_folded. Stacks of no samples are there as others are. */
const char *diff_folded_counts(void *diff, const struct tree *tree, uint32_t node,
			       char text[FOLDED_COUNTS_MAX]);

#endif
