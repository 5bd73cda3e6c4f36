// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Folded stacks: what is written, what is read back, and what is refused.
 */
#include <stdlib.h>

#include "fixture_folded.h"
#include "unit.h"

static FILE *text_file(const char *text, size_t len)
{
	/* An empty buffer is refused by some C libraries. */
	FILE *file = len ? fmemopen((void *)text, len, "r") : fopen("/dev/null", "r");

	CHECK(file);
	return file;
}

static int read_text(const char *text, struct tree *tree)
{
	FILE *file = text_file(text, strlen(text));
	int result;

	tree_init(tree);
	result = folded_tree(file, "test", tree);
	fclose(file);
	return result;
}

/* The caller frees. */
static char *written(const struct tree *tree)
{
	char *text;
	size_t size;
	FILE *file = open_memstream(&text, &size);

	CHECK_EQ(folded_write(file, tree), 0);
	fclose(file);
	return text;
}

static void check_round_trip(const char *in, const char *expected)
{
	struct tree tree;
	char *out;

	CHECK_EQ(read_text(in, &tree), 0);
	out = written(&tree);
	CHECK_STR(out, expected);
	free(out);
	tree_free(&tree);
}

static void lines_are_sorted_and_summed(void)
{
	check_round_trip("sh;main;b 2\nsh;main;a 1\nsh;main;b 40\nawk 3\nsh;main 5\n",
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

	check_round_trip(text, text);
}

static void line_ends_and_blanks(void)
{
	check_round_trip("# comment\n\nsh;main 1\r\nsh;main 2", "sh;main 3\n");
	check_round_trip("sh;;main 1\nsh;main; 2\n", "sh;main 3\n");
	check_round_trip("a b;c d 18446\n", "a b;c d 18446\n");
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
}

static void names_that_would_break_lines(void)
{
	struct frame frames[] = {
		{ .name = "a;b", .kind = FRAME_PROCESS }, { .name = "new\nline\r\t", .kind = FRAME_USER }, { .name = "", .kind = FRAME_USER },
	};
	struct tree tree;
	char *out;

	tree_init(&tree);
	tree_add(&tree, frames, 3, 4);
	tree_add(&tree, NULL, 0, 2);
	tree_finish(&tree);
	out = written(&tree);
	CHECK_STR(out, "[unknown] 2\na:b;new line  ;[unknown] 4\n");
	free(out);
	tree_free(&tree);
}

static void bad_lines_are_left_out(void)
{
	check_round_trip("no count\nsh;main 12x\nsh;main -1\nsh;main \nsh 99999999999999999999\n"
			 "; 5\nsh;main 1\nsh;main 1\nsh;main 1\nsh;main 1\nsh;main 1\nsh;main 1\n",
			 "sh;main 6\n");
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
	static const char *const texts[] = { "", "\n\n", "# only a comment\n", "<svg>\n</svg>\n" };
	struct tree tree;

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		CHECK_EQ(read_text(texts[i], &tree), -1);
		tree_free(&tree);
	}
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
