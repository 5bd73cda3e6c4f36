// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Which colour a frame has, and whether names can be read on it.
 */
#include <math.h>
#include <stdlib.h>
#include <unistd.h>

#include "output/colour_package.h"
#include "output/colour_scale.h"
#include "output/colours.h"
#include "output/palette.h"
#include "output/palette_map.h"
#include "output/theme.h"
#include "unit.h"

#define DARK_TEXT	0x1b1b1b
#define LIGHT_TEXT	0xe6e6e6
#define DARK_GROUND	0x16181c

static double channel(uint32_t colour, int shift)
{
	double c = (colour >> shift & 255) / 255.0;

	return c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4);
}

/* Relative luminance and contrast, as WCAG 2 defines them. */
static double luminance(uint32_t colour)
{
	return 0.2126 * channel(colour, 16) + 0.7152 * channel(colour, 8) +
	       0.0722 * channel(colour, 0);
}

static double contrast(uint32_t x, uint32_t y)
{
	double a = luminance(x) + 0.05, b = luminance(y) + 0.05;

	return a > b ? a / b : b / a;
}

/* What a frame's colour is where the dark ground shines through. */
static uint32_t dimmed(uint32_t colour)
{
	uint32_t mixed = 0;

	for (int shift = 16; shift >= 0; shift -= 8)
		mixed |= (uint32_t)((colour >> shift & 255) * COLOUR_DIM +
				    (DARK_GROUND >> shift & 255) * (1 - COLOUR_DIM)) << shift;
	return mixed;
}

static void check_readable(struct shade shade)
{
	CHECK(contrast(shade.light, DARK_TEXT) >= 4.5);
	CHECK(contrast(shade.dark, LIGHT_TEXT) >= 4.5);
}

static void our_palettes_are_readable(void)
{
	for (int kind = 0; kind < FRAME_KINDS; kind++) {
		for (int shade = 0; shade < PALETTE_SHADES; shade++)
			check_readable(palette_shade(kind, shade));
	}
	for (int rank = 0; rank <= PACKAGE_HUES; rank++) {
		for (int tone = 0; tone < PACKAGE_TONES; tone++)
			check_readable(packages_tone(rank, tone));
	}
	for (int step = 0; step <= SCALE_STEPS; step++)
		check_readable(scale_heat(step));
	for (int step = -SCALE_STEPS; step <= SCALE_STEPS; step++)
		check_readable(scale_change(step));
}

/* How somebody without red cones or green cones sees a colour (Viénot, Brettel, Mollon 1999). */
static void simulate(uint32_t colour, double seen[2])
{
	double r = channel(colour, 16), g = channel(colour, 8), b = channel(colour, 0);

	/* Red and green are one; blue stays. */
	seen[0] = 0.29275 * r + 0.70725 * g;
	seen[1] = b;
}

/* More and less differ in what is left of colours: blue against the rest. */
static void changes_are_told_by_the_colour_blind(void)
{
	for (int step = 1; step <= SCALE_STEPS; step++) {
		double more[2], less[2];

		simulate(scale_change(step).light, more);
		simulate(scale_change(-step).light, less);
		CHECK(less[1] > less[0] && more[1] < more[0]);
		simulate(scale_change(step).dark, more);
		simulate(scale_change(-step).dark, less);
		CHECK(less[1] > less[0] && more[1] < more[0]);
	}
}

/* In any palette, in both themes, for whatever name. */
static void themes_are_readable(void)
{
	for (enum palette palette = PALETTE_HOT; palette < PALETTES; palette++) {
		for (int i = 0; i < 500; i++) {
			char name[32];
			uint32_t colour;

			snprintf(name, sizeof(name), "name_%d", i);
			colour = theme_colour(palette, COLOUR_STEADY, FRAME_USER, name);
			CHECK(colour <= 0xffffff);
			/* flamegraph.pl's own colours, as dark as they are. */
			CHECK(contrast(colour, DARK_TEXT) >= 2.5);
			CHECK(contrast(dimmed(colour), LIGHT_TEXT) >= 3.5);
			CHECK_EQ(colour, theme_colour(palette, COLOUR_STEADY, FRAME_USER, name));
		}
	}
}

/* Which of the palettes of one hue a colour is of. */
static enum palette hue(uint32_t colour)
{
	unsigned int r = colour >> 16, g = colour >> 8 & 255, b = colour & 255;

	if (g == b)
		return r > g ? PALETTE_RED : PALETTE_AQUA;
	if (r == g)
		return b > r ? PALETTE_BLUE : PALETTE_YELLOW;
	return r == b ? PALETTE_GREEN : PALETTE_ORANGE;
}

static enum palette hue_of(enum palette palette, enum frame_kind kind, const char *name)
{
	return hue(theme_colour(palette, COLOUR_STEADY, kind, name));
}

static void palettes_of_languages(void)
{
	static const struct {
		enum palette palette;
		enum frame_kind kind;
		const char *name;
		enum palette hue;
	} cases[] = {
		{ PALETTE_JAVA, FRAME_KERNEL, "sys_read", PALETTE_ORANGE },
		{ PALETTE_JAVA, FRAME_JIT, "x", PALETTE_GREEN },
		{ PALETTE_JAVA, FRAME_INLINED, "x", PALETTE_AQUA },
		{ PALETTE_JAVA, FRAME_USER, "java/util/HashMap.get", PALETTE_GREEN },
		{ PALETTE_JAVA, FRAME_USER, "Lorg/x/Y:::z", PALETTE_GREEN },
		{ PALETTE_JAVA, FRAME_USER, "JavaThread::run", PALETTE_YELLOW },
		{ PALETTE_JAVA, FRAME_USER, "memcpy", PALETTE_RED },
		{ PALETTE_JS, FRAME_JIT, "LazyCompile:~f /a/b.js:1", PALETTE_GREEN },
		{ PALETTE_JS, FRAME_JIT, "Builtin:f", PALETTE_AQUA },
		{ PALETTE_JS, FRAME_USER, "v8::Run", PALETTE_YELLOW },
		{ PALETTE_JS, FRAME_USER, "f /a/b.js", PALETTE_GREEN },
		{ PALETTE_JS, FRAME_USER, "Stub:f", PALETTE_AQUA },
		{ PALETTE_JS, FRAME_USER, "memcpy", PALETTE_RED },
		{ PALETTE_PERL, FRAME_USER, "Perl_sv_setsv", PALETTE_GREEN },
		{ PALETTE_PERL, FRAME_USER, "main::f", PALETTE_YELLOW },
		{ PALETTE_PYTHON, FRAME_USER, "f (app/x.py:3)", PALETTE_GREEN },
		{ PALETTE_PYTHON, FRAME_USER, "f (/usr/lib/python3.11/json/x.py:3)",
		  PALETTE_YELLOW },
		{ PALETTE_PYTHON, FRAME_USER, "f (a/site-packages/numpy/x.py:3)", PALETTE_AQUA },
		{ PALETTE_RUST, FRAME_USER, "core::fmt::write", PALETTE_ORANGE },
		{ PALETTE_RUST, FRAME_USER, "<A as std::io::Read>::read", PALETTE_ORANGE },
		{ PALETTE_RUST, FRAME_USER, "app::main", PALETTE_YELLOW },
		{ PALETTE_CHAIN, FRAME_USER, "schedule", PALETTE_BLUE },
		{ PALETTE_CHAIN, FRAME_USER, "try_to_wake_up_[w]", PALETTE_AQUA },
		{ PALETTE_WAKEUP, FRAME_USER, "schedule", PALETTE_AQUA },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		CHECK_EQ(hue_of(cases[i].palette, cases[i].kind, cases[i].name), cases[i].hue);
	CHECK_EQ(theme_colour(PALETTE_HOT, COLOUR_STEADY, FRAME_USER, "-"), 0xc8c8c8);
}

/* The first letters decide, and a module in front does not. */
static void hashed_names(void)
{
	uint32_t x = theme_colour(PALETTE_GREEN, COLOUR_HASH, FRAME_USER, "abcdef");

	CHECK_EQ(x, theme_colour(PALETTE_GREEN, COLOUR_HASH, FRAME_USER, "abcxyz"));
	CHECK_EQ(x, theme_colour(PALETTE_GREEN, COLOUR_HASH, FRAME_USER, "libc`abcdef"));
	CHECK(x != theme_colour(PALETTE_GREEN, COLOUR_HASH, FRAME_USER, "xyzdef"));
	theme_colour(PALETTE_HOT, COLOUR_HASH, FRAME_USER, "");
	theme_colour(PALETTE_HOT, COLOUR_HASH, FRAME_USER, "`");
}

static void random_colours(void)
{
	uint32_t first = theme_colour(PALETTE_HOT, COLOUR_RANDOM, FRAME_USER, "x");
	bool differs = false;

	for (int i = 0; i < 100 && !differs; i++)
		differs = theme_colour(PALETTE_HOT, COLOUR_RANDOM, FRAME_USER, "x") != first;
	CHECK(differs);
}

static void check_package(const char *name, const char *wanted)
{
	struct strbuf package = { 0 };

	package_of_name(name, &package);
	CHECK_STR(package.text ? package.text : "", wanted);
	free(package.text);
}

static void packages_of_names(void)
{
	check_package("libc.so.6`read", "libc.so.6");
	check_package("ext4_readdir [ext4]", "ext4");
	check_package("std::vector<int>::at", "std");
	check_package("<app::T as core::U>::f", "app");
	check_package("net/http.(*conn).serve", "net/http");
	check_package("github.com/a/b.f", "github.com/a/b");
	check_package("java/util/HashMap.put", "java/util");
	check_package("com.example.Main.run", "com.example");
	check_package("f (lib/x.py:12)", "lib/x.py");
	check_package("main", "");
	check_package("operator<", "");
	check_package("", "");
	check_package("::", "");
	check_package("/", "");
	check_package("[unknown]", "");
}

static struct tree *build(struct tree *tree)
{
	const struct frame frames[] = {
		{ .name = "p", .kind = FRAME_PROCESS },
		{ .name = "f", .kind = FRAME_USER, .package = "/usr/lib/libx.so" },
		{ .name = "g", .kind = FRAME_USER, .package = "/usr/bin/p" },
	};

	tree_init(tree);
	tree_add(tree, frames, 3, 10);
	tree_add(tree, frames, 2, 30);
	tree_finish(tree);
	return tree;
}

/* What all nodes of a tree get. */
static struct colours *colour(const struct tree *tree, const struct colour_options *options,
			      struct shade shade[4])
{
	struct colours *colours = colours_new(tree, options);

	for (uint32_t i = 0; i < tree->count && i < 4; i++)
		shade[i] = colours_of(colours, i);
	return colours;
}

/* All colours of a picture have a dark form in its style sheet. */
static void check_pairs(struct colours *colours, const struct shade *shade, size_t n)
{
	size_t count;
	struct shade *pair = colours_pairs(colours, &count);

	for (size_t i = 0; i < n; i++) {
		bool found = false;

		for (size_t j = 0; j < count; j++)
			found |= pair[j].light == shade[i].light && pair[j].dark == shade[i].dark;
		CHECK(found);
	}
	free(pair);
}

static void by_package(void)
{
	struct tree tree;
	struct shade shade[4];
	struct colours *colours = colour(build(&tree), &(struct colour_options){
		.by = COLOUR_BY_PACKAGE }, shade);
	size_t count;
	struct colour_entry *entry = colours_legend(colours, &count);

	CHECK_EQ(count, 3);
	CHECK_STR(entry[0].label, "libx.so");
	CHECK_STR(entry[1].label, "p");
	CHECK_STR(entry[2].label, "others");
	CHECK_EQ(shade[2].light, packages_shade(0, "f").light);
	CHECK_EQ(shade[3].light, packages_shade(1, "g").light);
	check_pairs(colours, shade, 4);
	free(entry);
	colours_free(colours);
	tree_free(&tree);
}

static void by_self(void)
{
	struct tree tree;
	struct shade shade[4];
	struct colours *colours = colour(build(&tree), &(struct colour_options){
		.by = COLOUR_BY_SELF }, shade);
	size_t count;
	struct colour_entry *entry = colours_legend(colours, &count);

	CHECK_EQ(shade[1].light, scale_heat(0).light);
	CHECK_EQ(shade[2].light, scale_heat(SCALE_STEPS).light);
	CHECK_EQ(shade[3].light, scale_heat(scale_step(10, 30)).light);
	CHECK_STR(entry[0].label, "0.00%");
	CHECK_STR(entry[count - 1].label, "75.0%");
	check_pairs(colours, shade, 4);
	free(entry);
	colours_free(colours);
	tree_free(&tree);
}

static void steps(void)
{
	CHECK_EQ(scale_step(0, 10), 0);
	CHECK_EQ(scale_step(1e-9, 10), 1);
	CHECK_EQ(scale_step(-1e-9, 10), -1);
	CHECK_EQ(scale_step(10, 10), SCALE_STEPS);
	CHECK_EQ(scale_step(-10, 10), -SCALE_STEPS);
	CHECK_EQ(scale_step(5, 0), 0);
}

static void by_change(void)
{
	const struct frame frames[] = { { .name = "a" }, { .name = "b" } };
	struct colour_options options = { .change = CHANGE_SELF };
	struct tree tree;
	struct shade shade[4];
	struct colours *colours;

	tree_init(&tree);
	tree_take(&tree, &(struct stack){ .frames = frames, .n = 1, .count = 5, .was = 5 });
	tree_take(&tree, &(struct stack){ .frames = frames, .n = 2, .count = 9, .was = 1 });
	tree_finish(&tree);
	colours = colour(&tree, &options, shade);
	CHECK_EQ(shade[0].light, scale_change(0).light);
	CHECK_EQ(shade[1].light, scale_change(0).light);
	CHECK_EQ(shade[2].light, scale_change(SCALE_STEPS).light);
	check_pairs(colours, shade, 3);
	colours_free(colours);
	options.change = CHANGE_TOTAL;
	colours = colour(&tree, &options, shade);
	CHECK_EQ(shade[1].light, scale_change(SCALE_STEPS).light);
	colours_free(colours);
	options.negate = true;
	options.palette = PALETTE_CLASSIC;
	colours = colour(&tree, &options, shade);
	CHECK_EQ(shade[1].light, scale_classic(-SCALE_STEPS).light);
	check_pairs(colours, shade, 3);
	colours_free(colours);
	tree_free(&tree);
}

/* The colours of a frame with @now and @was of 1000 samples each, which are worth @worth. */
static struct shade shade_of_change(double now, double was, double worth)
{
	const struct frame frame = { .name = "a" };
	struct colour_options options = { .worth = worth, .was_worth = worth };
	struct tree tree;
	struct shade shade[4];

	tree_init(&tree);
	tree_take(&tree, &(struct stack){ .frames = &frame, .n = 1, .count = now, .was = was });
	tree_take(&tree, &(struct stack){ .count = 1000 - now, .was = 1000 - was });
	tree_finish(&tree);
	colours_free(colour(&tree, &options, shade));
	tree_free(&tree);
	return shade[1];
}

static void noise_is_grey(void)
{
	uint32_t grey = scale_change(0).light, more = scale_change(SCALE_STEPS).light;

	CHECK_EQ(shade_of_change(103, 100, 0).light, grey);
	CHECK_EQ(shade_of_change(150, 100, 0).light, more);
	CHECK_EQ(shade_of_change(150, 100, 100).light, grey);
	CHECK_EQ(shade_of_change(103, 100, 1e6).light, more);
	CHECK_EQ(shade_of_change(100.01, 100, 1e12).light, grey);
	CHECK_EQ(shade_of_change(10, 0, 0).light, more);
	CHECK_EQ(shade_of_change(1, 0, 0).light, grey);
}

/* The waker's stack, behind "--", in another colour, though functions may be the same. */
static void chains(void)
{
	const struct frame frames[] = { { .name = "read" }, { .name = "--" }, { .name = "read" } };
	struct tree tree;
	struct shade shade[4];
	struct colours *colours;
	size_t count;

	tree_init(&tree);
	tree_add(&tree, frames, 3, 1);
	tree_finish(&tree);
	colours = colour(&tree, &(struct colour_options){ .palette = PALETTE_CHAIN }, shade);
	CHECK_EQ(hue(shade[1].light), PALETTE_BLUE);
	CHECK_EQ(shade[2].light, 0xa0a0a0);
	CHECK_EQ(hue(shade[3].light), PALETTE_AQUA);
	CHECK(!colours_legend(colours, &count) && !count);
	CHECK(!colours_pairs(colours, &count) && !count);
	colours_free(colours);
	tree_free(&tree);
}

/* Colours that are in the map hold; others are added, and read back by the next picture. */
static void consistent_colours(void)
{
	char path[] = "/tmp/test_colours.XXXXXX";
	FILE *file = fdopen(mkstemp(path), "w");
	struct colour_options options = { .palette = PALETTE_HOT };
	struct colours *colours;
	struct shade first[4], second[4];
	struct tree tree;

	fputs("f->rgb(1,2,3)\nno entry\nbad->rgb(1,2,999)\na->b->rgb(4,5,6)\n", file);
	fclose(file);
	build(&tree);
	options.map = palette_map_load(path);
	CHECK_EQ(palette_map_find(options.map, "a->b"), 0x040506);
	CHECK_EQ(palette_map_find(options.map, "bad"), -1);
	colours = colour(&tree, &options, first);
	CHECK_EQ(first[2].light, 0x010203);
	colours_free(colours);
	CHECK_EQ(palette_map_save(options.map), 0);
	palette_map_free(options.map);

	options.palette = PALETTE_GREEN;
	options.map = palette_map_load(path);
	colours = colour(&tree, &options, second);
	CHECK_EQ(second[2].light, first[2].light);
	CHECK_EQ(second[3].light, first[3].light);
	colours_free(colours);
	palette_map_free(options.map);
	tree_free(&tree);
	unlink(path);
	options.map = palette_map_load(path);
	CHECK(options.map);
	palette_map_free(options.map);
}

static void names_of_palettes(void)
{
	CHECK_EQ(palette_find("flamesamp"), PALETTE_FLAMESAMP);
	CHECK_EQ(palette_find("orange"), PALETTE_ORANGE);
	CHECK_EQ(palette_find("classic"), PALETTE_CLASSIC);
	CHECK_EQ(palette_find("pink"), PALETTES);
	CHECK_EQ(colour_parse("#0a0B0c"), 0x0a0b0c);
	CHECK_EQ(colour_parse("#0a0b0"), -1);
	CHECK_EQ(colour_parse("0a0b0c0"), -1);
	CHECK_EQ(colour_parse("#0a0b0g"), -1);
}

int main(void)
{
	RUN(our_palettes_are_readable);
	RUN(changes_are_told_by_the_colour_blind);
	RUN(themes_are_readable);
	RUN(palettes_of_languages);
	RUN(hashed_names);
	RUN(random_colours);
	RUN(packages_of_names);
	RUN(by_package);
	RUN(by_self);
	RUN(steps);
	RUN(by_change);
	RUN(noise_is_grey);
	RUN(chains);
	RUN(consistent_colours);
	RUN(names_of_palettes);
	return unit_done();
}
