// SPDX-License-Identifier: GPL-2.0-or-later
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "profile/changes.h"
#include "util/alloc.h"
#include "util/u64map.h"

#define NO_FUNCTION SIZE_MAX

/* With fewer, 0 is inside of every interval. */
#define TESTED_MIN 5

/* Sums of samples, and of the squares of what they stand for. */
struct sums {
	double count, squares;
};

/* A function's, of both profiles. */
struct function {
	const char *name;
	enum frame_kind kind;
	struct sums was, now;
};

/* What a walk knows of each frame between the root and where it is. */
struct place {
	size_t own;		/* the function of this frame, or NO_FUNCTION */
	size_t function;	/* of this frame or the next towards the root, or NO_FUNCTION */
	enum frame_kind kind;	/* of the next frame that is not inlined */
};

struct walk {
	const struct comparison *comparison;
	struct u64map number;	/* name and kind -> index in @function + 1 */
	struct function *function;
	size_t count, capacity;
	size_t *open;		/* by function: how often the path at hand holds it */
	size_t open_capacity;
	struct place *place;	/* by depth */
	size_t place_capacity, depth;
	struct sums *was, *now;	/* by node: of it and what is below */
};

static bool counts_as_function(const struct tree *tree, uint32_t i)
{
	if (tree->node[i].kind == FRAME_CONTEXT)
		return !strcmp(tree_name(tree, i), "[idle]");
	return tree->node[i].kind != FRAME_BROKEN;
}

static size_t function_number(struct walk *walk, uint32_t i, enum frame_kind kind)
{
	const struct tree *tree = walk->comparison->tree;
	uint64_t key = (uint64_t)tree->node[i].name * FRAME_KINDS + kind;
	uint64_t *number = u64map_at(&walk->number, key, NULL);

	if (*number)
		return *number - 1;
	walk->function = grow(walk->function, &walk->capacity, walk->count + 1,
			      sizeof(*walk->function));
	walk->function[walk->count] = (struct function){
		.name = tree_name(tree, i), .kind = kind,
	};
	walk->open = grow(walk->open, &walk->open_capacity, walk->count + 1, sizeof(*walk->open));
	walk->open[walk->count] = 0;
	*number = ++walk->count;
	return *number - 1;
}

static void add(struct sums *sums, const struct sums *more)
{
	sums->count += more->count;
	sums->squares += more->squares;
}

static struct sums was_of(const struct comparison *comparison, uint32_t i)
{
	const struct compared node = comparison_node(comparison, i);

	return (struct sums){ node.was, node.was_squares };
}

static struct sums now_of(const struct comparison *comparison, uint32_t i)
{
	return (struct sums){
		comparison->tree->node[i].self, comparison_node(comparison, i).now_squares,
	};
}

/* Parents have smaller numbers than their children. */
static void sum_up(struct walk *walk)
{
	const struct comparison *comparison = walk->comparison;
	const struct tree *tree = comparison->tree;

	walk->was = xcalloc(tree->count, sizeof(*walk->was));
	walk->now = xcalloc(tree->count, sizeof(*walk->now));
	for (uint32_t i = 0; i < tree->count; i++) {
		walk->was[i] = was_of(comparison, i);
		walk->now[i] = now_of(comparison, i);
	}
	for (uint32_t i = tree->count - 1; i > 0; i--) {
		add(&walk->was[tree->node[i].parent], &walk->was[i]);
		add(&walk->now[tree->node[i].parent], &walk->now[i]);
	}
}

/* Closes the frames that the walk has left when it comes to one at @depth. */
static void leave(struct walk *walk, size_t depth)
{
	for (; walk->depth >= depth; walk->depth--) {
		size_t own = walk->place[walk->depth].own;

		if (own != NO_FUNCTION)
			walk->open[own]--;
	}
}

static void enter(struct walk *walk, uint32_t i, size_t depth, enum change_by by)
{
	const struct tree *tree = walk->comparison->tree;
	struct place place = walk->place[depth - 1];

	place.own = NO_FUNCTION;
	if (tree->node[i].kind != FRAME_INLINED)
		place.kind = tree->node[i].kind;
	if (counts_as_function(tree, i)) {
		place.own = place.function = function_number(walk, i, place.kind);
		/* One that calls itself has its samples once. */
		if (!walk->open[place.own]++ && by == BY_TOTAL) {
			add(&walk->function[place.own].was, &walk->was[i]);
			add(&walk->function[place.own].now, &walk->now[i]);
		}
	}
	walk->place = grow(walk->place, &walk->place_capacity, depth + 1, sizeof(place));
	walk->place[depth] = place;
	walk->depth = depth;
}

static void count_self(struct walk *walk, uint32_t i)
{
	size_t function = walk->place[walk->depth].function;
	const struct sums was = was_of(walk->comparison, i), now = now_of(walk->comparison, i);

	if (function == NO_FUNCTION)
		return;
	add(&walk->function[function].was, &was);
	add(&walk->function[function].now, &now);
}

static void collect(struct walk *walk, enum change_by by)
{
	const struct tree *tree = walk->comparison->tree;
	size_t depth = 0;

	sum_up(walk);
	walk->place = grow(NULL, &walk->place_capacity, 1, sizeof(*walk->place));
	walk->place[0] = (struct place){ NO_FUNCTION, NO_FUNCTION, FRAME_USER };
	for (uint32_t i = tree_next(tree, 0, &depth); i; i = tree_next(tree, i, &depth)) {
		leave(walk, depth);
		enter(walk, i, depth, by);
		if (by == BY_SELF)
			count_self(walk, i);
	}
}

static void walk_free(struct walk *walk)
{
	u64map_free(&walk->number);
	free(walk->function);
	free(walk->open);
	free(walk->place);
	free(walk->was);
	free(walk->now);
}

/* Periods that an average sample stands for; 0: there are none. */
static double weight(const struct sums *sums)
{
	return sums->count > 0 ? sums->squares / sums->count : 0;
}

/*
 * Samples that stand for many periods each say less than as many that stand for one: their sum
 * varies as that of count / weight samples does (L. Kish, "Survey Sampling", 1965).
 */
static struct counted counted_of(const struct sums *part, double whole, const struct sums *other)
{
	double each = weight(part);

	/* Of what isn't there, nobody knows; as in the other profile, probably. */
	if (each <= 0)
		each = weight(other);
	if (each <= 0)
		each = 1;
	/* Sums of fractions in another order may come to more than all. */
	return (struct counted){ fmin(part->count, whole) / each, whole / each };
}

static void judge(struct change *change, const struct sums *was, const struct sums *now,
		  double all_before, double all_after)
{
	change->was = was->count;
	change->now = now->count;
	change->chance = 1;
	if (all_before <= 0 && all_after <= 0)
		return;
	change->before = counted_of(was, all_before, now);
	change->after = counted_of(now, all_after, was);
	if (all_before <= 0 || all_after <= 0)
		return;
	/* Without a difference of quotients, shares that are the same differ by exactly nothing. */
	change->points = 100 * (now->count * all_before - was->count * all_after) /
			 (all_before * all_after);
	change->interval = interval_change(change->before, change->after, INTERVAL_Z95);
	change->interval.low *= 100;
	change->interval.high *= 100;
	change->chance = interval_chance(change->before, change->after);
}

static bool is_tested(const struct change *change)
{
	return change->before.part + change->after.part >= TESTED_MIN;
}

/* Whether a function has samples enough does not depend on which profile has them. */
static void find_certain(struct change_list *list)
{
	double *chance = xcalloc(list->count, sizeof(*chance)), limit;

	for (size_t i = 0; i < list->count; i++) {
		if (is_tested(&list->change[i]))
			chance[list->tested++] = list->change[i].chance;
	}
	limit = interval_discoveries(chance, list->tested, CHANGES_RATE);
	for (size_t i = 0; i < list->count; i++) {
		struct change *change = &list->change[i];

		change->certain = is_tested(change) && change->chance <= limit;
	}
	free(chance);
}

static int compare(const void *a, const void *b)
{
	const struct change *x = a, *y = b;
	double size = fabs(x->points), other = fabs(y->points);
	int order;

	if (size != other)
		return size > other ? -1 : 1;
	order = strcmp(x->name, y->name);
	return order ? order : (int)x->kind - (int)y->kind;
}

void changes_collect(struct change_list *list, const struct comparison *comparison,
		     enum change_by by)
{
	struct walk walk = { .comparison = comparison };

	*list = (struct change_list){ 0 };
	collect(&walk, by);
	list->change = xcalloc(walk.count, sizeof(*list->change));
	for (size_t i = 0; i < walk.count; i++) {
		const struct function *function = &walk.function[i];
		struct change *change = &list->change[list->count];

		if (!function->was.count && !function->now.count)
			continue;
		change->name = function->name;
		change->kind = function->kind;
		judge(change, &function->was, &function->now, comparison->was,
		      comparison_now(comparison));
		list->count++;
	}
	walk_free(&walk);
	find_certain(list);
	if (list->count)
		qsort(list->change, list->count, sizeof(*list->change), compare);
}

void changes_free(struct change_list *list)
{
	free(list->change);
	*list = (struct change_list){ 0 };
}

/* Which nodes' samples match, by node. The caller frees. */
static bool *match_nodes(const struct tree *tree, enum change_by by, const regex_t *pattern,
			 bool *any)
{
	enum { UNKNOWN, NO, YES } *known = xcalloc(tree->names.count, sizeof(*known));
	bool *matches = xcalloc(tree->count, sizeof(*matches));

	for (uint32_t i = 1; i < tree->count; i++) {
		uint32_t name = tree->node[i].name;

		if (known[name] == UNKNOWN)
			known[name] = regexec(pattern, tree_name(tree, i), 0, NULL, 0) ? NO : YES;
		*any |= known[name] == YES;
		matches[i] = known[name] == YES ||
			     (by == BY_TOTAL && matches[tree->node[i].parent]);
	}
	free(known);
	return matches;
}

bool changes_match(struct change *change, const struct comparison *comparison, enum change_by by,
		   const regex_t *pattern)
{
	const struct tree *tree = comparison->tree;
	struct sums was = { 0 }, now = { 0 };
	bool any = false, *matches = match_nodes(tree, by, pattern, &any);

	for (uint32_t i = 1; i < tree->count; i++) {
		const struct sums more_was = was_of(comparison, i), more = now_of(comparison, i);

		if (!matches[i])
			continue;
		add(&was, &more_was);
		add(&now, &more);
	}
	free(matches);
	*change = (struct change){ 0 };
	judge(change, &was, &now, comparison->was, comparison_now(comparison));
	return any;
}
