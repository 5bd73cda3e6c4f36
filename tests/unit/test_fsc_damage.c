// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Captures that are not what was written. What a reader is told must always be part of what was
 * written, in order, and it must be said that something is missing.
 */
#include <time.h>

#include "capture/fsc_format.h"
#include "fixture_fsc.h"
#include "unit.h"

static struct memory_file file;
static unsigned char *original;
static size_t original_bytes;
static struct story full_story;

static void make_original(void)
{
	bool whole;

	file = new_file();
	make_sample_capture(&file);
	original = get_file(&file, &original_bytes);
	if (read_story(file.path, &full_story, &whole) || !whole)
		abort();
}

/* Each line of @part is in @all, in the same order. */
static bool tells_part_of(const char *part, const char *all)
{
	while (*part) {
		size_t len = strcspn(part, "\n") + 1;

		while (*all && strncmp(all, part, len))
			all += strcspn(all, "\n") + 1;
		if (!*all)
			return false;
		all += len;
		part += len;
	}
	return true;
}

/* What every damaged file has to do. */
static bool survives(const void *data, size_t bytes)
{
	struct story story = { 0 };
	bool whole = true, good;
	int result;

	set_file(&file, data, bytes);
	result = read_story(file.path, &story, &whole);
	good = !whole && said[0] && (result == 0 || result == -1) &&
	       tells_part_of(story.text.text, full_story.text.text) &&
	       (result == 0 || !story.text.len);
	if (!good)
		printf("# result %d, whole %d, said: %s", result, whole, said);
	free(story.text.text);
	return good;
}

/* How many lines are missing in what @data tells. */
static size_t lines_lost(const void *data, size_t bytes)
{
	struct story story = { 0 };
	size_t lost = 0;
	bool whole;

	set_file(&file, data, bytes);
	read_story(file.path, &story, &whole);
	for (const char *at = full_story.text.text; (at = strchr(at, '\n')); at++)
		lost++;
	for (const char *at = story.text.text; (at = strchr(at, '\n')); at++)
		lost--;
	free(story.text.text);
	return lost;
}

static void gives_a_prefix_of_what_is_cut_off_at_any_byte(void)
{
	size_t longest = 0;

	for (size_t bytes = 0; bytes < original_bytes; bytes++) {
		struct story story = { 0 };
		bool whole = true;
		int result;

		set_file(&file, original, bytes);
		result = read_story(file.path, &story, &whole);
		CHECK(!whole);
		CHECK(said_one_line_with(file.path));
		CHECK(!strncmp(full_story.text.text, story.text.text, story.text.len));
		CHECK(result == 0 || !story.text.len);
		/* Never less than what a shorter file gave. */
		CHECK(story.text.len >= longest);
		longest = story.text.len;
		free(story.text.text);
	}
	CHECK_EQ(longest, full_story.text.len);
}

static void survives_a_flipped_bit_in_any_byte(void)
{
	unsigned char *copy = xmalloc(original_bytes);

	memcpy(copy, original, original_bytes);
	for (size_t at = 0; at < original_bytes; at++) {
		copy[at] ^= 1 << at * 5 % 8;
		CHECK(survives(copy, original_bytes));
		copy[at] = original[at];
	}
	free(copy);
}

static void loses_one_chunk_to_a_broken_byte(void)
{
	unsigned char *copy = xmalloc(original_bytes);

	memcpy(copy, original, original_bytes);
	for (size_t at = sizeof(struct fsc_header); at < original_bytes; at++) {
		copy[at] ^= 0x55;
		/* The chunk of names has five lines, the others have one, the end has none. */
		CHECK(lines_lost(copy, original_bytes) <= 5);
		copy[at] = original[at];
	}
	free(copy);
}

static void survives_missing_and_zeroed_pieces(void)
{
	unsigned char *copy = xmalloc(original_bytes);

	srandom(2);
	for (int round = 0; round < 1000; round++) {
		size_t at = sizeof(struct fsc_header) + random() % (original_bytes - 16);
		size_t n = 1 + random() % (original_bytes - at + 1);

		if (at + n > original_bytes)
			continue;
		memcpy(copy, original, at);
		memcpy(copy + at, original + at + n, original_bytes - at - n);
		CHECK(survives(copy, original_bytes - n));
		memcpy(copy, original, original_bytes);
		memset(copy + at, 0, n);
		/* What was zero already is no damage. */
		if (memcmp(copy, original, original_bytes))
			CHECK(survives(copy, original_bytes));
	}
	free(copy);
}

static void survives_pieces_that_were_put_in(void)
{
	unsigned char *copy = xmalloc(original_bytes * 2);

	srandom(3);
	for (int round = 0; round < 1000; round++) {
		size_t at = sizeof(struct fsc_header) + random() % (original_bytes - 40);
		size_t from = random() % original_bytes;
		size_t n = 1 + random() % (original_bytes - from);

		memcpy(copy, original, at);
		memcpy(copy + at, original + from, n);
		if (round % 2) {
			for (size_t i = 0; i < n; i++)
				copy[at + i] = random();
		}
		memcpy(copy + at + n, original + at, original_bytes - at);
		CHECK(survives(copy, original_bytes + n));
	}
	free(copy);
}

static void seal(struct fsc_chunk *chunk)
{
	chunk->header_crc = crc32c(0, chunk, offsetof(struct fsc_chunk, header_crc));
}

/* A file of one chunk with sound checksums, whatever is in it. */
static void set_chunk(uint32_t type, const void *payload, size_t bytes)
{
	struct fsc_header header = { .byte_order = FSC_BYTE_ORDER, .version = FSC_VERSION };
	struct fsc_chunk chunks[2] = {
		{ .magic = FSC_CHUNK_MAGIC, .type = type, .bytes = bytes },
		{ .magic = FSC_CHUNK_MAGIC, .type = FSC_END, .sequence = 1 },
	};
	struct strbuf all = { 0 };

	memcpy(header.magic, FSC_MAGIC, FSC_MAGIC_BYTES);
	chunks[0].payload_crc = crc32c(0, payload, bytes);
	seal(&chunks[0]);
	seal(&chunks[1]);
	strbuf_add_n(&all, (char *)&header, sizeof(header));
	strbuf_add_n(&all, (char *)&chunks[0], sizeof(chunks[0]));
	strbuf_add_n(&all, payload, bytes);
	strbuf_add_n(&all, (char *)&chunks[1], sizeof(chunks[1]));
	set_file(&file, all.text, all.len);
	free(all.text);
}

static void read_chunk(uint32_t type, const void *payload, size_t bytes, bool *whole,
		       struct story *story)
{
	set_chunk(type, payload, bytes);
	CHECK_EQ(read_story(file.path, story, whole), 0);
}

static void skips_types_of_later_writers(void)
{
	static const uint64_t payload[3] = { 1, 2, 3 };
	struct story story = { 0 };
	bool whole;

	read_chunk(77, payload, sizeof(payload), &whole, &story);
	CHECK(whole);
	CHECK_STR(story.text.text, "");
	free(story.text.text);
}

struct one_name {
	struct fsc_names head;
	struct fsc_object object;
	struct fsc_name name;
	char text[16];
};

static const struct one_name good_name = {
	.head = { .objects = 1, .names = 1, .text_bytes = 16 },
	.object = { .path = 4, .build_id_len = 20 },
	.name = { .start = 1, .end = 2, .object = 0, .name = 0, .module = FSC_NO_TEXT },
	.text = "foo\0/lib/libfoo",
};

static bool name_is_good(const struct one_name *name)
{
	struct story story = { 0 };
	bool whole, told;

	read_chunk(FSC_NAMES, name, sizeof(*name), &whole, &story);
	told = story.text.len;
	free(story.text.text);
	CHECK_EQ(told, whole);
	return told;
}

static void checks_names(void)
{
	struct one_name bad;

	CHECK(name_is_good(&good_name));
	bad = good_name;
	bad.name.name = 16;
	CHECK(!name_is_good(&bad));
	bad.name.name = FSC_NO_TEXT;
	CHECK(name_is_good(&bad));
	bad.name.end = bad.name.start;
	CHECK(name_is_good(&bad));
	bad.name.end = 0;
	CHECK(!name_is_good(&bad));
	bad = good_name;
	bad.name.object = 1;
	CHECK(!name_is_good(&bad));
	bad = good_name;
	bad.name.module = 0xfffffffe;
	CHECK(!name_is_good(&bad));
	bad = good_name;
	bad.object.path = FSC_NO_TEXT;
	CHECK(!name_is_good(&bad));
	bad = good_name;
	bad.object.build_id_len = FSC_BUILD_ID_MAX + 1;
	CHECK(!name_is_good(&bad));
	bad = good_name;
	bad.text[15] = 'x';
	CHECK(!name_is_good(&bad));
	bad = good_name;
	bad.head.names = 0xffffffff;
	CHECK(!name_is_good(&bad));
	bad = good_name;
	bad.head.objects = 0xffffffff;
	CHECK(!name_is_good(&bad));
	bad = good_name;
	bad.head.text_bytes = 0;
	CHECK(!name_is_good(&bad));
}

static void checks_other_chunks(void)
{
	static struct records records;
	struct fsc_records *head = (void *)records.data;
	struct flamesamp_stats stats = { .cpu = FSC_CPUS_MAX };
	struct story story = { 0 };
	bool whole;

	/* Sound records in front of a broken one are told. */
	records.bytes = sizeof(*head);
	add_time(&records, 1);
	add_stack(&records, 1, 2)->frames = FLAMESAMP_FRAMES(0, 500, 0);
	read_chunk(FSC_RECORDS, records.data, records.bytes, &whole, &story);
	CHECK(!whole && !strncmp(story.text.text, "records 0 16 ", 13));
	head->cpu = FSC_CPUS_MAX;
	read_chunk(FSC_RECORDS, records.data, records.bytes, &whole, &story);
	CHECK(!whole && !story.text.len);
	read_chunk(FSC_RECORDS, "", 0, &whole, &story);
	CHECK(!whole && !story.text.len);

	read_chunk(FSC_IDENTITY, "key\0valu", 8, &whole, &story);
	CHECK(!whole && !story.text.len);
	read_chunk(FSC_IDENTITY, "key, val", 8, &whole, &story);
	CHECK(!whole && !story.text.len);
	read_chunk(FSC_IDENTITY, "", 0, &whole, &story);
	CHECK(!whole && !story.text.len);

	read_chunk(FSC_STATS, &stats, sizeof(stats), &whole, &story);
	CHECK(!whole && !story.text.len);
	stats.cpu = 1;
	read_chunk(FSC_STATS, &stats, sizeof(stats) - 8, &whole, &story);
	CHECK(!whole && !story.text.len);
	free(story.text.text);
}

/* Sound checksums over nonsense: only a hostile file has these. */
static void survives_random_payloads(void)
{
	srandom(4);
	for (int round = 0; round < 3000; round++) {
		size_t bytes = random() % 32 * 8;
		unsigned char *payload = xmalloc(bytes + 1);
		struct story story = { 0 };
		bool whole;

		if (random() % 2 && bytes < sizeof(good_name)) {
			memcpy(payload, &good_name, bytes);
		} else {
			for (size_t i = 0; i < bytes; i++)
				payload[i] = random() % 4 ? 0 : random();
		}
		for (size_t i = 0; bytes && i < 4; i++)
			payload[random() % bytes] = random() % 4 ? random() % 8 : random();
		read_chunk(FSC_IDENTITY + random() % 4, payload, bytes, &whole, &story);
		free(story.text.text);
		free(payload);
	}
}

/* A file that claims a chunk everywhere: reading it must not take the square of its size. */
static void reads_hostile_files_in_linear_time(void)
{
	enum { BYTES = 8 * 1024 * 1024 };
	struct fsc_chunk chunk = { .magic = FSC_CHUNK_MAGIC, .type = 1, .bytes = FSC_PAYLOAD_MAX };
	unsigned char *data = xmalloc(BYTES);
	struct story story = { 0 };
	struct timespec begin, end;
	bool whole;

	seal(&chunk);
	memcpy(data, original, sizeof(struct fsc_header));
	for (size_t at = sizeof(struct fsc_header); at <= BYTES - sizeof(chunk);
	     at += sizeof(chunk))
		memcpy(data + at, &chunk, sizeof(chunk));
	set_file(&file, data, BYTES);
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &begin);
	CHECK_EQ(read_story(file.path, &story, &whole), -1);
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &end);
	/* Well below a second; a square of it would take hours. */
	CHECK(end.tv_sec - begin.tv_sec < 20);
	free(data);
	free(story.text.text);
}

int main(void)
{
	make_original();
	RUN(gives_a_prefix_of_what_is_cut_off_at_any_byte);
	RUN(survives_a_flipped_bit_in_any_byte);
	RUN(loses_one_chunk_to_a_broken_byte);
	RUN(survives_missing_and_zeroed_pieces);
	RUN(survives_pieces_that_were_put_in);
	RUN(skips_types_of_later_writers);
	RUN(checks_names);
	RUN(checks_other_chunks);
	RUN(survives_random_payloads);
	RUN(reads_hostile_files_in_linear_time);
	free(original);
	free(full_story.text.text);
	return unit_done();
}
