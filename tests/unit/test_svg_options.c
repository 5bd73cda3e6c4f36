// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What each option on pictures changes in the SVG. What is the same without any is in test_svg.c.
 */
#include <stdlib.h>
#include <unistd.h>

#include "output/name_attributes.h"
#include "output/svg.h"
#include "unit.h"

/* "sh" with main() of 60 and read() of 20 in it, and "awk" of 20. */
static void build(struct tree *tree)
{
	const struct frame frames[] = {
		{ .name = "sh", .kind = FRAME_PROCESS }, { .name = "main", .kind = FRAME_USER },
		{ .name = "read", .kind = FRAME_KERNEL },
	};
	const struct frame awk = { .name = "awk", .kind = FRAME_PROCESS };

	tree_init(tree);
	tree_add(tree, frames, 3, 20);
	tree_add(tree, frames, 2, 60);
	tree_add(tree, &awk, 1, 20);
	tree_finish(tree);
}

/* The caller frees. */
static char *draw_tree(struct tree *tree, const struct svg_options *options)
{
	char *text;
	size_t size;
	FILE *file = open_memstream(&text, &size);

	CHECK_EQ(svg_write(file, tree, options), 0);
	fclose(file);
	tree_free(tree);
	return text;
}

static char *draw(const struct svg_options *options)
{
	struct tree tree;

	build(&tree);
	return draw_tree(&tree, options);
}

static bool draws(const struct svg_options *options, const char *text)
{
	char *svg = draw(options);
	bool found = strstr(svg, text) != NULL;

	free(svg);
	return found;
}

#define DRAWS(text, ...) CHECK(draws(&(struct svg_options){ __VA_ARGS__ }, text))
#define DRAWS_NOT(text, ...) CHECK(!draws(&(struct svg_options){ __VA_ARGS__ }, text))

static void words(void)
{
	static const char *const notes[] = { "a note", "and another", NULL };

	DRAWS(">Flame graph</text>", .width = 0);
	DRAWS(">Icicle graph</text>", .inverted = true);
	DRAWS(">Flame chart</text>", .chart = true);
	DRAWS(">mine &amp; yours</text>", .title = "mine & yours");
	DRAWS(">below it</text>", .subtitle = "below it");
	DRAWS(">and another</text>", .notes = notes);
	DRAWS("<title>read (20 bytes, 20.00%)</title>", .count_name = "bytes");
	DRAWS("<title>all (100 a&lt;b, 100%)</title>", .count_name = "a<b");
	DRAWS("data-nametype=\"Method:\"", .name_type = "Method:");
	DRAWS("<desc>100 samples in 4 frames, up to 3 deep.", .width = 0);
}

/* A unit of many words is longer than what is kept of small counts. */
static void long_unit(void)
{
	char unit[6001], *svg;

	memset(unit, 'u', sizeof(unit) - 1);
	unit[sizeof(unit) - 1] = '\0';
	svg = draw(&(struct svg_options){ .count_name = unit });
	CHECK(strstr(svg, "<title>awk (20 uuu"));
	CHECK(strstr(svg, "uuu, 20.00%)</title>"));
	free(svg);
}

static void numbers(void)
{
	DRAWS("<title>read (50 samples, 20.00%)</title>", .factor = 2.5);
	/* The root is what the width stands for; what is missing is at its right. */
	DRAWS("<title>all (400 samples, 100%)</title>", .total = 400);
	DRAWS("<title>read (20 samples, 5.00%)</title>", .total = 400);
	DRAWS("<title>read (20 samples, 20.00%)</title>", .total = 50);
}

static void sizes(void)
{
	/* Margins of 10 and a header of 78; the root below three others. */
	DRAWS("<title>all (100 samples, 100%)</title><rect x=\"10\" y=\"126\" width=\"1180\"",
	      .width = 0);
	DRAWS("<title>all (100 samples, 100%)</title><rect x=\"10\" y=\"126\" width=\"280\"",
	      .width = 300);
	DRAWS("<rect x=\"10\" y=\"168\" width=\"1180\" height=\"29\"", .frame_height = 30);
	DRAWS("font-size=\"20\"", .font_size = 20);
	DRAWS("height=\"25\"", .font_size = 20);
	DRAWS("font-family=\"&#39;My Font&#39;, serif\"", .font_type = "'My Font', serif");
	DRAWS(" width=\"1200\"", .width = 1200);
	DRAWS("data-fluid=\"1\"", .width = 0);
	DRAWS("data-fluid=\"0\"", .width = 1200);
}

static void upside_down(void)
{
	DRAWS("<title>all (100 samples, 100%)</title><rect x=\"10\" y=\"78\"", .inverted = true);
	DRAWS("<title>awk (20 samples, 20.00%)</title><rect x=\"10\" y=\"94\"", .inverted = true);
	DRAWS("<title>read (20 samples, 20.00%)</title><rect x=\"246\" y=\"126\"",
	      .inverted = true);
	DRAWS("data-inverted=\"1\"", .inverted = true);
}

static void smallest_frames(void)
{
	DRAWS("<title>read (", .min_percent = 20);
	DRAWS_NOT("<title>read (", .min_percent = 20.5);
	DRAWS("<title>sh (", .min_percent = 20.5);
	DRAWS_NOT("<title>awk (", .min_width = 240);
	DRAWS("<title>sh (", .min_width = 240);
}

static void names_lose_either_end(void)
{
	static const char name[] = "a_name_that_is_too_long_for_what_it_has";
	struct tree tree;
	char *svg;

	for (int left = 0; left < 2; left++) {
		const struct frame frame = { .name = name };

		tree_init(&tree);
		tree_add(&tree, &frame, 1, 1);
		tree_finish(&tree);
		svg = draw_tree(&tree,
				&(struct svg_options){ .width = 100, .truncate_left = left });
		CHECK(strstr(svg, left ? ">\xe2\x80\xa6" "at_it_has</text>" :
				  ">a_name_th\xe2\x80\xa6</text>"));
		free(svg);
	}
}

static void script_can_be_left_out(void)
{
	char *svg = draw(&(struct svg_options){ .no_script = true });

	CHECK(!strstr(svg, "<script"));
	CHECK(strstr(svg, "<title>read ("));
	free(svg);
}

static void grounds(void)
{
	DRAWS("class=\"ground\" width=\"100%\" height=\"100%\" fill=\"#fff\"", .width = 0);
	DRAWS("height=\"100%\" fill=\"#102030\"", .background = "#102030");
	DRAWS("fill=\"url(#flamesamp-blue-", .background = "blue");
	DRAWS("<linearGradient id=\"flamesamp-blue-", .background = "blue");
}

static void colours_of_parts(void)
{
	DRAWS("data-found=\"#123456\"", .search_colour = 0x123456);
	DRAWS("rect,.flamesamp .frames path{stroke:#123456", .stroke_colour = 0x123456);
	DRAWS("{--controls:#123456}", .ui_colour = 0x123456);
}

static void attributes_of_names(void)
{
	char path[] = "/tmp/test_svg_options.XXXXXX";
	struct name_attributes *attributes;
	FILE *file = fdopen(mkstemp(path), "w");
	char *svg;

	fputs("main\tclass=hot\thref=https://example.org/?a=1&b=2\n"
	      "read_[k]\ttitle=\"reads <it>\"\tg_extra=data-a=1 data-b=\"x y\"\n", file);
	fclose(file);
	attributes = name_attributes_load(path);
	unlink(path);
	CHECK(attributes);
	svg = draw(&(struct svg_options){ .attributes = attributes });
	CHECK(strstr(svg, "<g class=\"hot\"><title>main (80 samples, 80.00%)</title>"
		     "<a href=\"https://example.org/?a=1&amp;b=2\" target=\"_top\"><rect "));
	CHECK(strstr(svg, "main</text></a></g>"));
	CHECK(strstr(svg, "<g data-a=\"1\" data-b=\"x y\" data-name=\"read\">"
		     "<title>reads &lt;it&gt;</title>"
		     "<rect "));
	CHECK(strstr(svg, "<g><title>sh ("));
	free(svg);
	name_attributes_free(attributes);
}

static void differences(void)
{
	const struct frame frames[] = { { .name = "a" }, { .name = "b" } };
	struct svg_options options = { .width = 0 };

	for (int negate = 0; negate < 2; negate++) {
		struct tree tree;
		char *svg;

		options.colours.negate = negate;
		tree_init(&tree);
		tree_take(&tree, &(struct stack){ .frames = frames, .n = 2, .count = 5, .was = 3 });
		tree_take(&tree, &(struct stack){ .frames = frames, .n = 1, .count = 5, .was = 6 });
		tree_finish(&tree);
		svg = draw_tree(&tree, &options);
		CHECK(strstr(svg, "<title>all (10 samples, 100%)</title>"));
		CHECK(strstr(svg, negate ? "<title>a (10 samples, 100.00%; +10.00%)</title>" :
					   "<title>a (10 samples, 100.00%; -10.00%)</title>"));
		CHECK(strstr(svg, negate ? "<title>b (5 samples, 50.00%; -20.00%)</title>" :
					   "<title>b (5 samples, 50.00%; +20.00%)</title>"));
		CHECK(strstr(svg, ">unchanged, or within noise</text>"));
		CHECK(strstr(svg, ">Change in the frame itself:</text>"));
		free(svg);
	}
}

/* One name a thousand times, and an empty one, which is not the root's. */
static void names_are_kept(void)
{
	const struct frame empty = { .name = "" };
	struct frame frames[2] = { { .name = "x" }, { .name = "same<name>" } };
	struct tree tree;
	char *svg, *at;
	int seen = 0;

	tree_init(&tree);
	tree_add(&tree, &empty, 1, 1000);
	for (int i = 0; i < 1000; i++) {
		char name[16];

		snprintf(name, sizeof(name), "x%d", i);
		frames[0].name = name;
		tree_add(&tree, frames, 2, 1);
	}
	tree_finish(&tree);
	svg = draw_tree(&tree, &(struct svg_options){ .min_width = -1 });
	for (at = svg; (at = strstr(at, "<title>same&lt;name&gt; (1 samples, 0.05%)")); at++)
		seen++;
	CHECK_EQ(seen, 1000);
	CHECK(strstr(svg, "<title> (1,000 samples, 50.00%)</title>"));
	CHECK(strstr(svg, "<title>all (2,000 samples, 100%)</title>"));
	free(svg);
}

int main(void)
{
	RUN(words);
	RUN(long_unit);
	RUN(numbers);
	RUN(sizes);
	RUN(upside_down);
	RUN(smallest_frames);
	RUN(names_lose_either_end);
	RUN(script_can_be_left_out);
	RUN(grounds);
	RUN(colours_of_parts);
	RUN(attributes_of_names);
	RUN(differences);
	RUN(names_are_kept);
	return unit_done();
}
