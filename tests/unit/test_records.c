// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>

#include "capture/records.h"
#include "fixture_records.h"
#include "unit.h"

static struct records records;

/* A sound record in front, so that what comes behind it is seen to end the sound part. */
static void begin(void)
{
	records.bytes = 0;
	add_time(&records, 1);
}

#define BEGUN sizeof(struct flamesamp_time)

static bool all_sound(void)
{
	return records_check(records.data, records.bytes) == records.bytes;
}

static bool only_first_sound(void)
{
	return records_check(records.data, records.bytes) == BEGUN;
}

static void takes_every_type(void)
{
	struct flamesamp_exec *exec;
	struct flamesamp_module *module;

	begin();
	add_record(&records, FLAMESAMP_PAD, 8);
	add_record(&records, FLAMESAMP_PAD, 4096);
	add_stack(&records, 1, 33);
	add_stack(&records, 2, 0);
	add_sample(&records, 1);
	add_record(&records, FLAMESAMP_SAMPLE, sizeof(struct flamesamp_sample));
	add_record(&records, FLAMESAMP_IDLE, sizeof(struct flamesamp_idle));
	add_record(&records, FLAMESAMP_LOST, sizeof(struct flamesamp_lost));
	add_record(&records, FLAMESAMP_PROGRAM, sizeof(struct flamesamp_program));
	add_map(&records, "/usr/bin/true");
	add_map(&records, "");
	exec = add_record(&records, FLAMESAMP_EXEC, sizeof(*exec) + 8);
	memcpy(exec->path, "/bin/sh", 8);
	add_record(&records, FLAMESAMP_FORK, sizeof(struct flamesamp_fork));
	add_record(&records, FLAMESAMP_COMM, sizeof(struct flamesamp_comm));
	add_record(&records, FLAMESAMP_EXIT, sizeof(struct flamesamp_exit));
	module = add_record(&records, FLAMESAMP_MODULE, sizeof(*module));
	strcpy(module->name, "ext4");
	CHECK(all_sound());
}

static void takes_what_later_modules_write(void)
{
	begin();
	add_record(&records, FLAMESAMP_RECORD_TYPES, 8);
	add_record(&records, 255, 65528);
	/* Records that have grown. */
	add_record(&records, FLAMESAMP_TIME, sizeof(struct flamesamp_time) + 8);
	add_record(&records, FLAMESAMP_SAMPLE, sizeof(struct flamesamp_sample) + 40);
	CHECK(all_sound());
	CHECK_EQ(records_check(records.data, 0), 0);
}

static void refuses_wrong_sizes(void)
{
	static const uint16_t wrong[] = { 0, 1, 4, 7, 9, 12, 15, 17, 65535 };

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		for (unsigned int type = 0; type < 256; type++) {
			begin();
			add_record(&records, type, wrong[i]);
			CHECK(only_first_sound());
		}
	}
}

static void refuses_records_below_their_smallest_size(void)
{
	static const uint16_t smallest[FLAMESAMP_RECORD_TYPES] = {
		8, 16, 24, 16, 16, 16, 40, 72, 48, 40, 40, 16, 88, 56,
	};

	for (unsigned int type = 0; type < FLAMESAMP_RECORD_TYPES; type++) {
		begin();
		add_record(&records, type, smallest[type]);
		CHECK(all_sound());
		begin();
		add_record(&records, type, smallest[type] - 8);
		CHECK(only_first_sound());
	}
}

static void refuses_records_beyond_the_end(void)
{
	begin();
	add_stack(&records, 1, 10);
	for (size_t bytes = BEGUN; bytes < records.bytes; bytes++) {
		/* Exactly so many bytes: the sanitizer sees who reads on. */
		unsigned char *copy = malloc(bytes);

		memcpy(copy, records.data, bytes);
		CHECK_EQ(records_check(copy, bytes), BEGUN);
		free(copy);
	}
}

static void refuses_stacks_with_more_frames_than_bytes(void)
{
	static const uint64_t user[] = { 1, 1ull << 40, ~0ull };
	struct flamesamp_stack *stack;

	begin();
	stack = add_stack_sharing(&records, 1, 1, NULL, 0, user, 3, 0, 0);
	CHECK(all_sound());
	memset(stack->code + 1, 0x80, stack->header.size - sizeof(*stack) - 1);
	CHECK(only_first_sound());	/* a number without end */

	begin();
	add_stack(&records, 1, 10)->frames = FLAMESAMP_FRAMES(0xfff, 0xfff, 0);
	CHECK(only_first_sound());
}

static void refuses_stacks_that_share_what_is_not_there(void)
{
	static const uint64_t user[] = { 1, 2, 3 };

	begin();
	add_stack_sharing(&records, 7, 1, NULL, 0, user, 3, 7, 3);
	CHECK(all_sound());
	begin();
	add_stack_sharing(&records, 7, 1, NULL, 0, user, 3, 8, 3);
	CHECK(only_first_sound());	/* with a stack before number 0 */
	begin();
	add_stack_sharing(&records, 7, 1, NULL, 0, user, 3, 7, 4);
	CHECK(only_first_sound());	/* more frames than it has */
}

static void refuses_more_stack_than_record(void)
{
	struct flamesamp_stack_bytes *raw;

	begin();
	raw = add_record(&records, FLAMESAMP_STACK_BYTES, sizeof(*raw) + 64);
	raw->bytes = 64;
	CHECK(all_sound());
	raw->bytes = 65;
	CHECK(only_first_sound());
}

static void refuses_texts_without_end(void)
{
	struct flamesamp_module *module;
	struct flamesamp_exec *exec;
	struct flamesamp_map *map;

	begin();
	map = add_map(&records, "/lib/x");
	memset(map->path, 'x', 8);
	CHECK(only_first_sound());
	begin();
	exec = add_record(&records, FLAMESAMP_EXEC, sizeof(*exec) + 8);
	memset(exec->path, 'x', 8);
	CHECK(only_first_sound());
	begin();
	module = add_record(&records, FLAMESAMP_MODULE, sizeof(*module));
	memset(module->name, 'x', sizeof(module->name));
	CHECK(only_first_sound());
	/* A name that fills its array needs no NUL. */
	begin();
	memset(((struct flamesamp_program *)add_record(&records, FLAMESAMP_PROGRAM, 40))->comm, 'x',
	       FLAMESAMP_COMM_LEN);
	CHECK(all_sound());
}

static void takes_random_bytes_without_harm(void)
{
	srandom(1);
	for (int round = 0; round < 20000; round++) {
		size_t bytes = 8 * (random() % 32);
		unsigned char *data = malloc(bytes);
		const struct flamesamp_header *h;
		size_t sound, walked = 0;

		for (size_t i = 0; i < bytes; i++)
			data[i] = random() % 3 ? random() % 20 : random();
		for (size_t i = 3; i < bytes; i += 8)
			data[i] = 0;
		sound = records_check(data, bytes);
		for (h = record_first(data, sound); h; h = record_next(h, data + sound))
			walked += h->size;
		CHECK(sound <= bytes);
		CHECK_EQ(walked, sound);
		free(data);
	}
}

static void walks_over_records(void)
{
	const struct flamesamp_header *h;
	unsigned int samples = 0, all = 0;

	begin();
	for (int i = 0; i < 5; i++) {
		add_stack(&records, i, i);
		add_sample(&records, i);
	}
	h = record_first(records.data, records.bytes);
	for (; h; h = record_next(h, records.data + records.bytes)) {
		samples += h->type == FLAMESAMP_SAMPLE;
		all++;
	}
	CHECK_EQ(samples, 5);
	CHECK_EQ(all, 11);
	CHECK(!record_first(records.data, 0));
}

static void tells_weights(void)
{
	struct flamesamp_sample *sample;

	begin();
	sample = add_sample(&records, 1);
	CHECK_EQ(sample_weight(sample), 1);
	sample = add_record(&records, FLAMESAMP_SAMPLE, sizeof(*sample));
	sample->weight = 17;
	CHECK_EQ(sample_weight(sample), 17);
}

/* The step as <linux/flamesamp.h> defines it: at least 2^(n/2) and less than 2^((n+1)/2) ns. */
static void tells_lateness(void)
{
	struct flamesamp_sample sample = { .header = { .size = FLAMESAMP_SAMPLE_SHORT } };

	CHECK_EQ(sample_late_ns(&sample), 0);
	for (unsigned int n = 2; n < 64; n++) {
		double low;

		sample.header.flags = n << FLAMESAMP_LATE_SHIFT | FLAMESAMP_IN_HARDIRQ;
		low = sample_late_ns(&sample);
		/* Squared, so that no root is needed: 2^n within 1%, less what rounding takes. */
		CHECK((low + 1) * (low + 1) > 0.99 * (1ull << n));
		CHECK(low * low < 1.01 * (1ull << n));
	}
}

int main(void)
{
	RUN(takes_every_type);
	RUN(takes_what_later_modules_write);
	RUN(refuses_wrong_sizes);
	RUN(refuses_records_below_their_smallest_size);
	RUN(refuses_records_beyond_the_end);
	RUN(refuses_stacks_with_more_frames_than_bytes);
	RUN(refuses_stacks_that_share_what_is_not_there);
	RUN(refuses_more_stack_than_record);
	RUN(refuses_texts_without_end);
	RUN(takes_random_bytes_without_harm);
	RUN(walks_over_records);
	RUN(tells_weights);
	RUN(tells_lateness);
	return unit_done();
}
