// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Two profiles: joined, as folded differences, what has vanished, and what has changed by function.
 */
#include <math.h>
#include <stdlib.h>

#include "fixture_folded.h"
#include "output/diff_folded.h"
#include "profile/changes.h"
#include "profile/compare.h"
#include "random.h"
#include "session/bounds.h"

struct two {
	struct comparison comparison;
	struct tree tree;
};

static void take_text(const char *stacks, stack_fn *take, void *arg)
{
	FILE *in = fmemopen((void *)stacks, strlen(stacks), "r");

	CHECK_EQ(text_read(in, "the stacks", take, arg), 0);
	fclose(in);
}

static void two_begin(struct two *two, const char *before, const char *after, bool strip_hex)
{
	tree_init(&two->tree);
	comparison_init(&two->comparison, &two->tree, strip_hex);
	take_text(before, comparison_take_before, &two->comparison);
	take_text(after, comparison_take_after, &two->comparison);
	comparison_finish(&two->comparison);
}

static void two_end(struct two *two)
{
	comparison_free(&two->comparison);
	tree_free(&two->tree);
}

/* What flamerec diff -o - writes. The caller frees. */
static char *differences(const char *before, const char *after, bool normalise, bool strip_hex)
{
	struct diff_folded diff = { .normalise = normalise };
	struct two two;
	char *text;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	two_begin(&two, before, after, strip_hex);
	diff.comparison = &two.comparison;
	CHECK_EQ(folded_write_counts(out, &two.tree, diff_folded_counts, &diff), 0);
	fclose(out);
	two_end(&two);
	return text;
}

#define CHECK_DIFFERENCES(before, after, normalise, strip_hex, expected) do {	\
	char *text_ = differences(before, after, normalise, strip_hex);		\
	CHECK_STR(text_, expected);						\
	free(text_);								\
} while (0)

/* The lines that difffolded.pl writes, sorted: its own order is that of a hash table. */
static void as_difffolded(void)
{
	static const char before[] = "a;b 31\na;c 5\na;0x1f;d 2\na;b 1\nz_[k] 4\n";
	static const char after[] = "a;b 33\na;e 7\na;0xbeef;d 3\nz_[k] 1.5\n";

	CHECK_DIFFERENCES(before, after, false, false,
			  "a;0x1f;d 2 0\na;0xbeef;d 0 3\na;b 32 33\na;c 5 0\na;e 0 7\n"
			  "z_[k] 4 1.5\n");
	/* 43 before, 44.5 after: 32 * 44.5 / 43 = 33.1, cut off. */
	CHECK_DIFFERENCES(before, after, true, false,
			  "a;0x1f;d 2 0\na;0xbeef;d 0 3\na;b 33 33\na;c 5 0\na;e 0 7\n"
			  "z_[k] 4 1.5\n");
	CHECK_DIFFERENCES(before, after, false, true,
			  "a;0x...;d 2 3\na;b 32 33\na;c 5 0\na;e 0 7\nz_[k] 4 1.5\n");
	/* What becomes nothing keeps its line. */
	CHECK_DIFFERENCES("a 1\nb 99\n", "b 10\n", true, false, "a 0 0\nb 9 10\n");
	/* Fractions stay where there is nothing to scale. */
	CHECK_DIFFERENCES("a 1.5\nb 1\n", "b 2.5\n", true, false, "a 1.5 0\nb 1 2.5\n");
	CHECK_DIFFERENCES("a 1.5\nb 1\n", "b 5\n", true, false, "a 3 0\nb 2 5\n");
}

static void addresses_in_names(void)
{
	CHECK_DIFFERENCES("f0x12g0xAbC;0x;0xg+0x0 1\n", "p 1\n", false, true,
			  "f0x...g0x...;0x;0xg+0x... 1 0\np 0 1\n");
	/* Different before, and one frame now. */
	CHECK_DIFFERENCES("p;0x1;a 1\np;0x2;a 2\np;0x2;b 4\n", "p;0x3;a 8\n", false, true,
			  "p;0x...;a 3 8\np;0x...;b 4 0\n");
}

static void one_tree_has_both(void)
{
	struct two two;

	two_begin(&two, "p;a 10\np;b 30\n", "p;a 30\np;c 50\n", false);
	CHECK(two.tree.was);
	CHECK_EQ(two.tree.was[0].total, 40);
	CHECK_EQ(two.tree.node[0].total, 80);
	CHECK_EQ(two.comparison.was, 40);
	comparison_scale(&two.comparison);
	CHECK_EQ(two.tree.was[0].total, 80);
	CHECK_EQ(two.tree.node[0].total, 80);
	/* As often as one likes, and what is told of samples stays. */
	comparison_scale(&two.comparison);
	CHECK_EQ(two.tree.was[0].total, 80);
	CHECK_EQ(two.comparison.was, 40);
	two_end(&two);
}

static void count_stack(void *count, const struct stack *stack)
{
	CHECK(stack->count || stack->was);
	++*(size_t *)count;
}

/* A path for each frame of a deep stack would take forever. */
static void deep_stacks_vanish_once(void)
{
	struct two two;
	size_t count = 0;

	two_begin(&two, "p;a;b;c;d;e;f 4\n", "q 1\n", false);
	comparison_elided(&two.comparison, count_stack, &count);
	CHECK_EQ(count, 2);
	two_end(&two);
}

static void what_vanished(void)
{
	static const char before[] = "p;a;gone;deep 4\np;a;gone 1\np;a;stays 10\nq;x 2\nr 3\n";
	static const char after[] = "p;a;stays 8\np;a;new 9\nr 1\n";
	struct tree elided;
	struct two two;
	size_t paths;
	char *text;

	two_begin(&two, before, after, false);
	CHECK_EQ(comparison_vanished(&two.comparison, &paths), 7);
	CHECK_EQ(paths, 3);
	tree_init(&elided);
	comparison_elided(&two.comparison, tree_take, &elided);
	tree_finish(&elided);
	CHECK_EQ(elided.node[0].total, 7);
	/* What they hang on has not changed, and they are nothing: 2 of q, and 5 below a. */
	CHECK_EQ(elided.was[0].total, 7);
	text = folded(&elided);
	CHECK_STR(text, "[unknown] 2 0\np;a 5 0\np;a;gone 0 1\np;a;gone;deep 0 4\nq;x 0 2\n");
	free(text);
	tree_free(&elided);
	two_end(&two);

	two_begin(&two, before, before, false);
	CHECK_EQ(comparison_vanished(&two.comparison, &paths), 0);
	CHECK_EQ(paths, 0);
	two_end(&two);
}

static void stacks_are_handed_on(void)
{
	struct two two;
	struct tree copy;
	char *text;

	two_begin(&two, "p;a 1\nq 2\n", "p;a;b 3\nq 4\n", false);
	tree_init(&copy);
	comparison_stacks(&two.comparison, tree_take, &copy);
	tree_finish(&copy);
	text = folded(&copy);
	CHECK_STR(text, "p;a 1 0\np;a;b 0 3\nq 2 4\n");
	free(text);
	tree_free(&copy);
	two_end(&two);
}

static const struct change *find(const struct change_list *list, const char *name)
{
	for (size_t i = 0; i < list->count; i++) {
		if (!strcmp(list->change[i].name, name))
			return &list->change[i];
	}
	return NULL;
}

static void changes_by_function(void)
{
	static const char before[] = "p;main;f;f 100\np;main;g;f 100\np;main;h_[k] 800\n";
	static const char after[] = "p;main;f;f 500\np;main;g;f 100\np;main;h_[k] 1400\n";
	const struct change *change;
	struct change_list list;
	struct two two;

	two_begin(&two, before, after, false);
	changes_collect(&list, &two.comparison, BY_TOTAL);
	change = find(&list, "f");
	CHECK(change && change->was == 200 && change->now == 600);
	CHECK(change && fabs(change->points - 10) < 1e-9 && change->certain);
	CHECK(change && change->interval.low > 0 && change->interval.low < 10 &&
	      change->interval.high > 10 && change->interval.high < 20);
	change = find(&list, "h");
	CHECK(change && change->kind == FRAME_KERNEL && fabs(change->points + 10) < 1e-9);
	change = find(&list, "main");
	CHECK(change && change->was == 1000 && change->now == 2000 && !change->points &&
	      !change->certain);
	/* The largest first. */
	CHECK(fabs(list.change[0].points) == fabs(list.change[1].points));
	CHECK_STR(list.change[0].name, "f");
	CHECK_STR(list.change[1].name, "h");
	changes_free(&list);

	changes_collect(&list, &two.comparison, BY_SELF);
	CHECK(!find(&list, "main") && !find(&list, "g"));
	change = find(&list, "f");
	CHECK(change && change->was == 200 && change->now == 600);
	changes_free(&list);
	two_end(&two);
}

static void markers_belong_to_functions(void)
{
	const struct change *change;
	struct change_list list;
	struct two two;

	two_begin(&two, "p;f_[k];[late] 3\nswapper;[idle] 5\n[stack lost] 1\n",
		  "p;f_[k] 7\nswapper;[idle] 9\n", false);
	changes_collect(&list, &two.comparison, BY_SELF);
	change = find(&list, "f");
	CHECK(change && change->was == 3 && change->now == 7);
	change = find(&list, "[idle]");
	CHECK(change && change->was == 5 && change->now == 9);
	CHECK(!find(&list, "[late]") && !find(&list, "[stack lost]"));
	CHECK_EQ(list.count, 2);
	changes_free(&list);
	two_end(&two);
}

/* What was inlined in one build and called in the other is one function. */
static void inlining_is_no_change(void)
{
	const struct change *change;
	struct change_list list;
	struct two two;

	two_begin(&two, "p;f_[k];g_[i] 30\n", "p;f_[k];g_[k] 30\n", false);
	changes_collect(&list, &two.comparison, BY_TOTAL);
	change = find(&list, "g");
	CHECK(change && change->was == 30 && change->now == 30);
	changes_free(&list);
	two_end(&two);
}

static void take_sample(stack_fn *take, void *arg, const char *leaf, double count)
{
	const struct frame frames[] = {
		{ .name = "swapper", .kind = FRAME_PROCESS },
		{ .name = leaf, .kind = FRAME_KERNEL },
	};

	take(arg, &(struct stack){ .frames = frames, .n = 2, .count = count, .ns = 1 });
}

/* Ten samples that stand for a hundred periods each say no more than ten of twenty do. */
static void weights_make_less_sure(void)
{
	const struct change *change;
	struct change_list list;
	struct interval expected;
	struct two two;

	tree_init(&two.tree);
	comparison_init(&two.comparison, &two.tree, false);
	for (int i = 0; i < 10; i++) {
		take_sample(comparison_take_before, &two.comparison, "sleep", 100);
		take_sample(comparison_take_after, &two.comparison, "sleep", 50);
	}
	for (int i = 0; i < 1000; i++)
		take_sample(comparison_take_before, &two.comparison, "work", 1);
	for (int i = 0; i < 1500; i++)
		take_sample(comparison_take_after, &two.comparison, "work", 1);
	comparison_finish(&two.comparison);
	changes_collect(&list, &two.comparison, BY_SELF);

	change = find(&list, "sleep");
	expected = interval_change((struct counted){ 10, 20 }, (struct counted){ 10, 40 },
				   INTERVAL_Z95);
	CHECK(change && fabs(change->points + 25) < 1e-9);
	CHECK(change && fabs(change->interval.low - 100 * expected.low) < 1e-6);
	CHECK(change && fabs(change->interval.high - 100 * expected.high) < 1e-6);
	CHECK(change && !change->certain);
	change = find(&list, "work");
	CHECK(change && change->certain);
	changes_free(&list);
	two_end(&two);
}

/* Two samples of the same program: a verdict on it is wrong in few of many pairs. */
static void noise_is_called_noise(void)
{
	enum { PAIRS = 60, FUNCTIONS = 100, SAMPLES = 2000 };
	uint32_t state = RANDOM_SEED;
	int wrong = 0;

	for (int pair = 0; pair < PAIRS; pair++) {
		struct change_list list;
		struct two two;
		bool any = false;

		tree_init(&two.tree);
		comparison_init(&two.comparison, &two.tree, false);
		for (int i = 0; i < 2 * SAMPLES; i++) {
			/* Few functions are hot, many are cold. */
			double x = next_random(&state) * 0x1p-32;
			char name[16];

			snprintf(name, sizeof(name), "f%d", (int)(FUNCTIONS * x * x * x));
			take_sample(i % 2 ? comparison_take_after : comparison_take_before,
				    &two.comparison, name, 1);
		}
		comparison_finish(&two.comparison);
		changes_collect(&list, &two.comparison, BY_SELF);
		for (size_t i = 0; i < list.count; i++)
			any |= list.change[i].certain;
		wrong += any;
		changes_free(&list);
		two_end(&two);
	}
	CHECK(wrong <= PAIRS / 10);
}

static bool holds(const char *before, const char *after, enum bound_kind kind, const char *text,
		  struct bound_options options)
{
	struct bounds bounds = { 0 };
	struct strbuf line = { 0 };
	struct two two;
	bool result;

	two_begin(&two, before, after, false);
	CHECK_EQ(bounds_add(&bounds, kind, text), 0);
	result = bound_holds(&bounds.bound[0], &two.comparison, &options, &line);
	CHECK(line.len);
	free(line.text);
	bounds_free(&bounds);
	two_end(&two);
	return result;
}

static void bounds_hold_or_break(void)
{
	static const char before[] = "p;f 1000\np;g 9000\n";
	static const char after[] = "p;f 1400\np;f;h 100\np;g 8500\n";
	const struct bound_options total = { .by = BY_TOTAL }, self = { .by = BY_SELF };
	const struct bound_options strict = { .by = BY_TOTAL, .strict = true };
	const struct bound_options missing = { .by = BY_TOTAL, .allow_missing = true };

	CHECK(holds(before, after, BOUND_SHARE, "^f$=15", total));
	CHECK(holds(before, after, BOUND_SHARE, "^f$=14.9%", total));
	CHECK(!holds(before, after, BOUND_SHARE, "^f$=14.9", strict));
	CHECK(!holds(before, after, BOUND_SHARE, "^f$=14", total));
	CHECK(holds(before, after, BOUND_SHARE, "^f$=14", self));
	CHECK(!holds(before, after, BOUND_SHARE, "f|g=99", total));
	CHECK(holds(before, after, BOUND_GROWTH, "^f$=5", total));
	CHECK(holds(before, after, BOUND_GROWTH, "^f$=4.9", total));
	CHECK(!holds(before, after, BOUND_GROWTH, "^f$=4.9", strict));
	CHECK(!holds(before, after, BOUND_GROWTH, "^f$=3", total));
	CHECK(holds(before, after, BOUND_GROWTH, "^g$=0", strict));
	/* What is new has grown, from nothing. */
	CHECK(!holds(before, after, BOUND_GROWTH, "^h$=0.5", total));
	CHECK(!holds(before, after, BOUND_SHARE, "typo=50", total));
	CHECK(holds(before, after, BOUND_SHARE, "typo=50", missing));
	/* What is no more, does match. */
	CHECK(holds("p;old 5\np 5\n", "p 10\n", BOUND_GROWTH, "^old$=1", total));
}

static void bounds_are_read(void)
{
	static const char *const wrong[] = {
		"", "f", "=5", "f=", "f=x", "f=-1", "f=101", "f=5%%", "f=nan", "f(=5",
	};
	struct bounds bounds = { 0 };

	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++)
		CHECK_EQ(bounds_add(&bounds, BOUND_SHARE, wrong[i]), -1);
	CHECK_EQ(bounds.count, 0);
	/* The last equals sign is the one. */
	CHECK_EQ(bounds_add(&bounds, BOUND_SHARE, "operator==5"), 0);
	CHECK_EQ(bounds.bound[0].most, 5);
	CHECK_EQ(regexec(&bounds.bound[0].name, "operator=", 0, NULL, 0), 0);
	CHECK(regexec(&bounds.bound[0].name, "operator", 0, NULL, 0));
	bounds_free(&bounds);
}

int main(void)
{
	RUN(as_difffolded);
	RUN(addresses_in_names);
	RUN(one_tree_has_both);
	RUN(what_vanished);
	RUN(deep_stacks_vanish_once);
	RUN(stacks_are_handed_on);
	RUN(changes_by_function);
	RUN(markers_belong_to_functions);
	RUN(inlining_is_no_change);
	RUN(weights_make_less_sure);
	RUN(noise_is_called_noise);
	RUN(bounds_hold_or_break);
	RUN(bounds_are_read);
	return unit_done();
}
