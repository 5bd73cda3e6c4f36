// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The SVG as a document: well-formed whatever the names are, in the right places, complete without
 * scripts. What the script does is for tests/browser.
 */
#include <stdlib.h>

#include "output/flamegraph_js.h"
#include "output/palette.h"
#include "output/svg.h"
#include "output/xml.h"
#include "unit.h"

#define MONO_ADVANCE (12 * 0.602)

static void add(struct tree *tree, const char *process, const char *a, const char *b,
		uint64_t count)
{
	struct frame frames[] = {
		{ .name = process, .kind = FRAME_PROCESS },
		{ .name = a, .kind = FRAME_USER },
		{ .name = b, .kind = FRAME_KERNEL },
	};

	tree_add(tree, frames, 1 + (a != NULL) + (b != NULL), count);
}

/* Finishes and frees the tree. The caller frees the picture. */
static char *draw(struct tree *tree, const struct svg_options *options)
{
	char *text;
	size_t size;
	FILE *file = open_memstream(&text, &size);

	tree_finish(tree);
	CHECK_EQ(svg_write(file, tree, options), 0);
	fclose(file);
	tree_free(tree);
	return text;
}

/* The picture without the script, which may hold anything. In place. */
static char *without_script(char *svg)
{
	static const char tag[] = "</script>";
	char *start = strstr(svg, "<script>"), *end = strstr(svg, tag);

	if (start && end) {
		end += strlen(tag);
		memmove(start, end, strlen(end) + 1);
	}
	return svg;
}

static bool known_entity(const char *s)
{
	static const char *const entities[] = { "&amp;", "&lt;", "&gt;", "&quot;", "&#39;" };

	for (size_t i = 0; i < sizeof(entities) / sizeof(*entities); i++) {
		if (!strncmp(s, entities[i], strlen(entities[i])))
			return true;
	}
	return false;
}

/* Enough of an XML parser for what svg_write() writes: tags are balanced, text is escaped. */
static bool well_formed(const char *s)
{
	char open[64][16];
	size_t depth = 0;

	for (; *s; s++) {
		char name[16] = "";

		if (*s == '&' && !known_entity(s))
			return false;
		if (*s != '<')
			continue;
		if (sscanf(s, "</%15[a-z]>", name) == 1) {
			if (!depth || strcmp(open[--depth], name))
				return false;
		} else if (sscanf(s, "<%15[a-zA-Z]", name) == 1) {
			const char *end = strchr(s, '>');

			if (!end || depth == 64)
				return false;
			if (end[-1] != '/')
				strcpy(open[depth++], name);
		} else if (strncmp(s, "<?xml ", 6)) {
			return false;
		}
	}
	return depth == 0;
}

static bool valid_utf8(const char *s)
{
	while (*s) {
		const char *start = s;

		if (*s == '\n') {
			s++;
			continue;
		}
		/* A replacement character that is written out has three bytes. */
		if (xml_char(&s) == 0xfffd && s - start != 3)
			return false;
	}
	return true;
}

static void frames_stand_where_they_belong(void)
{
	char *svg, *frames;
	struct tree tree;

	tree_init(&tree);
	add(&tree, "sh", "main", "read", 30);
	add(&tree, "sh", "main", NULL, 10);
	add(&tree, "awk", NULL, NULL, 10000 - 40);
	svg = draw(&tree, &(struct svg_options){ .width = 1020 });
	frames = strstr(svg, "<g><title>");
	CHECK(frames && frames == strstr(svg, "<g><title>all (10,000 samples, 100%)</title>"
					 "<rect x=\"10\" y=\"126\" width=\"1000\" height=\"15\""));
	CHECK(strstr(svg, "<g><title>awk (9,960 samples, 99.60%)</title>"
		     "<rect x=\"10\" y=\"110\" width=\"996\" height=\"15\""));
	CHECK(strstr(svg, "<g><title>sh (40 samples, 0.40%)</title>"
		     "<rect x=\"1006\" y=\"110\" width=\"4\" height=\"15\""));
	CHECK(strstr(svg, "<g><title>main (40 samples, 0.40%)</title>"
		     "<rect x=\"1006\" y=\"94\" width=\"4\" height=\"15\""));
	CHECK(strstr(svg, "<g><title>read (30 samples, 0.30%)</title>"
		     "<rect x=\"1006\" y=\"78\" width=\"3\" height=\"15\""));
	CHECK(strstr(svg, ">awk</text>"));
	CHECK(!strstr(svg, ">main</text>"));
	free(svg);
}

static void same_bytes_in_any_order(void)
{
	static const char *const names[] = { "a", "b", "c", "d" };
	struct tree forth, back;
	char *x, *y;

	tree_init(&forth);
	tree_init(&back);
	for (int i = 0; i < 16; i++) {
		add(&forth, names[i / 4], names[i % 4], NULL, i + 1);
		add(&back, names[(15 - i) / 4], names[(15 - i) % 4], NULL, 15 - i + 1);
	}
	x = draw(&forth, NULL);
	y = draw(&back, NULL);
	CHECK_STR(x, y);
	free(x);
	free(y);
}

static void hostile_names(void)
{
	static const char *const names[] = {
		"</title><script>alert(1)</script>", "a&b<c>\"d'e", "]]>", "\x01\x1b[31mred\x7f",
		"\xff\xfe\x80", "\xc0\xaf overlong", "\xed\xa0\x80 surrogate", "cut \xe2\x82",
		"\xf4\x90\x80\x80 too high", "\xef\xbf\xbe", "gr\xc3\xbc\xc3\x9f \xe6\xbc\xa2",
		"&amp;", "line\nbreak", "<!--", "std::vector<std::pair<int, char*> >::at",
	};
	const char *const notes[] = { names[0], names[4], NULL };
	struct tree tree;
	char *svg;

	tree_init(&tree);
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		add(&tree, names[i], names[i], names[i], 1 + i);
	svg = without_script(draw(&tree, &(struct svg_options){
		.title = names[0], .subtitle = names[3], .notes = notes,
	}));
	CHECK(well_formed(svg));
	CHECK(valid_utf8(svg));
	CHECK(!strstr(svg, "alert(1)</script>"));
	CHECK(strstr(svg, "&lt;/title&gt;&lt;script&gt;alert(1)"));
	CHECK(strstr(svg, "gr\xc3\xbc\xc3\x9f \xe6\xbc\xa2 ("));
	CHECK(strstr(svg, "a&amp;b&lt;c&gt;&quot;d&#39;e ("));
	free(svg);
}

/* Reads the rest of a frame: its rectangle's width, and its text's columns or 0. */
static void check_fit(const char *g)
{
	const char *end = strstr(g, "</g>"), *text = strstr(g, "<text");
	char shown[2048] = "";
	double width = 0;

	sscanf(strstr(g, "width=\"") + 7, "%lf", &width);
	if (text && text < end)
		sscanf(strchr(text, '>') + 1, "%2047[^<]", shown);
	CHECK(xml_columns(shown) * MONO_ADVANCE <= width);
	CHECK(shown[0] || width < 3 * MONO_ADVANCE + 6 + 0.001);
}

static void names_are_cut_to_fit(void)
{
	static const char wide[] = "\xe6\xbc\xa2\xe6\xbc\xa2\xe6\xbc\xa2\xe6\xbc\xa2";
	char name[201], *svg;
	struct tree tree;

	memset(name, 'n', 200);
	name[200] = '\0';
	tree_init(&tree);
	for (int i = 1; i <= 40; i++)
		add(&tree, name + i * 3, i % 2 ? name : wide, NULL, i * i);
	svg = draw(&tree, NULL);
	for (const char *g = svg; (g = strstr(g, "<g><title>")); g++)
		check_fit(g);
	CHECK(strstr(svg, "nnn\xe2\x80\xa6</text>"));
	free(svg);
}

static void small_frames_are_left_out(void)
{
	struct tree tree;
	char *svg;

	tree_init(&tree);
	add(&tree, "big", NULL, NULL, 99999);
	add(&tree, "tiny", "callee", NULL, 1);
	svg = draw(&tree, NULL);
	CHECK(strstr(svg, "<title>big (") && !strstr(svg, "<title>tiny ("));
	CHECK(!strstr(svg, "<title>callee ("));
	/* A picture is as high as what it shows. */
	CHECK(strstr(svg, "<title>all (100,000 samples, 100%)</title><rect x=\"10\" y=\"94\""));
	free(svg);

	tree_init(&tree);
	add(&tree, "big", NULL, NULL, 99999);
	add(&tree, "tiny", "callee", NULL, 1);
	svg = draw(&tree, &(struct svg_options){ .min_width = -1 });
	CHECK(strstr(svg, "<title>callee (1 samples, 0.00%)"));
	free(svg);
}

static void empty_tree(void)
{
	const char *const notes[] = { "Lost 5 samples", NULL };
	struct tree tree;
	char *svg;

	tree_init(&tree);
	svg = draw(&tree, &(struct svg_options){ .notes = notes });
	CHECK(strstr(svg, ">no samples</text>"));
	CHECK(strstr(svg, ">Lost 5 samples</text>"));
	CHECK(!strstr(svg, "<script"));
	CHECK(well_formed(svg));
	free(svg);
}

static void long_notes_can_be_read(void)
{
	static const char note[] = "Lost 5 samples, and of why they were lost there is so much to "
				   "tell that a small picture has no room for it";
	const char *const notes[] = { note, NULL };
	struct tree tree;
	char *svg;

	tree_init(&tree);
	svg = draw(&tree, &(struct svg_options){ .notes = notes });
	CHECK(strstr(svg, "for it</text>"));
	free(svg);
	tree_init(&tree);
	svg = draw(&tree, &(struct svg_options){ .notes = notes, .width = 320 });
	CHECK(strstr(svg, "\xe2\x80\xa6<title>Lost 5 samples, and "));
	CHECK(strstr(svg, " room for it</title></text>"));
	CHECK(well_formed(svg));
	free(svg);
}

static void needs_nothing_else(void)
{
	struct tree tree;
	char *svg;

	tree_init(&tree);
	add(&tree, "sh", "main", "read", 1);
	svg = draw(&tree, NULL);
	CHECK(!strstr(svg, "href"));
	CHECK(!strstr(svg, "url("));
	CHECK(!strstr(svg, "@import"));
	CHECK(!strstr(svg, "onclick=") && !strstr(svg, "onload=") && !strstr(svg, "style=\""));
	CHECK(strstr(svg, "<script><![CDATA["));
	CHECK(strstr(svg, "]]></script>"));
	without_script(svg);
	CHECK(well_formed(svg));
	free(svg);
}

static void only_kinds_that_occur_in_the_legend(void)
{
	struct tree tree;
	char *svg;

	tree_init(&tree);
	add(&tree, "sh", "main", "read", 1);
	svg = draw(&tree, NULL);
	CHECK(strstr(svg, ">process</text>"));
	CHECK(strstr(svg, ">user</text>"));
	CHECK(strstr(svg, ">kernel</text>"));
	CHECK(!strstr(svg, ">kernel module</text>"));
	free(svg);
}

static void cdata_holds_anything(void)
{
	static const char code[] = "a[b[0]]>c; ]]>]]>";
	char *text;
	size_t size;
	FILE *file = open_memstream(&text, &size);

	xml_cdata(file, code, strlen(code));
	fclose(file);
	CHECK_STR(text, "<![CDATA[a[b[0]]]]><![CDATA[>c; ]]]]><![CDATA[>]]]]><![CDATA[>]]>");
	free(text);
	CHECK_EQ(strlen(flamegraph_js), flamegraph_js_len);
	/* For pictures that stand in an HTML page. */
	CHECK(!strstr(flamegraph_js, "</script"));
}

static void colours_differ(void)
{
	const unsigned int n = FRAME_KINDS * PALETTE_SHADES;

	for (unsigned int i = 0; i < n; i++) {
		struct shade x = palette_shade(i / PALETTE_SHADES, i % PALETTE_SHADES);

		CHECK(x.light && x.dark);
		for (unsigned int j = 0; j < i; j++) {
			struct shade y = palette_shade(j / PALETTE_SHADES, j % PALETTE_SHADES);

			CHECK(x.light != y.light);
		}
	}
}

/*
 * All kinds at once in a narrow picture: the legend takes more lines, within it and above the
 * notes.
 */
static void legend_fits(void)
{
	static const char *const notes[] = { "note", NULL };
	const struct svg_options options = { .width = 640, .notes = notes };
	unsigned int x, y, legend = 0, lines = 0, last = 0, height = 0;
	struct frame frames[FRAME_KINDS];
	struct tree tree;
	char *svg, *at;

	for (int kind = 0; kind < FRAME_KINDS; kind++)
		frames[kind] = (struct frame){ .name = "f", .kind = kind };
	tree_init(&tree);
	tree_add(&tree, frames, FRAME_KINDS, 1);
	svg = without_script(draw(&tree, &options));
	at = strstr(svg, "<g class=\"footer\"");
	while ((at = strstr(at, "<text class=\"soft\" x=\""))) {
		char text[32];

		if (sscanf(at, "<text class=\"soft\" x=\"%u\" y=\"%u\">%31[^<]", &x, &y, text) != 3)
			break;
		CHECK(x + strlen(text) * 12 * 0.56 <= 640);
		lines += y != last;
		last = y;
		legend++;
		at++;
	}
	CHECK_EQ(legend, FRAME_KINDS + 1);
	CHECK_EQ(lines, 3);
	sscanf(strstr(svg, "height=\""), "height=\"%u", &height);
	CHECK(last < height);
	free(svg);
}

static void full_disk(void)
{
	FILE *file = fopen("/dev/full", "w");
	struct tree tree;

	if (!file)
		return;
	tree_init(&tree);
	add(&tree, "sh", NULL, NULL, 1);
	tree_finish(&tree);
	CHECK_EQ(svg_write(file, &tree, NULL), -1);
	fclose(file);
	tree_free(&tree);
}

int main(void)
{
	RUN(frames_stand_where_they_belong);
	RUN(same_bytes_in_any_order);
	RUN(hostile_names);
	RUN(names_are_cut_to_fit);
	RUN(small_frames_are_left_out);
	RUN(empty_tree);
	RUN(long_notes_can_be_read);
	RUN(needs_nothing_else);
	RUN(only_kinds_that_occur_in_the_legend);
	RUN(cdata_holds_anything);
	RUN(colours_differ);
	RUN(legend_fits);
	RUN(full_disk);
	return unit_done();
}
