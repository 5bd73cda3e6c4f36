// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Hottest functions and paths: to whom each sample belongs.
 */
#include <stdlib.h>

#include "fixture_folded.h"
#include "output/number.h"
#include "output/report.h"
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
	CHECK(strstr(text, "       3,000  60.00%        3,000  60.00%  user           hot\n"));
	CHECK(strstr(text, "       1,500  30.00%        4,500  90.00%  user           main "
			   "(500 late)\n"));
	CHECK(strstr(text, "sh > main > hot  3,000  60.00%"));
	free(text);
	tree_free(&tree);
}

static void names_cannot_steer_the_terminal(void)
{
	struct frame frames[] = { { .name = "sh\x1b[2J", .kind = FRAME_PROCESS }, { .name = "a\x7f\nb", .kind = FRAME_USER } };
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
	CHECK_STR(number_plain(0.0000001, text), "0");
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
	RUN(names_cannot_steer_the_terminal);
	RUN(empty_report);
	RUN(numbers);
	return unit_done();
}
