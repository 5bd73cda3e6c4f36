// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The frame tree: counting, order, depth and size.
 */
#include <stdlib.h>

#include "profile/tree.h"
#include "unit.h"

#define FRAMES(...) (struct frame []){ __VA_ARGS__ }, \
	sizeof((struct frame []){ __VA_ARGS__ }) / sizeof(struct frame)

#define PROC(text)	{ .name = text, .kind = FRAME_PROCESS }
#define USER(text)	{ .name = text, .kind = FRAME_USER }
#define KERN(text)	{ .name = text, .kind = FRAME_KERNEL }

/* The walk as text: a name, its depth and its total for each node. */
static const char *walk(const struct tree *tree, char *text, size_t size)
{
	size_t depth = 0, len = 0;

	text[0] = '\0';
	for (uint32_t i = tree_next(tree, 0, &depth); i; i = tree_next(tree, i, &depth))
		len += snprintf(text + len, size - len, "%s%zu=%llu ", tree_name(tree, i), depth,
				(unsigned long long)tree->node[i].total);
	return text;
}

static void empty(void)
{
	struct tree tree;
	size_t depth = 0;

	tree_init(&tree);
	tree_finish(&tree);
	CHECK_EQ(tree.count, 1);
	CHECK_EQ(tree.node[0].total, 0);
	CHECK_EQ(tree_next(&tree, 0, &depth), 0);
	tree_add(&tree, NULL, 0, 7);
	tree_finish(&tree);
	CHECK_EQ(tree.node[0].self, 7);
	CHECK_EQ(tree.node[0].total, 7);
	tree_free(&tree);
}

static void totals_hold_what_is_below(void)
{
	struct tree tree;
	char text[256];

	tree_init(&tree);
	tree_add(&tree, FRAMES(PROC("sh"), USER("main"), USER("b")), 5);
	tree_add(&tree, FRAMES(PROC("sh"), USER("main"), USER("a"), KERN("read")), 3);
	tree_add(&tree, FRAMES(PROC("sh"), USER("main")), 1);
	tree_add(&tree, FRAMES(PROC("awk")), 2);
	tree_finish(&tree);
	CHECK_EQ(tree.node[0].total, 11);
	CHECK_STR(walk(&tree, text, sizeof(text)), "awk1=2 sh1=9 main2=9 a3=3 read4=3 b3=5 ");

	/* Again, after more has come. */
	tree_add(&tree, FRAMES(PROC("sh"), USER("main"), USER("a")), 4);
	tree_add(&tree, FRAMES(PROC("sh"), USER("init")), 1);
	tree_finish(&tree);
	CHECK_STR(walk(&tree, text, sizeof(text)),
		  "awk1=2 sh1=14 init2=1 main2=13 a3=7 read4=3 b3=5 ");
	tree_free(&tree);
}

static void kinds_are_told_apart(void)
{
	struct tree tree;
	char text[256];

	tree_init(&tree);
	tree_add(&tree, FRAMES(PROC("sh"), KERN("read")), 2);
	tree_add(&tree, FRAMES(PROC("sh"), USER("read")), 1);
	tree_finish(&tree);
	CHECK_EQ(tree.count, 4);
	CHECK_STR(walk(&tree, text, sizeof(text)), "sh1=3 read2=1 read2=2 ");
	tree_free(&tree);
}

/* Stacks that begin with the leaf: "sh;main", "main", "main;main". */
static void programs_are_functions_of_their_name(void)
{
	struct tree tree;
	char text[256];

	for (int order = 0; order < 2; order++) {
		tree_init(&tree);
		if (order)
			tree_add(&tree, FRAMES(USER("main"), PROC("main")), 2);
		tree_add(&tree, FRAMES(PROC("main")), 1);
		if (!order)
			tree_add(&tree, FRAMES(USER("main"), PROC("main")), 2);
		tree_add(&tree, FRAMES(USER("main"), PROC("sh")), 4);
		tree_add(&tree, FRAMES(KERN("main"), PROC("sh")), 8);
		tree_finish(&tree);
		CHECK_STR(walk(&tree, text, sizeof(text)), "main1=7 main2=2 sh2=4 main1=8 sh2=8 ");
		CHECK_EQ(tree.node[tree.node[0].first_child].kind, FRAME_USER);
		tree_free(&tree);
	}
}

static void order_is_that_of_names(void)
{
	static const char *const names[] = { "b", "a", "ab", "B", "", "aa" };
	struct tree tree;
	char text[256];

	tree_init(&tree);
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		tree_add(&tree, FRAMES(USER(names[i])), 1);
	tree_finish(&tree);
	CHECK_STR(walk(&tree, text, sizeof(text)), "1=1 B1=1 a1=1 aa1=1 ab1=1 b1=1 ");
	tree_free(&tree);
}

static void skip_passes_over_callees(void)
{
	struct tree tree;
	size_t depth = 0;
	uint32_t i;

	tree_init(&tree);
	tree_add(&tree, FRAMES(PROC("a"), USER("x"), USER("y")), 1);
	tree_add(&tree, FRAMES(PROC("b")), 1);
	tree_finish(&tree);
	i = tree_next(&tree, 0, &depth);
	i = tree_skip(&tree, i, &depth);
	CHECK_STR(tree_name(&tree, i), "b");
	CHECK_EQ(depth, 1);
	CHECK_EQ(tree_skip(&tree, i, &depth), 0);
	tree_free(&tree);
}

static void deep_stack(void)
{
	const size_t n = 200000;
	struct frame *frames = calloc(n, sizeof(*frames));
	struct tree tree;
	size_t depth = 0, deepest = 0;

	for (size_t i = 0; i < n; i++)
		frames[i] = (struct frame){ .name = "recurse", .kind = FRAME_USER };
	tree_init(&tree);
	tree_add(&tree, frames, n, 1);
	tree_finish(&tree);
	for (uint32_t i = 0; (i = tree_next(&tree, i, &depth));)
		deepest = depth > deepest ? depth : deepest;
	CHECK_EQ(deepest, n);
	CHECK_EQ(tree.node[1].total, 1);
	tree_free(&tree);
	free(frames);
}

/* Nodes with many callees look them up in another way; none may be made twice. */
static void many_callees(void)
{
	struct frame frames[2] = { PROC("sh") };
	struct tree tree;
	char name[16];
	size_t depth = 0, nodes = 0;
	const char *before = "";

	tree_init(&tree);
	for (unsigned int i = 0; i < 20000; i++) {
		snprintf(name, sizeof(name), "f%u", i * 7919 % 5000);
		frames[1] = (struct frame){ .name = name,
					    .kind = i % 2 ? FRAME_KERNEL : FRAME_USER };
		tree_add(&tree, frames, 2, 1);
	}
	CHECK_EQ(tree.count, 2 + 5000);
	tree_finish(&tree);
	tree_add(&tree, frames, 2, 1);
	tree_finish(&tree);
	CHECK_EQ(tree.count, 2 + 5000);
	tree_next(&tree, 0, &depth);
	for (uint32_t i = 1; (i = tree_next(&tree, i, &depth)); nodes++) {
		CHECK(strcmp(before, tree_name(&tree, i)) < 0);
		CHECK(tree.node[i].total >= 4 && tree.node[i].total <= 5);
		before = tree_name(&tree, i);
	}
	CHECK_EQ(nodes, 5000);
	tree_free(&tree);
}

/* A flame chart keeps the order, again after more has come. */
static void charts_keep_the_order(void)
{
	struct tree tree = { 0 };
	char text[256];

	tree_init(&tree);
	tree.in_order = true;
	tree_add(&tree, FRAMES(PROC("sh"), USER("b")), 1);
	tree_add(&tree, FRAMES(PROC("sh"), USER("b")), 1);
	tree_add(&tree, FRAMES(PROC("sh"), USER("a")), 1);
	tree_finish(&tree);
	tree_add(&tree, FRAMES(PROC("sh"), USER("b")), 1);
	tree_add(&tree, FRAMES(PROC("awk")), 1);
	tree_add(&tree, FRAMES(PROC("sh"), USER("a")), 1);
	tree_finish(&tree);
	CHECK_STR(walk(&tree, text, sizeof(text)), "sh1=4 b2=2 a2=1 b2=1 awk1=1 sh1=1 a2=1 ");
	tree_free(&tree);
}

/* Each lane goes on where it was left, whatever came of the others meanwhile. */
static void lanes_stand_side_by_side(void)
{
	struct tree tree;
	char text[256];

	tree_init(&tree);
	tree.in_order = tree.lanes = true;
	tree_add(&tree, FRAMES(PROC("CPU 10"), USER("b")), 1);
	tree_add(&tree, FRAMES(PROC("CPU 2"), USER("b")), 1);
	tree_add(&tree, FRAMES(PROC("CPU 10"), USER("b")), 1);
	tree_add(&tree, FRAMES(PROC("CPU 10"), USER("a")), 1);
	tree_add(&tree, FRAMES(PROC("CPU 2"), USER("b"), USER("c")), 1);
	tree_add(&tree, FRAMES(PROC("CPU 10"), USER("b")), 1);
	tree_finish(&tree);
	CHECK_STR(walk(&tree, text, sizeof(text)),
		  "CPU 21=2 b2=2 c3=1 CPU 101=4 b2=2 a2=1 b2=1 ");
	tree_free(&tree);
}

static void million_stacks(void)
{
	char name[4][16];
	struct frame frames[4];
	struct tree tree;
	size_t depth = 0, nodes = 0;

	tree_init(&tree);
	for (unsigned int i = 0; i < 1000000; i++) {
		for (unsigned int d = 0; d < 4; d++) {
			/* 10 roots, 100, 10,000 and 1,000,000 different stacks of 1 to 4 frames */
			static const unsigned int fan[] = { 10, 10, 100, 100 };
			static const unsigned int step[] = { 100000, 10000, 100, 1 };

			snprintf(name[d], sizeof(name[d]), "f%u", i / step[d] % fan[d]);
			frames[d] = (struct frame){ .name = name[d], .kind = FRAME_USER };
		}
		tree_add(&tree, frames, 4, 1);
	}
	tree_finish(&tree);
	CHECK_EQ(tree.node[0].total, 1000000);
	CHECK_EQ(tree.count, 1 + 10 + 100 + 10000 + 1000000);
	for (uint32_t i = 0; (i = tree_next(&tree, i, &depth));)
		nodes++;
	CHECK_EQ(nodes, tree.count - 1);
	tree_free(&tree);
}

int main(void)
{
	RUN(empty);
	RUN(totals_hold_what_is_below);
	RUN(kinds_are_told_apart);
	RUN(programs_are_functions_of_their_name);
	RUN(order_is_that_of_names);
	RUN(skip_passes_over_callees);
	RUN(deep_stack);
	RUN(many_callees);
	RUN(charts_keep_the_order);
	RUN(lanes_stand_side_by_side);
	RUN(million_stacks);
	return unit_done();
}
