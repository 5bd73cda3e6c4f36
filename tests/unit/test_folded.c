// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Folded stacks: what is written, what is read back, and what is refused.
 */
#include "fixture_text.h"

static int compare_lines(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Cuts up to four lines. Return: how many. */
static size_t cut_lines(char *text, char *line[4])
{
	size_t n = 0;
	char *rest;

	for (char *s = strtok_r(text, "\n", &rest); s && n < 4; s = strtok_r(NULL, "\n", &rest))
		line[n++] = s;
	qsort(line, n, sizeof(*line), compare_lines);
	return n;
}

/* As check_folded(), but whatever the order of the lines. */
static void check_same_lines(const char *in, const char *expected)
{
	char *line[4], *wanted[4], *out, *copy = strdup(expected);
	size_t n = cut_lines(copy, wanted);
	struct tree tree;

	CHECK_EQ(read_text(in, &tree), 0);
	out = folded(&tree);
	CHECK_EQ(cut_lines(out, line), n);
	for (size_t i = 0; i < n; i++)
		CHECK_STR(line[i], wanted[i]);
	free(out);
	free(copy);
	tree_free(&tree);
}

static void lines_are_sorted_and_summed(void)
{
	check_folded("sh;main;b 2\nsh;main;a 1\nsh;main;b 40\nawk 3\nsh;main 5\n",
			 "awk 3\nsh;main 5\nsh;main;a 1\nsh;main;b 42\n");
}

static void text_survives(void)
{
	static const char text[] =
		"sh;[late] 1\n"
		"sh;[truncated];0xffff8000 1\n"
		"sh;main;operator new(unsigned long) 9\n"
		"sh;main;read;vfs_read_[k];[softirq];ext4_readdir [ext4]_[k] 123\n"
		"sh;main;read_[k] 7\n"
		"sh;main;run_[j];push_[i];copy_[i] 2\n";

	check_folded(text, text);
}

static void line_ends_and_blanks(void)
{
	check_folded("# comment\n\nsh;main 1\r\nsh;main 2", "sh;main 3\n");
	check_folded("a b;c d 18446\n", "a b;c d 18446\n");
	check_folded("sh;main\t1\nsh;main   2\nsh;main 3 \t\n", "sh;main 6\n");
	check_folded(" sh;main; cksum 1\n", " sh;main; cksum 1\n");
	check_folded("# comment\n#\n# perf record -F 99\n#init;#<Class> 4\n#a 1\n",
			 "#a 1\n#init;#<Class> 4\n");
}

/* As Perl's split() does: those at the end are dropped, the others are frames without a name. */
static void empty_frames(void)
{
	check_folded("sh;;main 1\nsh;main 4\n", "sh;;main 1\nsh;main 4\n");
	check_folded("sh;main; 1\nsh;main;;; 2\nsh;main 4\n", "sh;main 7\n");
	check_folded(";sh;main 1\n;;x 2\n", ";;x 2\n;sh;main 1\n");
	check_folded(";;; 5\n 2\na 1\n", "[unknown] 7\na 1\n");
}

static void counts(void)
{
	check_folded("a;b 12.\na;c 0.25\na;c 1.50\na;d 0\n", "a;b 12\na;c 1.75\n");
	check_folded("a;b 0.1\na;b 0.2\na;c 0.3000000000000000000000001\n",
			 "a;b 0.3\na;c 0.3\n");
	check_folded("a;b 999999999999999999\n", "a;b 1000000000000000000\n");
	check_folded("a;b 1\na;b 1.2.3\na;b .5\na;b 1e3\na;b +1\na;b -1\na;b 0x10\n"
		     "a;b.5\n"
			 "a;b 1000000000000000001\na;b 99999999999999999999999999\n7\n",
			 "a;b 1\n");
}

/* Two counts are those of two profiles, even where a name may have been meant. */
static void two_counts(void)
{
	struct tree tree;

	CHECK_EQ(read_text("a;b 10 12\na;b 1 2.5\na;foo 3  4\na;new 5\n", &tree), 0);
	CHECK(tree.was);
	CHECK_STR(tree_name(&tree, 2), "b");
	CHECK(tree.node[2].self == 14.5);
	CHECK(tree.was[2].self == 11);
	CHECK_STR(tree_name(&tree, 3), "foo");
	CHECK(tree.node[3].self == 4 && tree.was[3].self == 3);
	CHECK(tree.node[4].self == 5 && tree.was[4].self == 0);
	CHECK(tree.node[0].total == 23.5 && tree.was[0].total == 14);
	tree_free(&tree);
}

static void names_are_kept(void)
{
	static const char text[] =
		"sh;'q';\"foo \\\"bar\\\"\";std::vector<int, 3>::at(long) const;a&b;x]y 1\n"
		"sh;caf\xe9;\xff\xfe;\xe6\xbc\xa2 2\n";

	check_folded(text, text);
}

/* A sorted list of lines would draw foo() twice: '.' comes before ';'. */
static void a_tree_not_sorted_lines(void)
{
	struct tree tree;

	CHECK_EQ(read_text("r;foo 300\nr;foo.isra.0;a 100\nr;foo;a 200\n", &tree), 0);
	CHECK_EQ(tree.count, 6);
	CHECK_STR(tree_name(&tree, 2), "foo");
	CHECK_EQ(tree.node[2].total, 500);
	CHECK_EQ(tree.node[1].first_child, 2);
	tree_free(&tree);
}

/* Each line has the frames of its own, whatever the line before had. */
static void lines_after_others(void)
{
	static const char *const lines[] = {
		"a", "a;b", "a;bc", "a;b;c", "", ";a", ";;a", "a;b_[k]", "a;b_[k];c", "a;b_[i]",
		"ab;b;c", "a;b_[", "a;b;cc_[j]", "a;b;c;d;e;f;g;h;i;j;k;l;m;n;o;p;q;r;s;t",
	};
	const size_t n = sizeof(lines) / sizeof(*lines);
	char text[256], expected[256];

	for (size_t i = 0; i < n * n; i++) {
		const char *first = lines[i / n], *second = lines[i % n];
		bool same = !strcmp(first, second), in_order = strcmp(first, second) < 0;

		snprintf(text, sizeof(text), "%s 1\n%s 2\n", first, second);
		if (same)
			snprintf(expected, sizeof(expected), "%s 3\n",
				 *first ? first : "[unknown]");
		else if (!*first || !*second)
			snprintf(expected, sizeof(expected), "[unknown] %d\n%s %d\n",
				 *first ? 2 : 1, *first ? first : second, *first ? 1 : 2);
		else if (in_order)
			snprintf(expected, sizeof(expected), "%s", text);
		else
			snprintf(expected, sizeof(expected), "%s 2\n%s 1\n", second, first);
		check_same_lines(text, expected);
	}
}

static void long_lines(void)
{
	const size_t frames = 300000;
	char *text = malloc(frames * 8 + 32), *to = text;
	struct tree tree;

	to += sprintf(to, "a;b 1\na");
	for (size_t i = 0; i < frames; i++)
		to += sprintf(to, ";f%zu", i % 1000);
	sprintf(to, " 2\na;b 4\n");
	CHECK_EQ(read_text(text, &tree), 0);
	CHECK_EQ(tree.count, frames + 3);
	CHECK_EQ(tree.node[1].total, 7);
	CHECK_EQ(tree.node[2].self, 5);
	CHECK_EQ(tree.node[frames + 2].self, 2);
	tree_free(&tree);
	free(text);
}

static enum frame_kind kind_of(const char *frame)
{
	enum frame_kind kind;
	struct tree tree;
	char line[128];

	snprintf(line, sizeof(line), "sh;%s 1\n", frame);
	CHECK_EQ(read_text(line, &tree), 0);
	CHECK_EQ(tree.node[1].kind, FRAME_PROCESS);
	CHECK_EQ(tree.count, 3);
	kind = tree.node[2].kind;
	tree_free(&tree);
	return kind;
}

static void kinds(void)
{
	CHECK_EQ(kind_of("main"), FRAME_USER);
	CHECK_EQ(kind_of("vfs_read_[k]"), FRAME_KERNEL);
	CHECK_EQ(kind_of("ext4_readdir [ext4]_[k]"), FRAME_MODULE);
	CHECK_EQ(kind_of("push_[i]"), FRAME_INLINED);
	CHECK_EQ(kind_of("run_[j]"), FRAME_JIT);
	CHECK_EQ(kind_of("run_[x]"), FRAME_USER);
	CHECK_EQ(kind_of("run [ext4]_[j]"), FRAME_JIT);
	CHECK_EQ(kind_of("[softirq]"), FRAME_CONTEXT);
	CHECK_EQ(kind_of("[hardirq]"), FRAME_CONTEXT);
	CHECK_EQ(kind_of("[idle]"), FRAME_CONTEXT);
	CHECK_EQ(kind_of("[late]"), FRAME_CONTEXT);
	CHECK_EQ(kind_of("[truncated]"), FRAME_BROKEN);
	CHECK_EQ(kind_of("[unreadable stack]"), FRAME_BROKEN);
	CHECK_EQ(kind_of("[libfoo.so+0x12a]"), FRAME_UNKNOWN);
	CHECK_EQ(kind_of("[unknown]"), FRAME_UNKNOWN);
	CHECK_EQ(kind_of("0x7f00"), FRAME_UNKNOWN);
	CHECK_EQ(kind_of("_[k]"), FRAME_USER);
	CHECK_EQ(kind_of("[broken"), FRAME_USER);
	CHECK_EQ(kind_of("f [x] y_[k]"), FRAME_KERNEL);
	CHECK_EQ(kind_of("[x]_[k]"), FRAME_KERNEL);
}

static enum frame_kind kind_of_root(const char *frame)
{
	enum frame_kind kind;
	struct tree tree;
	char line[128];

	snprintf(line, sizeof(line), "%s 1\n", frame);
	CHECK_EQ(read_text(line, &tree), 0);
	kind = tree.node[1].kind;
	tree_free(&tree);
	return kind;
}

static void kinds_of_roots(void)
{
	CHECK_EQ(kind_of_root("sh"), FRAME_PROCESS);
	CHECK_EQ(kind_of_root("[pid 12]"), FRAME_PROCESS);
	CHECK_EQ(kind_of_root("0x12"), FRAME_PROCESS);
	CHECK_EQ(kind_of_root("[stack lost]"), FRAME_BROKEN);
	CHECK_EQ(kind_of_root("schedule_[k]"), FRAME_KERNEL);
}

static void names_that_would_break_lines(void)
{
	struct frame frames[] = {
		{ .name = "a;b", .kind = FRAME_PROCESS },
		{ .name = "new\nline\r\t", .kind = FRAME_USER },
		{ .name = "", .kind = FRAME_USER },
	};
	struct tree tree;
	char *out;

	tree_init(&tree);
	tree_add(&tree, frames, 3, 4);
	tree_add(&tree, NULL, 0, 2);
	tree_finish(&tree);
	out = folded(&tree);
	CHECK_STR(out, "[unknown] 2\na:b;new line  ;[unknown] 4\n");
	free(out);
	tree_free(&tree);
}

static void bad_lines_are_left_out(void)
{
	check_folded("no count\nsh;main 12x\nsh;main \nsh;main 1\nsh;main 2\n", "sh;main 3\n");
	check_folded("1\n2\n3\nsh;main 4\n", "sh;main 4\n");
}

/* A text of which a line happens to end with a number is no profile. */
static void other_texts(void)
{
	struct tree tree;

	CHECK_EQ(read_text("Dear reader,\nthis is line 2\nand more\n", &tree), -1);
	tree_free(&tree);
}

static void nothing_to_read(void)
{
	static const char *const empty[] = { "", "\n\n", "# only a comment\n" };
	struct tree tree;

	for (size_t i = 0; i < sizeof(empty) / sizeof(*empty); i++) {
		CHECK_EQ(read_text(empty[i], &tree), 0);
		CHECK_EQ(tree.count, 1);
		CHECK(tree.node[0].total == 0);
		tree_free(&tree);
	}
	CHECK_EQ(read_text("<svg>\n</svg>\n", &tree), -1);
	tree_free(&tree);
}

static void binary_input(void)
{
	static const char bytes[] = "\x7f" "ELF\0\1\2 3\n\xff\xfe;\x80 4\nsh\0;main 5\n";
	FILE *file = text_file(bytes, sizeof(bytes) - 1);
	struct tree tree;

	tree_init(&tree);
	CHECK_EQ(folded_tree(file, "test", &tree), -1);
	fclose(file);
	tree_free(&tree);
}

static void unreadable_input(void)
{
	FILE *file = fopen("/", "r");
	struct tree tree;

	CHECK(file);
	if (!file)
		return;
	tree_init(&tree);
	CHECK_EQ(folded_tree(file, "/", &tree), -1);
	fclose(file);
	tree_free(&tree);
}

static void full_disk(void)
{
	FILE *file = fopen("/dev/full", "w");
	struct tree tree;

	if (!file)
		return;
	CHECK_EQ(read_text("sh;main 1\n", &tree), 0);
	CHECK_EQ(folded_write(file, &tree), -1);
	fclose(file);
	tree_free(&tree);
}

int main(void)
{
	RUN(lines_are_sorted_and_summed);
	RUN(text_survives);
	RUN(line_ends_and_blanks);
	RUN(empty_frames);
	RUN(counts);
	RUN(two_counts);
	RUN(names_are_kept);
	RUN(a_tree_not_sorted_lines);
	RUN(lines_after_others);
	RUN(long_lines);
	RUN(kinds);
	RUN(kinds_of_roots);
	RUN(names_that_would_break_lines);
	RUN(bad_lines_are_left_out);
	RUN(other_texts);
	RUN(nothing_to_read);
	RUN(binary_input);
	RUN(unreadable_input);
	RUN(full_disk);
	return unit_done();
}
