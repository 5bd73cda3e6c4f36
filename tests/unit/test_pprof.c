// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Profiles for pprof, as their fields are read back. That pprof itself reads them,
 * scripts/lib/check_exports.sh shows.
 */
#include <stdlib.h>
#include <zlib.h>

#include "fixture_protobuf.h"
#include "fixture_stacks.h"
#include "output/pprof.h"
#include "unit.h"
#include "util/alloc.h"

static const struct writer_about about = {
	.title = "sorting", .event = "samples", .hz = 100, .seconds = 1.5,
	.start_ns = 1234567890123, .kernel_id = "c0ffee",
};

/* A profile, unpacked. */
struct unpacked {
	unsigned char *data;
	struct message message;
};

static struct unpacked unpack(const char *gzipped, size_t size)
{
	const size_t room = 1 << 20;
	struct unpacked profile = { .data = xmalloc(room) };
	z_stream zlib = {
		.next_in = (unsigned char *)gzipped, .avail_in = size,
		.next_out = profile.data, .avail_out = room,
	};

	CHECK_EQ(inflateInit2(&zlib, MAX_WBITS + 16), Z_OK);
	CHECK_EQ(inflate(&zlib, Z_FINISH), Z_STREAM_END);
	CHECK_EQ(zlib.avail_in, 0);
	profile.message = (struct message){ profile.data, profile.data + zlib.total_out };
	inflateEnd(&zlib);
	return profile;
}

static struct unpacked finish(void *state)
{
	struct unpacked profile;
	size_t size;
	char *text = stacks_write(&pprof_writer, state, &size);

	profile = unpack(text, size);
	free(text);
	return profile;
}

/* A text of the profile's table; good until the fourth call after it. */
static const char *text_of(struct message profile, uint64_t number)
{
	static char text[4][128];
	static unsigned int next;
	struct message bytes = field_bytes(profile, 6, number);
	char *t = text[next++ % 4];

	CHECK(number < count_fields(profile, 6));
	snprintf(t, sizeof(text[0]), "%.*s", (int)(bytes.end - bytes.at), (const char *)bytes.at);
	return t;
}

/* The message of a table that has an id. */
static struct message by_id(struct message profile, unsigned int table, uint64_t id)
{
	struct message found;

	for (size_t i = 0; i < count_fields(profile, table); i++) {
		found = field_bytes(profile, table, i);
		if (field_value(found, 1) == id)
			return found;
	}
	CHECK(!"an id that is in no table");
	return (struct message){ 0 };
}

/* Location @nth of a sample, from the leaf. */
static struct message location_of(struct message profile, struct message sample, size_t nth)
{
	return by_id(profile, 4, packed_value(field_bytes(sample, 1, 0), nth));
}

/* Line @nth of a location, from the innermost; its function. */
static struct message function_of(struct message profile, struct message location, size_t nth)
{
	return by_id(profile, 5, field_value(field_bytes(location, 4, nth), 1));
}

static struct message mapping_of(struct message profile, struct message location)
{
	return by_id(profile, 3, field_value(location, 2));
}

static const char *label_text(struct message profile, struct message sample, const char *key)
{
	for (size_t i = 0; i < count_fields(sample, 3); i++) {
		struct message label = field_bytes(sample, 3, i);

		if (!strcmp(text_of(profile, field_value(label, 1)), key))
			return text_of(profile, field_value(label, 2));
	}
	return "";
}

/* UINT64_MAX: there is no such label. */
static uint64_t label_number(struct message profile, struct message sample, const char *key)
{
	for (size_t i = 0; i < count_fields(sample, 3); i++) {
		struct message label = field_bytes(sample, 3, i);

		if (strcmp(text_of(profile, field_value(label, 1)), key))
			continue;
		/* pprof forgets a number that is 0 and has no unit. */
		CHECK_STR(text_of(profile, field_value(label, 4)), key);
		return field_value(label, 3);
	}
	return UINT64_MAX;
}

static void header(void)
{
	struct unpacked profile = finish(pprof_writer.start(&about));
	struct message p = profile.message, type = field_bytes(p, 1, 0);

	CHECK_EQ(count_fields(p, 1), 2);
	CHECK_STR(text_of(p, field_value(type, 1)), "samples");
	CHECK_STR(text_of(p, field_value(type, 2)), "count");
	type = field_bytes(p, 1, 1);
	CHECK_STR(text_of(p, field_value(type, 1)), "cpu");
	CHECK_STR(text_of(p, field_value(type, 2)), "nanoseconds");
	type = field_bytes(p, 11, 0);
	CHECK_STR(text_of(p, field_value(type, 1)), "cpu");
	CHECK_EQ(field_value(p, 12), 10000000);
	CHECK_EQ(field_value(p, 9), 1234567890123);
	CHECK_EQ(field_value(p, 10), 1500000000);
	CHECK_STR(text_of(p, field_value(p, 13)), "sorting");
	CHECK_STR(text_of(p, 0), "");
	CHECK_EQ(count_fields(p, 2), 0);
	free(profile.data);
}

/* A function and what was inlined into it are one location, innermost first. */
static void inlined_lines(void)
{
	void *state = pprof_writer.start(&about);
	struct unpacked profile;
	struct message p, sample, location, function, mapping;

	TAKE(pprof_writer, state, stacks_user, .count = 3, BY(7, 8, 0));
	profile = finish(state);
	p = profile.message;
	sample = field_bytes(p, 2, 0);
	CHECK_EQ(packed_value(field_bytes(sample, 1, 0), 3), UINT64_MAX);
	CHECK_EQ(packed_value(field_bytes(sample, 2, 0), 0), 3);
	CHECK_EQ(packed_value(field_bytes(sample, 2, 0), 1), 30000000);
	CHECK_STR(label_text(p, sample, "comm"), "sort");
	CHECK_EQ(label_number(p, sample, "pid"), 7);
	CHECK_EQ(label_number(p, sample, "tid"), 8);
	CHECK_EQ(label_number(p, sample, "cpu"), 0);

	location = location_of(p, sample, 0);
	CHECK_EQ(count_fields(location, 4), 2);
	CHECK_EQ(field_value(field_bytes(location, 4, 0), 2), 3);
	CHECK_EQ(field_value(field_bytes(location, 4, 1), 2), 7);
	CHECK_STR(text_of(p, field_value(function_of(p, location, 0), 2)), "min");
	function = function_of(p, location, 1);
	CHECK_STR(text_of(p, field_value(function, 2)), "Key::less(int)");
	CHECK_STR(text_of(p, field_value(function, 3)), "_ZN3Key4lessEi");
	CHECK_STR(text_of(p, field_value(function, 4)), "key.cpp");

	mapping = mapping_of(p, location);
	CHECK_EQ(field_value(location, 3) - field_value(mapping, 2), 0x1235);
	CHECK_EQ(field_value(mapping, 4), 0);
	CHECK(field_value(mapping, 2) > 0);
	CHECK(field_value(mapping, 3) > field_value(location, 3));
	CHECK_STR(text_of(p, field_value(mapping, 5)), "/usr/bin/sort (deleted)");
	CHECK_STR(text_of(p, field_value(mapping, 6)), "0abcff");
	for (unsigned int has = 7; has <= 10; has++)
		CHECK_EQ(field_value(mapping, has), 1);

	location = location_of(p, sample, 1);
	CHECK_EQ(count_fields(location, 4), 1);
	CHECK_STR(text_of(p, field_value(function_of(p, location, 0), 2)), "main");
	CHECK_EQ(field_value(location, 2), field_value(mapping, 1));
	location = location_of(p, sample, 2);
	CHECK_STR(text_of(p, field_value(function_of(p, location, 0), 2)), "sort");
	CHECK_EQ(field_value(location, 2), 0);
	free(profile.data);
}

static void kernel_mappings(void)
{
	void *state = pprof_writer.start(&about);
	struct unpacked profile;
	struct message p, sample, location, mapping;

	TAKE(pprof_writer, state, stacks_kernel, .count = 1, BY_NOBODY);
	profile = finish(state);
	p = profile.message;
	sample = field_bytes(p, 2, 0);
	CHECK_EQ(count_fields(sample, 3), 1);
	location = location_of(p, sample, 0);
	CHECK_STR(text_of(p, field_value(function_of(p, location, 0), 2)), "ext4_readdir");
	CHECK_STR(text_of(p, field_value(mapping_of(p, location), 5)), "[ext4]");
	location = location_of(p, sample, 1);
	mapping = mapping_of(p, location);
	CHECK_STR(text_of(p, field_value(mapping, 5)), "[kernel.kallsyms]");
	CHECK_STR(text_of(p, field_value(mapping, 6)), "c0ffee");
	CHECK_EQ(field_value(location, 3), 0xffffffff81234567);
	CHECK_EQ(field_value(mapping, 2), 0xffffffff81234000);
	CHECK_EQ(field_value(mapping, 3), 0xffffffff81235000);
	CHECK_EQ(field_value(mapping, 7), 1);
	CHECK_EQ(field_value(mapping, 8), 0);
	CHECK_EQ(field_value(mapping, 10), 0);
	free(profile.data);
}

/* Equal samples are one; another thread's are another. */
static void samples_are_summed(void)
{
	void *state = pprof_writer.start(&about);
	struct unpacked profile;
	struct message p;

	TAKE(pprof_writer, state, stacks_user, .count = 3, BY(7, 8, 1), .ns = 5);
	TAKE(pprof_writer, state, stacks_user, .count = 1, BY(7, 9, 1), .ns = 6);
	TAKE(pprof_writer, state, stacks_user, .count = 2, BY(7, 8, 1), .ns = 7);
	profile = finish(state);
	p = profile.message;
	CHECK_EQ(count_fields(p, 2), 2);
	CHECK_EQ(packed_value(field_bytes(field_bytes(p, 2, 0), 2, 0), 0), 5);
	CHECK_EQ(packed_value(field_bytes(field_bytes(p, 2, 1), 2, 0), 0), 1);
	CHECK_EQ(label_number(p, field_bytes(p, 2, 1), "tid"), 9);
	free(profile.data);
}

/* Nothing but names: no mappings, no times, whole numbers whose sum is right. */
static void folded_stacks(void)
{
	const struct writer_about bytes = { .event = "bytes" };
	void *state = pprof_writer.start(&bytes);
	struct unpacked profile;
	struct message p, sample, location;

	TAKE(pprof_writer, state, stacks_folded, .count = 0.75, BY_NOBODY);
	TAKE(pprof_writer, state, stacks_idle, .count = 1.25, BY_NOBODY);
	profile = finish(state);
	p = profile.message;
	CHECK_EQ(count_fields(p, 1), 1);
	CHECK_STR(text_of(p, field_value(field_bytes(p, 1, 0), 1)), "bytes");
	CHECK_EQ(count_fields(p, 3), 0);
	CHECK_EQ(count_fields(p, 11), 0);
	sample = field_bytes(p, 2, 0);
	CHECK_EQ(packed_value(field_bytes(sample, 2, 0), 0), 0);
	CHECK_EQ(packed_value(field_bytes(sample, 2, 0), 1), UINT64_MAX);
	CHECK_EQ(packed_value(field_bytes(field_bytes(p, 2, 1), 2, 0), 0), 2);
	CHECK_STR(label_text(p, sample, "comm"), "a\"b\\\xef\xbf\xbd\xef\xbf\xbd");
	location = location_of(p, sample, 1);
	CHECK_EQ(count_fields(location, 4), 2);
	CHECK_EQ(field_value(function_of(p, location, 0), 3), 0);
	CHECK_STR(text_of(p, field_value(function_of(p, location, 0), 2)), "g");
	CHECK_STR(text_of(p, field_value(function_of(p, location, 1), 2)), "f");
	free(profile.data);
}

/* What is not functions and files: stacks without frames, counts and offsets beyond all bounds. */
static void nonsense_is_survived(void)
{
	const struct frame_place far = { .address = UINT64_MAX, .offset = UINT64_MAX,
					 .object = &stacks_sort };
	const struct frame frames[] = { { .name = "x", .kind = FRAME_INLINED, .place = &far } };
	void *state = pprof_writer.start(&about);
	struct unpacked profile;

	pprof_writer.take(state, &(struct stack){ .count = 1e300, BY_NOBODY });
	TAKE(pprof_writer, state, frames, .count = -1, BY_NOBODY);
	TAKE(pprof_writer, state, stacks_node, .count = 1e17, BY(1, 1, 1));
	TAKE(pprof_writer, state, stacks_user, .count = 1, BY(1, 1, 1));
	profile = finish(state);
	CHECK_EQ(count_fields(profile.message, 2), 4);
	free(profile.data);
}

static void same_stacks_same_bytes(void)
{
	char *text[2];
	size_t size[2];

	for (int i = 0; i < 2; i++) {
		void *state = pprof_writer.start(&about);

		TAKE(pprof_writer, state, stacks_node, .count = 3, BY(1, 2, 3));
		TAKE(pprof_writer, state, stacks_kernel, .count = 3, BY(1, 2, 3));
		text[i] = stacks_write(&pprof_writer, state, &size[i]);
	}
	CHECK_EQ(size[0], size[1]);
	CHECK(!memcmp(text[0], text[1], size[0]));
	free(text[0]);
	free(text[1]);
}

/* What a stack shares with the one before is not looked at again, and nothing else changes. */
static void shared_frames(void)
{
	char *text[2];
	size_t size[2];

	for (int i = 0; i < 2; i++) {
		void *state = pprof_writer.start(&about);

		TAKE(pprof_writer, state, stacks_user, .count = 1, BY(1, 2, 3));
		TAKE(pprof_writer, state, stacks_kernel, .count = 1, BY(1, 2, 3), .shared = 2 * i);
		TAKE(pprof_writer, state, stacks_user, .count = 1, BY(1, 2, 3), .shared = 2 * i);
		/* In the middle of what is one location. */
		pprof_writer.take(state, &(struct stack){ .frames = stacks_user, .n = 3,
			.count = 1, BY(1, 2, 3), .shared = 3 * i });
		TAKE(pprof_writer, state, stacks_user, .count = 1, BY(1, 2, 3), .shared = 3 * i);
		text[i] = stacks_write(&pprof_writer, state, &size[i]);
	}
	CHECK_EQ(size[0], size[1]);
	CHECK(!memcmp(text[0], text[1], size[0]));
	free(text[0]);
	free(text[1]);
}

static void full_disk(void)
{
	void *state = pprof_writer.start(&about);
	FILE *out = fopen("/dev/full", "w");

	TAKE(pprof_writer, state, stacks_node, .count = 3, BY(1, 2, 3));
	CHECK(out);
	setbuf(out, NULL);
	CHECK_EQ(pprof_writer.write(state, out), -1);
	fclose(out);
	pprof_writer.free(state);
}

int main(void)
{
	RUN(header);
	RUN(inlined_lines);
	RUN(kernel_mappings);
	RUN(samples_are_summed);
	RUN(folded_stacks);
	RUN(nonsense_is_survived);
	RUN(same_stacks_same_bytes);
	RUN(shared_frames);
	RUN(full_disk);
	return unit_done();
}
