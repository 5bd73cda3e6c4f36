// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Pages in one file: what their policy is made of, and what scripts are given to read. What the
 * scripts do with it is for tests/browser.
 */
#include <stdlib.h>

#include "output/heatmap.h"
#include "output/html.h"
#include "output/pack.h"
#include "unit.h"
#include "util/base64.h"
#include "util/sha256.h"

static void hex(const uint8_t *bytes, size_t n, char *text)
{
	for (size_t i = 0; i < n; i++)
		sprintf(text + 2 * i, "%02x", bytes[i]);
}

/* The examples of FIPS 180-4, and one that needs more than one block for its length. */
static void sha256_is_the_standard_s(void)
{
	static const struct {
		const char *text, *digest;
	} examples[] = {
		{ "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" },
		{ "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
		{ "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
		  "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1" },
	};

	for (size_t i = 0; i < sizeof(examples) / sizeof(*examples); i++) {
		uint8_t digest[SHA256_BYTES];
		char text[2 * SHA256_BYTES + 1];
		struct sha256 sha;

		sha256_start(&sha);
		sha256_take(&sha, examples[i].text, strlen(examples[i].text));
		sha256_finish(&sha, digest);
		hex(digest, sizeof(digest), text);
		CHECK_STR(text, examples[i].digest);
	}
}

static void sha256_takes_pieces_of_any_size(void)
{
	uint8_t whole[SHA256_BYTES], pieces[SHA256_BYTES], data[1000];
	struct sha256 sha;

	for (size_t i = 0; i < sizeof(data); i++)
		data[i] = i * 7;
	sha256_start(&sha);
	sha256_take(&sha, data, sizeof(data));
	sha256_finish(&sha, whole);
	sha256_start(&sha);
	for (size_t at = 0, n = 1; at < sizeof(data); at += n, n = n % 90 + 1) {
		n = n < sizeof(data) - at ? n : sizeof(data) - at;
		sha256_take(&sha, data + at, n);
	}
	sha256_finish(&sha, pieces);
	CHECK(!memcmp(whole, pieces, sizeof(whole)));
}

static void base64_is_the_standard_s(void)
{
	/* RFC 4648, section 10. */
	static const char *const examples[][2] = {
		{ "", "" }, { "f", "Zg==" }, { "fo", "Zm8=" }, { "foo", "Zm9v" },
		{ "foob", "Zm9vYg==" }, { "fooba", "Zm9vYmE=" }, { "foobar", "Zm9vYmFy" },
	};

	for (size_t i = 0; i < sizeof(examples) / sizeof(*examples); i++) {
		char *text;
		size_t size;
		FILE *file = open_memstream(&text, &size);

		base64_write(file, examples[i][0], strlen(examples[i][0]));
		fclose(file);
		CHECK_STR(text, examples[i][1]);
		free(text);
	}
}

static void columns_hold_numbers_of_any_size(void)
{
	static const char expected[] =
		"\0\x7f\x80\x01\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01";
	struct pack pack = { 0 };

	pack_number(&pack, 0);
	pack_number(&pack, 127);
	pack_number(&pack, 128);
	pack_number(&pack, UINT64_MAX);
	CHECK_EQ(pack.bytes.len, sizeof(expected) - 1);
	CHECK(!memcmp(pack.bytes.text, expected, sizeof(expected) - 1));
	pack_free(&pack);
}

static void add(struct tree *tree, const char *process, const char *function, double count)
{
	const struct frame frames[] = {
		{ .name = process, .kind = FRAME_PROCESS },
		{ .name = function, .kind = FRAME_USER },
	};

	tree_add(tree, frames, 2, count);
}

/* Finishes and frees the tree. The caller frees the page. */
static char *draw(struct tree *tree, const struct svg_options *options)
{
	char *text;
	size_t size;
	FILE *file = open_memstream(&text, &size);

	tree_finish(tree);
	CHECK_EQ(html_write(file, tree, options), 0);
	fclose(file);
	tree_free(tree);
	return text;
}

static size_t count_of(const char *text, const char *what)
{
	size_t n = 0;

	while ((text = strstr(text, what))) {
		text += strlen(what);
		n++;
	}
	return n;
}

/* What a policy says of what stands between @start and @end. The caller frees it. */
static char *hash_of(const char *page, const char *start, const char *end)
{
	const char *from = strstr(page, start), *to = from ? strstr(from, end) : NULL;
	uint8_t digest[SHA256_BYTES];
	struct sha256 sha;
	char *text;
	size_t size;
	FILE *file = open_memstream(&text, &size);

	if (to) {
		from += strlen(start);
		sha256_start(&sha);
		sha256_take(&sha, from, to - from);
		sha256_finish(&sha, digest);
		fputs("-src 'sha256-", file);
		base64_write(file, digest, sizeof(digest));
		fputs("'", file);
	}
	fclose(file);
	return text;
}

static void the_policy_names_script_and_style(void)
{
	char *page, *script, *style;
	struct tree tree;

	tree_init(&tree);
	add(&tree, "sh", "main", 3);
	page = draw(&tree, NULL);
	script = hash_of(page, "<script>", "</script>");
	style = hash_of(page, "<style>", "</style>");
	CHECK(strstr(page, "default-src 'none'"));
	CHECK(*script && strstr(page, script));
	CHECK(*style && strstr(page, style));
	/* Nothing that would be fetched: the namespace of SVG is a name. */
	CHECK_EQ(count_of(page, "://"), count_of(page, "\"http://www.w3.org/2000/svg\""));
	CHECK_EQ(count_of(page, " src="), 0);
	free(page);
	free(script);
	free(style);
}

static void texts_are_no_markup(void)
{
	static const char *const notes[] = { "</script><script>alert(1)</script>", NULL };
	const struct svg_options options = { .title = "</script><b>", .notes = notes };
	struct tree tree;
	char *page;

	tree_init(&tree);
	add(&tree, "</main><script>", "</script>", 3);
	page = draw(&tree, &options);
	CHECK_EQ(count_of(page, "<script"), 2);
	CHECK_EQ(count_of(page, "</script>"), 2);
	CHECK_EQ(count_of(page, "</main>"), 1);
	CHECK(strstr(page, "&lt;/script&gt;&lt;b&gt;"));
	free(page);
}

static void empty_pages_say_so(void)
{
	struct tree tree;
	char *page;

	tree_init(&tree);
	page = draw(&tree, NULL);
	CHECK(strstr(page, "no samples"));
	free(page);
}

static void take(struct heatmap *heatmap, const char *function, uint32_t cpu, uint64_t ns)
{
	const struct frame frames[] = {
		{ .name = "app", .kind = FRAME_PROCESS }, { .name = function, .kind = FRAME_USER },
	};

	heatmap_take(heatmap, &(struct stack){ .frames = frames, .n = 2, .count = 1, .pid = 1,
					       .tid = 1, .cpu = cpu, .ns = ns });
}

static void heat_maps_want_times(void)
{
	const struct heatmap_options options = { .column = 1, .rows = 50 };
	struct heatmap *heatmap = heatmap_new(&options);

	take(heatmap, "main", 0, 0);
	take(heatmap, "main", 1, 5000000000);
	take(heatmap, "main", 0, 2000000000);
	CHECK_EQ(heatmap_untimed(heatmap), 1);
	CHECK_EQ(heatmap_timed(heatmap), 2);
	heatmap_free(heatmap);
}

static void heat_maps_last_from_first_to_last(void)
{
	const struct heatmap_options options = { .column = 1, .rows = 50 };
	struct heatmap *heatmap = heatmap_new(&options);
	size_t size;
	char *page;
	FILE *file = open_memstream(&page, &size);

	take(heatmap, "main", 1, 5000000000);
	take(heatmap, "main", 0, 2500000000);
	CHECK_EQ(heatmap_tree(heatmap)->node[0].total, 2);
	CHECK_EQ(heatmap_write(heatmap, file), 0);
	fclose(file);
	CHECK(strstr(page, "\"seconds\":2.5,"));
	CHECK(strstr(page, "\"rows\":50,"));
	free(page);
	heatmap_free(heatmap);
}

int main(void)
{
	RUN(sha256_is_the_standard_s);
	RUN(sha256_takes_pieces_of_any_size);
	RUN(base64_is_the_standard_s);
	RUN(columns_hold_numbers_of_any_size);
	RUN(the_policy_names_script_and_style);
	RUN(texts_are_no_markup);
	RUN(empty_pages_say_so);
	RUN(heat_maps_want_times);
	RUN(heat_maps_last_from_first_to_last);
	return unit_done();
}
