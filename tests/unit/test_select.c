// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Selection: which stacks are handed on, how they are changed, and what is said of files that don't
 * tell enough.
 */
#include <stdlib.h>

#include "fixture_folded.h"
#include "profile/select.h"
#include "session/selection_options.h"
#include "util/alloc.h"

/* A selection by options: their number, and their value for those that have one. */
struct option_given {
	int option;
	const char *value;
};

#define OPTIONS(...) (const struct option_given []){ __VA_ARGS__, { 0 } }

/* The values are changed while they are taken: they are copied, and freed with the test. */
struct test {
	struct selection selection;
	char *value[8];
	size_t values;
	int result;
};

static void test_options(struct test *test, const struct option_given *given)
{
	*test = (struct test){ 0 };
	for (; given->option && !test->result; given++) {
		char *value = given->value ? xstrdup(given->value) : NULL;

		test->value[test->values++] = value;
		test->result = selection_option(&test->selection, given->option, value);
	}
}

static void test_free(struct test *test)
{
	selection_free(&test->selection);
	for (size_t i = 0; i < test->values; i++)
		free(test->value[i]);
}

/* Of folded stacks, what is selected, as folded stacks. The caller frees. */
static char *selected(const char *stacks, const struct option_given *given)
{
	FILE *in = fmemopen((void *)stacks, strlen(stacks), "r");
	struct selector *selector;
	struct test test;
	struct tree tree;
	char *text;

	test_options(&test, given);
	CHECK_EQ(test.result, 0);
	tree_init(&tree);
	selector = selector_new(&test.selection, tree_take, &tree);
	selector_start(selector);
	CHECK_EQ(text_read(in, "the stacks", selector_take, selector), 0);
	CHECK_EQ(selector_end(selector, "the stacks"), 0);
	tree_finish(&tree);
	text = folded(&tree);
	selector_free(selector);
	tree_free(&tree);
	test_free(&test);
	fclose(in);
	return text;
}

#define CHECK_SELECTED(stacks, options, expected) do {	\
	char *text_ = selected(stacks, options);	\
	CHECK_STR(text_, expected);			\
	free(text_);					\
} while (0)

static void programs(void)
{
	static const char stacks[] = "awk;run 3\nsh;main 1\nsh;main;awk 2\n[stack lost] 4\n";

	CHECK_SELECTED(stacks, OPTIONS({ OPTION_COMM, "awk" }), "awk;run 3\n");
	CHECK_SELECTED(stacks, OPTIONS({ OPTION_COMM, "awk,sh" }),
		       "awk;run 3\nsh;main 1\nsh;main;awk 2\n");
	CHECK_SELECTED(stacks, OPTIONS({ OPTION_COMM, "awk" }, { OPTION_COMM, "sh" }),
		       "awk;run 3\nsh;main 1\nsh;main;awk 2\n");
	CHECK_SELECTED(stacks, OPTIONS({ OPTION_COMM, "aw" }), "");
}

static void patterns(void)
{
	static const char stacks[] = "a;b;c 1\na;b;d 2\na;bb;e 4\nf;b 8\ng 16\n";

	CHECK_SELECTED(stacks, OPTIONS({ OPTION_INCLUDE, "^b$" }), "a;b;c 1\na;b;d 2\nf;b 8\n");
	CHECK_SELECTED(stacks, OPTIONS({ OPTION_INCLUDE, "^(c|e)$" }), "a;b;c 1\na;bb;e 4\n");
	CHECK_SELECTED(stacks, OPTIONS({ OPTION_INCLUDE, "^c$" }, { OPTION_INCLUDE, "^g$" }),
		       "a;b;c 1\ng 16\n");
	CHECK_SELECTED(stacks, OPTIONS({ OPTION_EXCLUDE, "b" }), "g 16\n");
	CHECK_SELECTED(stacks, OPTIONS({ OPTION_EXCLUDE, "bb" }, { OPTION_EXCLUDE, "g" }),
		       "a;b;c 1\na;b;d 2\nf;b 8\n");
	CHECK_SELECTED(stacks, OPTIONS({ OPTION_INCLUDE, "a" }, { OPTION_EXCLUDE, "d" }),
		       "a;b;c 1\na;bb;e 4\n");
}

/* What inferno-flamegraph --base does, but for frames that it misses: the first and the last. */
static void base(void)
{
	static const char stacks[] = "a;base;b;base;c 1\na;x 2\na;base 4\nbase;y 8\na;k_[k] 16\n";

	CHECK_SELECTED(stacks, OPTIONS({ OPTION_BASE, "base" }), "base 4\nbase;c 1\nbase;y 8\n");
	CHECK_SELECTED(stacks, OPTIONS({ OPTION_BASE, "base" }, { OPTION_BASE, "x" }),
		       "base 4\nbase;c 1\nbase;y 8\nx 2\n");
	CHECK_SELECTED(stacks, OPTIONS({ OPTION_BASE, "k_[k]" }), "k_[k] 16\n");
	CHECK_SELECTED(stacks, OPTIONS({ OPTION_BASE, "k" }), "k_[k] 16\n");
	CHECK_SELECTED(stacks, OPTIONS({ OPTION_BASE, "x_[k]" }), "");
	CHECK_SELECTED(stacks, OPTIONS({ OPTION_BASE, "k_[k]]" }), "");
}

/* What inferno-collapse-perf --skip-after does. */
static void skip_after(void)
{
	static const char stacks[] = "a;f;b;f;c 1\na;x 2\na;f 4\nf;y 8\n";

	CHECK_SELECTED(stacks, OPTIONS({ OPTION_SKIP_AFTER, "f" }),
		       "a;f 4\na;f;c 1\na;x 2\nf;y 8\n");
	CHECK_SELECTED(stacks, OPTIONS({ OPTION_SKIP_AFTER, "b" }, { OPTION_SKIP_AFTER, "c" }),
		       "a;c 1\na;f 4\na;x 2\nf;y 8\n");
}

/* What stackcollapse-recursive.pl does. */
static void recursion(void)
{
	static const char stacks[] = "has;some;some;recursion;recursion 1\n"
				     "co;recursive;co;recursive 2\nr;r;r 4\nsame;same_[k] 8\n";

	CHECK_SELECTED(stacks, OPTIONS({ OPTION_COLLAPSE_RECURSION, NULL }),
		       "co;recursive;co;recursive 2\nhas;some;recursion 1\nr 4\nsame;same_[k] 8\n");
}

/* The leaf decides; and where nothing tells kernel code from a program's, the program, too. */
static void idle(void)
{
	static const char stacks[] =
		"swapper;[idle] 1\n"
		"swapper;do_idle_[k];intel_idle_irq_[k] 2\n"
		"swapper;do_idle_[k];asm_sysvec_[k];irq_work_[k] 4\n"
		"swapper;cpu_startup_entry;do_idle 8\n"
		"game;do_idle 16\n"
		"vm;run_[k];native_halt_[k] 32\n";

	CHECK_SELECTED(stacks, OPTIONS({ OPTION_NO_IDLE, NULL }),
		       "game;do_idle 16\nswapper;do_idle_[k];asm_sysvec_[k];irq_work_[k] 4\n");
}

static void in_the_order_that_is_documented(void)
{
	static const char stacks[] = "p;out;base;r;r;leaf 1\np;base;leaf 2\nq;base 4\n";

	/* What is cut off was there when frames were looked for. */
	CHECK_SELECTED(stacks, OPTIONS({ OPTION_BASE, "base" }, { OPTION_INCLUDE, "^out$" },
				       { OPTION_COLLAPSE_RECURSION, NULL }), "base;r;leaf 1\n");
	CHECK_SELECTED(stacks, OPTIONS({ OPTION_BASE, "base" }, { OPTION_COMM, "p" },
				       { OPTION_SKIP_AFTER, "r" }),
		       "base;leaf 2\nr;leaf 1\n");
}

/* Samples one by one, as captures have them. */
static const struct frame sample_frames[] = {
	{ .name = "prog", .kind = FRAME_PROCESS }, { .name = "main", .kind = FRAME_USER },
	{ .name = "f", .kind = FRAME_USER },
};

static void take_samples(struct selector *selector)
{
	static const struct stack samples[] = {
		{ .n = 2, .count = 1, .pid = 7, .tid = 71, .cpu = 0, .ns = 5000000000 },
		{ .n = 3, .count = 2, .pid = 7, .tid = 72, .cpu = 1, .ns = 5500000000 },
		{ .n = 2, .count = 4, .pid = 8, .tid = 80, .cpu = 3, .ns = 6000000000 },
		{ .n = 3, .count = 8, .pid = 9, .tid = 90, .cpu = 1, .ns = 7000000000 },
		{ .n = 0, .count = 16, .pid = STACK_NOT_KNOWN, .tid = STACK_NOT_KNOWN,
		  .cpu = STACK_NOT_KNOWN },
	};

	for (size_t i = 0; i < sizeof(samples) / sizeof(*samples); i++) {
		struct stack stack = samples[i];

		stack.frames = sample_frames;
		selector_take(selector, &stack);
	}
}

/* As selected(). */
static char *selected_samples(const struct option_given *given)
{
	struct selector *selector;
	struct test test;
	struct tree tree;
	char *text;

	test_options(&test, given);
	CHECK_EQ(test.result, 0);
	CHECK_EQ(selection_want(&test.selection) & ~STACKS_EACH, 0);
	tree_init(&tree);
	selector = selector_new(&test.selection, tree_take, &tree);
	selector_start(selector);
	take_samples(selector);
	CHECK_EQ(selector_end(selector, "the samples"), 0);
	tree_finish(&tree);
	text = folded(&tree);
	selector_free(selector);
	tree_free(&tree);
	test_free(&test);
	return text;
}

#define CHECK_SAMPLES(options, expected) do {		\
	char *text_ = selected_samples(options);	\
	CHECK_STR(text_, expected);			\
	free(text_);					\
} while (0)

static void samples(void)
{
	CHECK_SAMPLES(OPTIONS({ OPTION_PID, "7" }), "prog;main 1\nprog;main;f 2\n");
	CHECK_SAMPLES(OPTIONS({ OPTION_PID, "0,8-9" }), "prog;main 4\nprog;main;f 8\n");
	CHECK_SAMPLES(OPTIONS({ OPTION_TID, "72,80" }), "prog;main 4\nprog;main;f 2\n");
	CHECK_SAMPLES(OPTIONS({ OPTION_CPU, "1" }), "prog;main;f 10\n");
	CHECK_SAMPLES(OPTIONS({ OPTION_CPU, "0-2" }, { OPTION_PID, "7" }),
		      "prog;main 1\nprog;main;f 2\n");
	/* From the first sample on; what is at the end is not in it, what is at the start is. */
	CHECK_SAMPLES(OPTIONS({ OPTION_FROM, "0.5" }), "prog;main 4\nprog;main;f 10\n");
	CHECK_SAMPLES(OPTIONS({ OPTION_TO, "1" }), "prog;main 1\nprog;main;f 2\n");
	CHECK_SAMPLES(OPTIONS({ OPTION_FROM, "0.5" }, { OPTION_TO, "1" }), "prog;main;f 2\n");
	CHECK_SAMPLES(OPTIONS({ OPTION_FROM, "3" }), "");
}

static void frames_of_threads_and_cpus(void)
{
	CHECK_SAMPLES(OPTIONS({ OPTION_THREADS, NULL }, { OPTION_PID, "7" }),
		      "prog (tid 71);main 1\nprog (tid 72);main;f 2\n");
	CHECK_SAMPLES(OPTIONS({ OPTION_PER_CPU, NULL }, { OPTION_PID, "7-9" }),
		      "CPU 0;prog;main 1\nCPU 1;prog;main;f 10\nCPU 3;prog;main 4\n");
	CHECK_SAMPLES(OPTIONS({ OPTION_PER_CPU, NULL }, { OPTION_THREADS, NULL },
			      { OPTION_TID, "80" }), "CPU 3;prog (tid 80);main 4\n");
	/* Where the program's frame is cut off, the thread's stands for it. */
	CHECK_SAMPLES(OPTIONS({ OPTION_THREADS, NULL }, { OPTION_BASE, "f" }),
		      "prog (tid 72);f 2\nprog (tid 90);f 8\n");
	/* What nobody knows, gets none. */
	CHECK_SAMPLES(OPTIONS({ OPTION_PER_CPU, NULL }, { OPTION_FROM, "0" }, { OPTION_CPU, "3" }),
		      "CPU 3;prog;main 4\n");
}

/* The seconds of a second file begin with its own first sample. */
static void files_have_their_own_start(void)
{
	const struct stack late = { .frames = sample_frames, .n = 1, .count = 1, .pid = 1, .tid = 1,
				    .cpu = 0, .ns = 900000000000 };
	struct selector *selector;
	struct test test;
	struct tree tree;

	test_options(&test, OPTIONS({ OPTION_TO, "1" }));
	tree_init(&tree);
	selector = selector_new(&test.selection, tree_take, &tree);
	selector_start(selector);
	take_samples(selector);
	selector_start(selector);
	selector_take(selector, &late);
	tree_finish(&tree);
	CHECK_EQ(tree.node[0].total, 4);
	selector_free(selector);
	tree_free(&tree);
	test_free(&test);
}

/* What the stacks that are left out share with their neighbours must not be taken for granted. */
struct checker {
	const struct frame *before[8];
	size_t n, stacks;
};

static void check_shared(void *arg, const struct stack *stack)
{
	struct checker *checker = arg;

	CHECK(stack->shared <= stack->n && stack->shared <= checker->n);
	for (size_t i = 0; i < stack->shared && i < checker->n; i++)
		CHECK(!strcmp(checker->before[i]->name, stack->frames[i].name));
	for (size_t i = 0; i < stack->n; i++)
		checker->before[i] = &stack->frames[i];
	checker->n = stack->n;
	checker->stacks++;
}

static void shared_frames_are_the_same(void)
{
	static const struct frame a[] = { { .name = "p" }, { .name = "x" }, { .name = "1" } };
	static const struct frame b[] = { { .name = "p" }, { .name = "y" }, { .name = "drop" } };
	static const struct frame c[] = { { .name = "p" }, { .name = "y" }, { .name = "2" } };
	static const struct stack stacks[] = {
		{ .frames = a, .n = 3, .count = 1 },
		{ .frames = b, .n = 3, .count = 1, .shared = 1 },
		{ .frames = c, .n = 3, .count = 1, .shared = 2 },
		{ .frames = c, .n = 2, .count = 1, .shared = 2 },
		{ .frames = b, .n = 3, .count = 1, .shared = 2 },
		{ .frames = c, .n = 3, .count = 1, .shared = 2 },
	};
	struct checker checker = { 0 };
	struct selector *selector;
	struct test test;

	test_options(&test, OPTIONS({ OPTION_EXCLUDE, "^drop$" }));
	selector = selector_new(&test.selection, check_shared, &checker);
	selector_start(selector);
	for (size_t i = 0; i < sizeof(stacks) / sizeof(*stacks); i++)
		selector_take(selector, &stacks[i]);
	CHECK_EQ(checker.stacks, 4);
	selector_free(selector);
	test_free(&test);
}

static void files_must_tell(void)
{
	static const struct option_given needs[][2] = {
		{ { OPTION_PID, "1" } }, { { OPTION_TID, "1" } }, { { OPTION_CPU, "1" } },
		{ { OPTION_FROM, "1" } }, { { OPTION_TO, "1" } }, { { OPTION_THREADS, NULL } },
		{ { OPTION_PER_CPU, NULL } },
	};
	const struct stack stack = { .frames = sample_frames, .n = 2, .count = 1,
				     .pid = STACK_NOT_KNOWN, .tid = STACK_NOT_KNOWN,
				     .cpu = STACK_NOT_KNOWN };

	for (size_t i = 0; i < sizeof(needs) / sizeof(*needs); i++) {
		struct checker checker = { 0 };
		struct selector *selector;
		struct test test;

		test_options(&test, needs[i]);
		selector = selector_new(&test.selection, check_shared, &checker);
		selector_start(selector);
		/* Nothing is missing where there is nothing. */
		CHECK_EQ(selector_end(selector, "the file"), 0);
		selector_take(selector, &stack);
		CHECK(selector_end(selector, "the file") < 0);
		selector_free(selector);
		test_free(&test);
	}
}

static void nonsense_is_refused(void)
{
	static const struct option_given wrong[][3] = {
		{ { OPTION_PID, "" } }, { { OPTION_PID, "x" } }, { { OPTION_PID, "1," } },
		{ { OPTION_PID, "3-1" } }, { { OPTION_PID, "-1" } }, { { OPTION_TID, "1 2" } },
		{ { OPTION_CPU, "4294967295" } }, { { OPTION_CPU, "99999999999999999999" } },
		{ { OPTION_COMM, "" } }, { { OPTION_COMM, "a,,b" } }, { { OPTION_BASE, "" } },
		{ { OPTION_FROM, "-1" } }, { { OPTION_FROM, "nan" } }, { { OPTION_TO, "0" } },
		{ { OPTION_FROM, "1s" } }, { { OPTION_FROM, "2" }, { OPTION_TO, "2" } },
		{ { OPTION_TO, "2" }, { OPTION_FROM, "3" } }, { { OPTION_INCLUDE, "a(" } },
		{ { OPTION_EXCLUDE, "[" } },
	};

	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
		struct test test;

		test_options(&test, wrong[i]);
		CHECK_EQ(test.result, -1);
		test_free(&test);
	}
}

int main(void)
{
	RUN(programs);
	RUN(patterns);
	RUN(base);
	RUN(skip_after);
	RUN(recursion);
	RUN(idle);
	RUN(in_the_order_that_is_documented);
	RUN(samples);
	RUN(frames_of_threads_and_cpus);
	RUN(files_have_their_own_start);
	RUN(shared_frames_are_the_same);
	RUN(files_must_tell);
	RUN(nonsense_is_refused);
	return unit_done();
}
