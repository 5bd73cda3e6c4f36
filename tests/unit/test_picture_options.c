// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What the options on pictures take, and what they refuse.
 */
#include <stdlib.h>
#include <unistd.h>

#include "output/name_attributes.h"
#include "session/outputs.h"
#include "session/picture.h"
#include "session/picture_options.h"
#include "unit.h"

/* Takes one option. Return: what it returned; the option is in *@options. */
static int take(struct picture_options *options, int c, const char *value)
{
	*options = (struct picture_options){ 0 };
	return picture_option(options, c, value);
}

#define REFUSES(c, value) do { \
	struct picture_options options; \
	CHECK_EQ(take(&options, c, value), -1); \
	picture_options_free(&options); \
} while (0)

static void smallest_width(void)
{
	struct picture_options options;

	CHECK_EQ(take(&options, OPTION_MINWIDTH, "0.5"), 0);
	CHECK(options.svg.min_width == 0.5 && !options.svg.min_percent);
	CHECK_EQ(take(&options, OPTION_MINWIDTH, "3px"), 0);
	CHECK(options.svg.min_width == 3 && !options.svg.min_percent);
	CHECK_EQ(take(&options, OPTION_MINWIDTH, "2%"), 0);
	CHECK(options.svg.min_percent == 2);
	CHECK_EQ(take(&options, OPTION_MINWIDTH, "0"), 0);
	CHECK(options.svg.min_width < 0);
	REFUSES(OPTION_MINWIDTH, "");
	REFUSES(OPTION_MINWIDTH, "1pt");
	REFUSES(OPTION_MINWIDTH, "-1");
	REFUSES(OPTION_MINWIDTH, "101%");
	REFUSES(OPTION_MINWIDTH, "nan");
}

static void numbers(void)
{
	struct picture_options options;

	CHECK_EQ(take(&options, OPTION_WIDTH, "800"), 0);
	CHECK_EQ(options.svg.width, 800);
	CHECK_EQ(take(&options, OPTION_HEIGHT, "20"), 0);
	CHECK_EQ(options.svg.frame_height, 20);
	CHECK_EQ(take(&options, OPTION_FONTSIZE, "10.5"), 0);
	CHECK(options.svg.font_size == 10.5);
	CHECK_EQ(take(&options, OPTION_FACTOR, "0.001"), 0);
	CHECK(options.svg.factor == 0.001);
	REFUSES(OPTION_WIDTH, "99");
	REFUSES(OPTION_WIDTH, "wide");
	REFUSES(OPTION_WIDTH, "1e9");
	REFUSES(OPTION_HEIGHT, "0");
	REFUSES(OPTION_FONTSIZE, "inf");
	REFUSES(OPTION_FACTOR, "0");
	REFUSES(OPTION_TOTAL, "-1");
}

static void colours(void)
{
	struct picture_options options;

	CHECK_EQ(take(&options, OPTION_COLORS, "java"), 0);
	CHECK_EQ(options.svg.colours.palette, PALETTE_JAVA);
	CHECK_EQ(take(&options, OPTION_COLOR_BY, "package"), 0);
	CHECK_EQ(options.svg.colours.by, COLOUR_BY_PACKAGE);
	CHECK_EQ(take(&options, OPTION_HASH, NULL), 0);
	CHECK_EQ(options.svg.colours.spread, COLOUR_HASH);
	CHECK_EQ(take(&options, OPTION_STROKE_COLOR, "#000000"), 0);
	CHECK(options.svg.stroke_colour);
	CHECK_EQ(take(&options, OPTION_STROKE_COLOR, "none"), 0);
	CHECK(!options.svg.stroke_colour);
	CHECK_EQ(take(&options, OPTION_BGCOLORS, "#123456"), 0);
	CHECK_EQ(take(&options, OPTION_BGCOLORS, "grey"), 0);
	REFUSES(OPTION_COLORS, "pink");
	REFUSES(OPTION_COLOR_BY, "weight");
	REFUSES(OPTION_BGCOLORS, "pink");
	REFUSES(OPTION_BGCOLORS, "#12345");
	REFUSES(OPTION_SEARCH_COLOR, "red");
	REFUSES(OPTION_STROKE_COLOR, "black");
	REFUSES(OPTION_UICOLOR, "");
}

static void sides(void)
{
	struct picture_options options;

	CHECK_EQ(take(&options, OPTION_TRUNCATE, "left"), 0);
	CHECK(options.svg.truncate_left);
	CHECK_EQ(picture_option(&options, OPTION_TRUNCATE, "right"), 0);
	CHECK(!options.svg.truncate_left);
	REFUSES(OPTION_TRUNCATE, "middle");
}

static void what_goes_together(void)
{
	struct picture_options options = { 0 };

	picture_option(&options, OPTION_REVERSE, NULL);
	CHECK_EQ(picture_options_complete(&options), 0);
	picture_option(&options, OPTION_FLAMECHART, NULL);
	CHECK_EQ(picture_options_complete(&options), -1);
	options = (struct picture_options){ 0 };
	picture_option(&options, OPTION_COLORS, "hot");
	picture_option(&options, OPTION_COLOR_BY, "self");
	CHECK_EQ(picture_options_complete(&options), -1);
}

/* Return: whether a file with that text is taken. */
static bool takes_attributes(const char *text)
{
	char path[] = "/tmp/test_picture.XXXXXX";
	FILE *file = fdopen(mkstemp(path), "w");
	struct picture_options options;
	int result;

	fputs(text, file);
	fclose(file);
	result = take(&options, OPTION_NAMEATTR, path);
	picture_options_free(&options);
	unlink(path);
	return !result;
}

static void attributes(void)
{
	CHECK(takes_attributes(""));
	CHECK(takes_attributes("f\tclass=x\n\ng\ttitle=\"a=b\"\n"));
	CHECK(takes_attributes("f\tg_extra=a=1 b=\"2 3\"\n"));
	CHECK(!takes_attributes("f\n"));
	CHECK(!takes_attributes("f\tclass\n"));
	CHECK(!takes_attributes("f\t><script>=x\n"));
	CHECK(!takes_attributes("f\tg_extra=a=1 b=\"2\n"));
	CHECK(!takes_attributes("f\tg_extra=a\n"));
	REFUSES(OPTION_NAMEATTR, "/nonexistent/file");
}

/* Nothing that a value holds ends the attribute that it is in, and none is there twice. */
static void attributes_stay_attributes(void)
{
	char path[] = "/tmp/test_picture.XXXXXX";
	FILE *file = fdopen(mkstemp(path), "w");
	const struct frame_attributes *found;
	struct picture_options options;

	fputs("f\tclass=\"><'script>\"\tid=a\tid=\"b\"\tid=y\thref=a\thref=b\t"
	      "onclick=f(\"x\")\n", file);
	fclose(file);
	CHECK_EQ(take(&options, OPTION_NAMEATTR, path), 0);
	found = name_attributes_of(options.attributes, "f");
	CHECK(found && !name_attributes_of(options.attributes, "g"));
	CHECK_STR(found->group, " class=\"&gt;&lt;&#39;script&gt;\" id=\"y\" "
		  "onclick=\"f(&quot;x&quot;)\"");
	CHECK_STR(found->link, " href=\"b\" target=\"_top\"");
	picture_options_free(&options);
	unlink(path);
}

static void note_of_the_user(void)
{
	const struct picture_options options = { .note = "mine", .svg.subtitle = "below" };
	const struct identity identity = { 0 };
	struct picture picture;

	picture_describe(&picture, &identity, NULL, &options, NULL);
	CHECK_STR(picture.svg.notes[0], "mine");
	CHECK(!picture.svg.notes[1]);
	CHECK_STR(picture.svg.subtitle, "below");
	picture_free(&picture);
}

/* The stacks of a tree that was reversed, and of one in the order of time. */
static void directions(void)
{
	const struct frame frames[] = { { .name = "a" }, { .name = "b" }, { .name = "c" } };
	struct outputs outputs = { .reverse = true };

	outputs_start(&outputs, NULL);
	outputs_take(&outputs, &(struct stack){ .frames = frames, .n = 3, .count = 1 });
	outputs_take(&outputs,
		     &(struct stack){ .frames = frames, .n = 2, .shared = 2, .count = 1 });
	outputs_finish(&outputs);
	CHECK_EQ(outputs.tree.count, 6);
	CHECK_STR(tree_name(&outputs.tree, outputs.tree.node[0].first_child), "b");
	outputs_free(&outputs);

	outputs = (struct outputs){ .chart = true };
	CHECK_EQ(outputs_want(&outputs), STACKS_EACH);
	outputs_start(&outputs, NULL);
	outputs_take(&outputs, &(struct stack){ .frames = frames, .n = 1, .count = 1 });
	outputs_take(&outputs, &(struct stack){ .frames = frames + 1, .n = 1, .count = 1 });
	outputs_take(&outputs, &(struct stack){ .frames = frames, .n = 1, .count = 1 });
	outputs_finish(&outputs);
	CHECK_EQ(outputs.tree.count, 4);
	outputs_free(&outputs);
}

/* CPU 2 calls a(), and goes on with it after what CPU 10 does; then b(), then a() again. */
static void charts_beside_each_other(void)
{
	static const char *const stacks[][2] = {
		{ "CPU 10", "b" }, { "CPU 2", "a" }, { "CPU 10", "b" }, { "CPU 2", "a" },
		{ "CPU 2", "b" }, { "CPU 2", "a" },
	};
	struct outputs outputs = { .chart = true, .lanes = true };
	const struct tree_node *node;
	uint32_t lane, at;

	outputs_start(&outputs, NULL);
	for (size_t i = 0; i < sizeof(stacks) / sizeof(*stacks); i++) {
		const struct frame frames[] = {
			{ .name = stacks[i][0] }, { .name = stacks[i][1] },
		};

		outputs_take(&outputs, &(struct stack){ .frames = frames, .n = 2, .count = 1 });
	}
	outputs_finish(&outputs);
	node = outputs.tree.node;
	lane = node[0].first_child;
	CHECK_STR(tree_name(&outputs.tree, lane), "CPU 2");
	CHECK(node[lane].total == 4);
	at = node[lane].first_child;
	CHECK_STR(tree_name(&outputs.tree, at), "a");
	CHECK(node[at].total == 2);
	at = node[at].next_sibling;
	CHECK_STR(tree_name(&outputs.tree, at), "b");
	at = node[at].next_sibling;
	CHECK_STR(tree_name(&outputs.tree, at), "a");
	CHECK(!node[at].next_sibling);
	lane = node[lane].next_sibling;
	CHECK_STR(tree_name(&outputs.tree, lane), "CPU 10");
	CHECK(node[node[lane].first_child].total == 2 && !node[lane].next_sibling);
	outputs_free(&outputs);
}

int main(void)
{
	RUN(smallest_width);
	RUN(numbers);
	RUN(colours);
	RUN(sides);
	RUN(what_goes_together);
	RUN(attributes);
	RUN(attributes_stay_attributes);
	RUN(note_of_the_user);
	RUN(directions);
	RUN(charts_beside_each_other);
	return unit_done();
}
