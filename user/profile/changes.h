/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What has changed between two profiles, by function, and whether that is more than noise.
 */
#ifndef FLAMEREC_PROFILE_CHANGES_H
#define FLAMEREC_PROFILE_CHANGES_H

#include <regex.h>

#include "profile/compare.h"
#include "profile/interval.h"

/* Of all changes that are called certain, so many may be noise. */
#define CHANGES_RATE 0.05

/* Which samples are a function's. */
enum change_by {
	BY_SELF,	/* those that ended in it */
	BY_TOTAL,	/* those with it anywhere in the stack */
};

/**
 * struct change - what was, and what is
 * @name: of a function; owned by the tree; of changes_match(), NULL
 * @kind: where its code lies; what was inlined counts as what it was inlined in
 * @was, @now: samples
 * @before, @after: the same as shares of independent samples, for what is in interval.h
 * @points: how much the share has changed, in percent of all samples
 * @interval: of @points, 95%
 * @chance: interval_chance(); 1 where nothing has changed
 * @certain: it is more than noise, all functions considered
 */
struct change {
	const char *name;
	enum frame_kind kind;
	double was, now;
	struct counted before, after;
	double points;
	struct interval interval;
	double chance;
	bool certain;
};

/**
 * struct change_list - changes of functions
 * @change: them, @count of them, the largest first, up or down
 * @tested: of how many, a change could show: those that have five samples or more
 */
struct change_list {
	struct change *change;
	size_t count, tested;
};

/**
 * changes_collect() - by function: all frames of one name in code of one kind
 * @list: free with changes_free()
 * @comparison: finished; both profiles have samples
 * @by: what counts
 *
 * A sample that ended in a marker belongs to the next function towards the root; but [idle] counts
 * as a function.
 */
void changes_collect(struct change_list *list, const struct comparison *comparison,
		     enum change_by by);
void changes_free(struct change_list *list);

/**
 * changes_match() - all functions together whose name matches
 * @change: filled in. Where a profile has no samples, there is no share of it, and no change
 * @comparison: finished
 * @by: what counts
 * @pattern: what names match
 *
 * Return: whether any frame matches.
 */
bool changes_match(struct change *change, const struct comparison *comparison, enum change_by by,
		   const regex_t *pattern);

#endif
