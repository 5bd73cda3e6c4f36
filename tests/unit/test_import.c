// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Texts of other tools: which kind they are, told by their contents, and how they are read in
 * blocks.
 */
#include <unistd.h>

#include "fixture_text.h"
#include "import/lines.h"

/* Lines that both kinds could have. */
static void kinds_of_text(void)
{
	check_folded("java 12 a::b: 33\n", "java 12 a::b: 33\n");
	check_folded("sh;perf 1234 [000] 1.5: cycles: 7\n", "sh;perf 1234 [000] 1.5: cycles: 7\n");
	check_folded("# a\n\n# perf 1 1.0: 1 cycles:\nsh;main 1\n", "sh;main 1\n");
	check_folded("a;b 1234 12\n", "a;b 1234 12\n");
	check_folded("a 1234 12\n", "a 1234 12\n");
	check_folded("some warning\nsh 1 1.0: 1 cycles:\n\n", "sh 1\n");
	check_folded("sh 1 1.0: 1 cycles: 7fff12\n", "sh;[unknown] 1\n");
}

static void other_files(void)
{
	static const struct {
		const char *start;
		size_t len;
	} files[] = {
		{ "PERFILE2\0\0 1\n", 12 }, { "\x1f\x8b\b a;b 1\n", 9 },
		{ "\xfd" "7zXZ\0a;b 1\n", 12 },
		{ "\x28\xb5\x2f\xfd;a 1\n", 9 }, { "BZh91AY;a 1\n", 12 }, { "{\"a\": 1}\n", 9 },
	};
	struct tree tree;

	for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++) {
		CHECK_EQ(read_text_n(files[i].start, files[i].len, &tree), -1);
		CHECK_EQ(tree.count, 1);
		tree_free(&tree);
	}
}

/* A pipe can be read once, so that nothing may be lost by looking at how the text begins. */
static void pipes(void)
{
	static const char text[] = "sh 1 1.0: 1 cycles:\n\t7f main (/bin/sh)\n\n";
	struct tree tree;
	FILE *in;
	int ends[2];

	CHECK_EQ(pipe(ends), 0);
	CHECK_EQ(write(ends[1], text, strlen(text)), strlen(text));
	close(ends[1]);
	in = fdopen(ends[0], "r");
	tree_init(&tree);
	CHECK_EQ(folded_tree(in, "test", &tree), 0);
	CHECK_EQ(tree.node[0].total, 1);
	CHECK_EQ(tree.count, 3);
	tree_free(&tree);
	fclose(in);
}

/* Each line once, wherever blocks end: line i has i % 4000 bytes, all of one letter. */
static void lines_across_blocks(void)
{
	const size_t count = 2000;
	char *text = malloc(count * 4002), *to = text, *line;
	struct lines lines;
	size_t len, i;
	FILE *in;

	for (i = 0; i < count; i++) {
		memset(to, 'a' + i % 26, i % 4000);
		to += i % 4000;
		*to++ = '\n';
	}
	in = text_file(text, to - text - 1);
	lines_init(&lines, in);
	lines_peek(&lines, &len);
	CHECK(len > 1000);
	for (i = 0; (line = lines_next(&lines, &len)); i++) {
		CHECK_EQ(len, i % 4000);
		CHECK_EQ(strlen(line), len);
		CHECK(!len || (line[0] == (char)('a' + i % 26) && line[len - 1] == line[0]));
	}
	CHECK_EQ(i, count);
	CHECK(lines.ended && !lines.error && !lines.too_long);
	lines_free(&lines);
	fclose(in);
	free(text);
}

/* Memory is bounded: such a line is passed over, and counted. */
static void endless_line(void)
{
	const size_t size = (size_t)150 << 20;
	char *text = malloc(size);
	struct tree tree;

	memset(text, 'x', size);
	memcpy(text, "a;b 1\n", 6);
	memcpy(text + size - 7, "\na;b 2\n", 7);
	CHECK_EQ(read_text_n(text, size, &tree), 0);
	CHECK_EQ(tree.count, 3);
	CHECK_EQ(tree.node[0].total, 3);
	tree_free(&tree);
	free(text);
}

int main(void)
{
	RUN(kinds_of_text);
	RUN(other_files);
	RUN(pipes);
	RUN(lines_across_blocks);
	RUN(endless_line);
	return unit_done();
}
