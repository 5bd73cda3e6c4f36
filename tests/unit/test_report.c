// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Hottest functions and paths: to whom each sample belongs.
 */
#include <stdlib.h>

#include "fixture_folded.h"
#include "output/number.h"
#include "output/report.h"
#include "profile/share.h"
#include "unit.h"

static void read_tree(struct tree *tree, const char *text)
{
	FILE *file = fmemopen((void *)text, strlen(text), "r");

	tree_init(tree);
	CHECK_EQ(folded_tree(file, "test", tree), 0);
	fclose(file);
}

static const struct hot *find(const struct hot_list *list, const char *name)
{
	static const struct hot none;

	for (size_t i = 0; i < list->count; i++) {
		if (!strcmp(list->hot[i].name, name))
			return &list->hot[i];
	}
	return &none;
}

static void recursion_counts_once(void)
{
	struct hot_list list;
	struct tree tree;

	read_tree(&tree, "sh;main;fib;fib;fib 5\nsh;main;fib;fib 2\nsh;main;other;fib 1\n"
			 "sh;main 1\n");
	hot_collect(&list, &tree);
	CHECK_EQ(find(&list, "fib")->self, 8);
	CHECK_EQ(find(&list, "fib")->total, 8);
	CHECK_EQ(find(&list, "main")->self, 1);
	CHECK_EQ(find(&list, "main")->total, 9);
	CHECK_EQ(find(&list, "other")->total, 1);
	CHECK_EQ(list.count, 3);
	hot_free(&list);
	tree_free(&tree);
}

/* Inlined functions are some, and their samples are on the side of who they were inlined into. */
static void inlined_and_generated(void)
{
	struct hot_path path;
	struct hot_list list;
	struct tree tree;

	read_tree(&tree, "node;run_[j];get_[i] 5\nnode;read_[k];copy_[i] 7\nnode;get 1\n");
	hot_collect(&list, &tree);
	CHECK_EQ(list.count, 5);
	CHECK_EQ(find(&list, "copy")->kind, FRAME_INLINED);
	CHECK_EQ(find(&list, "copy")->self, 7);
	CHECK_EQ(find(&list, "run")->kind, FRAME_JIT);
	CHECK_EQ(find(&list, "run")->total, 5);
	CHECK(hot_path(&tree, HOT_USER, &path));
	CHECK_EQ(path.samples, 5);
	CHECK_STR(tree_name(&tree, path.node[path.count - 1]), "get");
	free(path.node);
	CHECK(hot_path(&tree, HOT_KERNEL, &path));
	CHECK_EQ(path.samples, 7);
	CHECK_STR(tree_name(&tree, path.node[path.count - 1]), "copy");
	free(path.node);
	hot_free(&list);
	tree_free(&tree);
}

static void processes_share_functions(void)
{
	struct hot_list list;
	struct tree tree;

	read_tree(&tree, "sh;main;read_[k] 5\nawk;main;read_[k] 3\nawk;main;read 2\n");
	hot_collect(&list, &tree);
	CHECK_EQ(list.count, 3);
	CHECK_EQ(find(&list, "main")->total, 10);
	hot_sort_by_self(&list);
	CHECK_STR(list.hot[0].name, "read");
	CHECK_EQ(list.hot[0].kind, FRAME_KERNEL);
	CHECK_EQ(list.hot[0].self, 8);
	CHECK_EQ(list.hot[1].kind, FRAME_USER);
	hot_free(&list);
	tree_free(&tree);
}

static void markers_pass_their_samples_on(void)
{
	struct hot_list list;
	struct tree tree;

	read_tree(&tree, "sh;main;irq_enable_[k];[late] 4\nsh;main;irq_enable_[k] 1\n"
			 "sh;[truncated];main 3\nsh 2\nsh;[unreadable stack] 6\n"
			 "swapper;[idle];sleep_[k] 10\nswapper;[idle] 20\n"
			 "swapper;[softirq];net_rx_[k] 7\n");
	hot_collect(&list, &tree);
	CHECK_EQ(list.samples, 53);
	CHECK_EQ(list.idle, 30);
	CHECK_EQ(list.nowhere, 8);
	CHECK_EQ(find(&list, "irq_enable")->self, 5);
	CHECK_EQ(find(&list, "irq_enable")->late, 4);
	CHECK_EQ(find(&list, "main")->self, 3);
	CHECK_EQ(find(&list, "main")->total, 8);
	CHECK_EQ(find(&list, "net_rx")->self, 7);
	CHECK_EQ(list.count, 3);
	hot_free(&list);
	tree_free(&tree);
}

static void hottest_have_samples_of_their_own(void)
{
	struct hot hot[5];
	struct tree tree;

	read_tree(&tree, "sh;main;a 3\nsh;main;b 5\nsh;main;c 3\n");
	CHECK_EQ(report_hottest(&tree, 5, hot), 3);
	CHECK_STR(hot[0].name, "b");
	CHECK_STR(hot[1].name, "a");
	CHECK_STR(hot[2].name, "c");
	CHECK_EQ(report_hottest(&tree, 1, hot), 1);
	CHECK_EQ(report_hottest(&tree, 0, hot), 0);
	tree_free(&tree);
}

static void check_path(const struct tree *tree, enum hot_side side, const char *expected)
{
	char *text = NULL;
	size_t size;
	FILE *file = open_memstream(&text, &size);
	bool found = report_path(file, tree, side);

	fclose(file);
	CHECK_EQ(found, *expected != '\0');
	CHECK_STR(text, expected);
	free(text);
}

static void paths(void)
{
	struct tree tree;

	read_tree(&tree, "gz;main;deflate 50\ngz;main;deflate;match 20\ngz;main;crc 10\n"
			 "find;main;read_[k];readdir [ext4]_[k] 40\nfind;main;read_[k];[late] 5\n"
			 "sh;main;write_[k] 30\nsh;main;parse 29\nswapper;[idle];halt_[k] 100\n");
	check_path(&tree, HOT_USER, "gz > main > deflate  70  24.65%");
	check_path(&tree, HOT_KERNEL, "find > main > read > readdir [ext4]  40  14.08%");
	tree_free(&tree);

	read_tree(&tree, "sh;main;read_[k];[0xffffffff81000000] 3\nsh;[libc.so.6+0x10] 1\n");
	check_path(&tree, HOT_USER, "sh > [libc.so.6+0x10]  1  25.00%");
	check_path(&tree, HOT_KERNEL, "sh > main > read > [0xffffffff81000000]  3  75.00%");
	tree_free(&tree);

	read_tree(&tree, "a;1;2;3;4;5;6;7;8;9;10 1\n");
	check_path(&tree, HOT_USER, "a > 1 > 2 > ... > 5 > 6 > 7 > 8 > 9 > 10  1  100.00%");
	check_path(&tree, HOT_KERNEL, "");
	tree_free(&tree);
}

static void whole_report(void)
{
	struct tree tree;
	char *text = NULL;
	size_t size;
	FILE *file = open_memstream(&text, &size);

	read_tree(&tree, "sh;main;hot 3000\nsh;main 1000\nsh;main;[late] 500\n"
			 "swapper;[idle] 500\n");
	report_write(file, &tree, &(struct report_options){ .top = 1 });
	fclose(file);
	CHECK(strstr(text, "       5,000 100.00%  samples\n"));
	CHECK(strstr(text, "         500  10.00%  idle\n"));
	CHECK(strstr(text, "       3,000  60.00%   1.36        3,000  60.00%   1.36  user  "
			   "         hot\n"));
	CHECK(strstr(text, "       1,500  30.00%   1.27        4,500  90.00%   0.83  user  "
			   "         main (500 late)\n"));
	CHECK(strstr(text, "sh > main > hot  3,000  60.00%"));
	CHECK(strstr(text, "\nTree:\n[90%] sh > main() (self 20%)\n  [60%] hot()\n"
			   "  [10%] [late]\n[10%] swapper > [idle]\n"));
	free(text);
	tree_free(&tree);
}

static char *pruned_text(const struct tree *tree, double min_share, size_t depth)
{
	const struct pruned_options options = { .min_share = min_share, .depth = depth };
	struct pruned pruned;
	char *text = NULL;
	size_t size;
	FILE *file = open_memstream(&text, &size);

	pruned_collect(&pruned, tree, &options);
	for (size_t i = 0; i < pruned.count; i++)
		pruned_write_row(file, tree, &pruned.row[i], tree->node[0].total);
	pruned_write_cut(file, &pruned, &options, tree->node[0].total);
	fclose(file);
	pruned_free(&pruned);
	return text;
}

static void check_pruned(const char *folded, double min_share, size_t depth, const char *expected)
{
	struct tree tree;
	char *text;

	read_tree(&tree, folded);
	text = pruned_text(&tree, min_share, depth);
	CHECK_STR(text, expected);
	free(text);
	tree_free(&tree);
}

static void pruned_trees(void)
{
	/* Heaviest first; what only passes time on shares a line. */
	check_pruned("web;run;serialize_response 21\nweb;run;serialize_response;json_encode 40\n"
		     "web;run;query 39\n", 0.01, 0,
		     "[100%] web > run()\n  [61%] serialize_response() (self 21%)\n"
		     "    [40%] json_encode()\n  [39%] query()\n");
	/* What is cut off is told where it is worth a line, and in sum. */
	check_pruned("a;b 900\na;c 60\na;d 40\na;e;f 15\n", 0.05, 0,
		     "[100%] a\n  [89%] b()\n  [5.9%] c()\n  [5.4%] ... 2 more\n"
		     "left out: 2 callees with 5.4% of the samples, as none has 5%\n");
	check_pruned("a;b 980\na;c 20\n", 0.05, 0, "[100%] a\n  [98%] b()\n"
		     "left out: 1 callee with 2.0% of the samples, as none has 5%\n");
	check_pruned("a;b 50\na;c 10\na;c;d 40\n", 0.01, 2, "[100%] a\n  [50%] b()\n"
		     "  [50%] c() (self 10%)\n    [40%] ... 1 more\n"
		     "left out: 1 callee with 40% of the samples, as they are too deep\n");
	/* Long chains by their ends; the kernel begins where it is told. */
	check_pruned("p;1;2;3;4;5;6;7;8_[k];9_[k];x y [ext4]_[k];[late] 1\n", 0.01, 0,
		     "[100%] p > 1() > 2() > (5 frames) > 8() [kernel] > 9() > x y [ext4] > "
		     "[late]\n");
}

/* A fib() of 20,000 frames: neither the C stack nor the lines overflow. */
static void deep_trees(void)
{
	struct frame *frames = calloc(20000, sizeof(*frames));
	struct tree tree;
	char *text;

	tree_init(&tree);
	for (int i = 0; i < 20000; i++)
		frames[i] = (struct frame){ .name = "fib", .kind = FRAME_USER };
	for (int i = 1; i <= 20000; i++)
		tree_add(&tree, frames, i, 1);
	tree_finish(&tree);
	text = pruned_text(&tree, 0, 0);
	CHECK(strstr(text, "as they are too deep"));
	CHECK(strlen(text) < 10000);
	free(text);
	free(frames);
	tree_free(&tree);
}

static void check_around(const char *stacks, const char *pattern, const char *callers,
			 const char *callees)
{
	struct around around;
	struct tree tree;
	regex_t regex;
	char *text;

	CHECK_EQ(regcomp(&regex, pattern, REG_EXTENDED | REG_NOSUB), 0);
	read_tree(&tree, stacks);
	around_find(&around, &tree, &regex);
	text = folded(&around.callers);
	CHECK_STR(text, callers);
	free(text);
	text = folded(&around.callees);
	CHECK_STR(text, callees);
	free(text);
	CHECK_EQ(around.samples, around.callers.node[0].total);
	CHECK_EQ(around.samples, around.callees.node[0].total);
	around_free(&around);
	regfree(&regex);
	tree_free(&tree);
}

static void callers_and_callees(void)
{
	check_around("a;main;read;copy 5\na;main;read 1\nb;poll;read;copy;x 2\na;main;y 9\n",
		     "^read$", "read;main;a 6\nread;poll;b 2\n",
		     "read 1\nread;copy 5\nread;copy;x 2\n");
	/* Each sample once, however often the function is in its stack. */
	check_around("a;fib;fib;fib 3\na;fib 1\na;fib;g;fib;h 2\n", "fib", "fib;a 6\n",
		     "fib 1\nfib;fib;fib 3\nfib;g;fib;h 2\n");
	check_around("a;b;c 1\n", "b|c", "b;a 1\n", "b;c 1\n");
	check_around("a;b;c 1\na;x;c 2\na;b 4\n", "^[bx]$", "b;a 5\nx;a 2\n",
		     "b 4\nb;c 1\nx;c 2\n");
	check_around("a;b 1\n", "none", "", "");
}

static void what_stacks_lack(void)
{
	const struct frame late[] = {
		{ .name = "sh", .kind = FRAME_PROCESS }, { .name = "main", .kind = FRAME_USER },
		{ .name = "g", .kind = FRAME_USER }, { .name = "[late]", .kind = FRAME_CONTEXT },
	};
	struct quality quality;
	struct tree tree;

	read_tree(&tree, "sh;main;[truncated];f 2\nsh;main;[0x12] 3\nsh;f 4\nsh 5\n"
			 "swapper;[idle] 10\n");
	tree_add(&tree, late, 4, 1.5);
	tree_finish(&tree);
	quality_measure(&quality, &tree);
	CHECK(quality.samples == 25.5);
	CHECK_EQ(quality.idle, 10);
	CHECK_EQ(quality.broken, 2);
	CHECK_EQ(quality.unnamed, 3);
	CHECK_EQ(quality.single, 4);
	CHECK_EQ(quality.nowhere, 5);
	CHECK(quality.late == 1.5);
	CHECK_EQ(quality.frames, 2 * 2 + 2 * 3 + 4 + 3);
	CHECK_EQ(quality.unnamed_frames, 3);
	CHECK(quality.fractional);
	tree_free(&tree);
}

static bool is_near(double x, double y)
{
	return x - y < 5e-4 && y - x < 5e-4;
}

/* Values of the paper's formula, as R's prop.test(..., correct = FALSE) gives them. */
static void error_bars(void)
{
	struct share share = share_of(10, 100);

	CHECK(is_near(share.low, 0.0552) && is_near(share.high, 0.1744));
	share = share_of(0, 10);
	CHECK(share.low == 0 && is_near(share.high, 0.2775));
	share = share_of(500000, 1000000);
	CHECK(is_near(share_error(share), 0.00098));
	share = share_of(3, 3);
	CHECK(share.share == 1 && share.high == 1 && is_near(share.low, 0.4385));
	share = share_of(0, 0);
	CHECK(share.low == 0 && share.high == 1);
}

static void names_cannot_steer_the_terminal(void)
{
	struct frame frames[] = {
		{ .name = "sh\x1b[2J", .kind = FRAME_PROCESS },
		{ .name = "a\x7f\nb", .kind = FRAME_USER },
	};
	struct tree tree;
	char *text = NULL;
	size_t size;
	FILE *file = open_memstream(&text, &size);

	tree_init(&tree);
	tree_add(&tree, frames, 2, 1);
	tree_finish(&tree);
	report_write(file, &tree, NULL);
	fclose(file);
	CHECK(strstr(text, "sh?[2J > a??b  1  100.00%"));
	CHECK(!strchr(text, '\x1b') && !strchr(text, '\x7f'));
	free(text);
	tree_free(&tree);
}

static void empty_report(void)
{
	struct tree tree;
	char *text = NULL;
	size_t size;
	FILE *file = open_memstream(&text, &size);

	tree_init(&tree);
	tree_finish(&tree);
	report_write(file, &tree, NULL);
	fclose(file);
	CHECK_STR(text, "no samples\n");
	check_path(&tree, HOT_USER, "");
	free(text);
	tree_free(&tree);
}

static void numbers(void)
{
	char text[NUMBER_MAX];

	CHECK_STR(number_grouped(0, text), "0");
	CHECK_STR(number_grouped(999, text), "999");
	CHECK_STR(number_grouped(1000, text), "1,000");
	CHECK_STR(number_grouped(1e300, text), "1,000,000,000,000,000,000");
	CHECK_STR(number_grouped(-1234.5, text), "-1,234");
	CHECK_STR(number_plain(12.5, text), "12.5");
	CHECK_STR(number_plain(0.0000001, text), "0.0000001");
	CHECK_STR(number_plain(1e-20, text), "0");
	CHECK_STR(number_plain(14.2343983248722834234, text), "14.2343983248723");
	CHECK_STR(number_plain(0.1 + 0.2, text), "0.3");
	CHECK_STR(number_plain(-100.5, text), "-100.5");
	CHECK_STR(number_plain(123456789012345.5, text), "123456789012346");
	CHECK_STR(number_plain(1e15, text), "1000000000000000");
	CHECK(number_percent(0, 0) == 0);
	CHECK(number_percent(1, 4) == 25);
}

int main(void)
{
	RUN(recursion_counts_once);
	RUN(inlined_and_generated);
	RUN(processes_share_functions);
	RUN(markers_pass_their_samples_on);
	RUN(hottest_have_samples_of_their_own);
	RUN(paths);
	RUN(whole_report);
	RUN(pruned_trees);
	RUN(deep_trees);
	RUN(callers_and_callees);
	RUN(what_stacks_lack);
	RUN(error_bars);
	RUN(names_cannot_steer_the_terminal);
	RUN(empty_report);
	RUN(numbers);
	return unit_done();
}
