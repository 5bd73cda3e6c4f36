/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What has changed between two profiles, as a table of functions.
 */
#ifndef FLAMEREC_OUTPUT_DIFF_TABLE_H
#define FLAMEREC_OUTPUT_DIFF_TABLE_H

#include <stdio.h>

#include "profile/changes.h"

#define DIFF_TABLE_TOP 20

/* What a profile was: @name as the user called it, and @seconds, 0 where that isn't known. */
struct diff_side {
	const char *name;
	double samples, seconds;
};

/* How much each was. */
void diff_table_sides(FILE *out, const struct diff_side *before, const struct diff_side *after);

/**
 * diff_table_write() - the largest changes
 * @out: where to
 * @list: by changes_collect()
 * @by: as @list was collected
 * @top: at most so many lines
 */
void diff_table_write(FILE *out, const struct change_list *list, enum change_by by, size_t top);

/* What is to be known of the verdicts. */
void diff_table_explain(FILE *out, const struct change_list *list);

/* How many samples of how many vanished, with how many paths; nothing, where none did. */
void diff_table_vanished(FILE *out, double vanished, double all, size_t paths);

#endif
