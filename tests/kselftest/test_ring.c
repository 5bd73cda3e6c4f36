// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The rings: what is in them is what was counted, also where the reader is slow, absent or hostile.
 */
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "device.h"
#include "harness.h"
#include "load.h"
#include "stream.h"

#define RING_BYTES	FLAMESAMP_RING_MIN

FIXTURE(ring) {
	struct session s;
	struct stream stream;
	pid_t load;
	int cpu;
};

FIXTURE_SETUP(ring)
{
	self->s.fd = -1;
	self->cpu = highest_cpu();
	stream_init(&self->stream, &self->s);
}

FIXTURE_TEARDOWN(ring)
{
	load_end(self->load);
	session_close(&self->s);
	stream_free(&self->stream);
}

/* A running session with small rings, and a load on the highest CPU. Return: 0 or -errno. */
static int begin(FIXTURE_DATA(ring) *self, uint32_t hz, load_work work)
{
	struct flamesamp_config config = config_at(hz);
	int err;

	config.ring_bytes = RING_BYTES;
	err = session_new(&self->s, &config);
	if (err)
		return err;
	self->load = load_start(self->cpu, work);
	return session_start(&self->s);
}

static void drain_until_ticks(FIXTURE_DATA(ring) *self, uint64_t ticks)
{
	while (cpu_ticks(&self->s, self->cpu) < ticks) {
		stream_drain(&self->stream, &self->s);
		breathe();
	}
}

static uint64_t lost(const struct session *s, int cpu, enum flamesamp_loss cause)
{
	struct flamesamp_stats stats;

	return session_stats(s, cpu, &stats) ? 0 : stats.lost[cause];
}

TEST_F(ring, attentive_reader)
{
	ASSERT_EQ(0, begin(self, 999, work_spin));
	drain_until_ticks(self, 2000);
	ASSERT_EQ(0, session_stop(&self->s));
	stream_drain(&self->stream, &self->s);
	EXPECT_TRUE(stream_agrees(&self->stream, &self->s, false));
	EXPECT_EQ(0, lost(&self->s, self->cpu, FLAMESAMP_LOST_RING_FULL));
	EXPECT_GT(self->stream.rings[self->cpu].weight, 1000);
}

/* The ring fills once, and what is in it then is whole. */
TEST_F(ring, absent_reader)
{
	ASSERT_EQ(0, begin(self, 1999, work_new_stacks));
	while (lost(&self->s, self->cpu, FLAMESAMP_LOST_RING_FULL) < 100)
		breathe();
	ASSERT_EQ(0, session_stop(&self->s));
	stream_drain(&self->stream, &self->s);
	EXPECT_TRUE(stream_agrees(&self->stream, &self->s, true));
	EXPECT_LE(self->stream.rings[self->cpu].bytes, RING_BYTES);
}

/* The ring runs over and is emptied again and again: losses are told in the stream, between. */
TEST_F(ring, slow_reader)
{
	uint64_t before;
	int round;

	ASSERT_EQ(0, begin(self, 1999, work_new_stacks));
	for (round = 0; round < 5; round++) {
		before = lost(&self->s, self->cpu, FLAMESAMP_LOST_RING_FULL);
		while (lost(&self->s, self->cpu, FLAMESAMP_LOST_RING_FULL) < before + 20)
			breathe();
		stream_drain(&self->stream, &self->s);
	}
	/* Until the last loss has been told. */
	while (self->stream.rings[self->cpu].lost[FLAMESAMP_LOST_RING_FULL] <
	       lost(&self->s, self->cpu, FLAMESAMP_LOST_RING_FULL)) {
		stream_drain(&self->stream, &self->s);
		breathe();
	}
	ASSERT_EQ(0, session_stop(&self->s));
	stream_drain(&self->stream, &self->s);
	EXPECT_TRUE(stream_agrees(&self->stream, &self->s, false));
	EXPECT_GE(self->stream.rings[self->cpu].records[FLAMESAMP_LOST], 5);
}

/* As fast as it goes: what can't be kept up with is lost, and counted. */
TEST_F(ring, fastest_rate)
{
	ASSERT_EQ(0, begin(self, FLAMESAMP_HZ_MAX, work_system_calls));
	drain_until_ticks(self, 20000);
	ASSERT_EQ(0, session_stop(&self->s));
	stream_drain(&self->stream, &self->s);
	EXPECT_TRUE(stream_agrees(&self->stream, &self->s, false));
}

/* More stacks than the module remembers: forgotten ones are defined again, under a new number. */
TEST_F(ring, forgotten_stacks)
{
	struct flamesamp_config config = config_at(1999);

	config.stacks = FLAMESAMP_STACKS_MIN;
	ASSERT_EQ(0, session_new(&self->s, &config));
	self->load = load_start(self->cpu, work_new_stacks);
	ASSERT_EQ(0, session_start(&self->s));
	drain_until_ticks(self, 4000);
	ASSERT_EQ(0, session_stop(&self->s));
	stream_drain(&self->stream, &self->s);
	EXPECT_TRUE(stream_agrees(&self->stream, &self->s, false));
	EXPECT_GT(self->stream.rings[self->cpu].records[FLAMESAMP_STACK],
		  2 * FLAMESAMP_STACKS_MIN);
}

/* One stack, many samples: it is written once. */
TEST_F(ring, stacks_are_written_once)
{
	struct ring_stream *ring = &self->stream.rings[self->cpu];

	ASSERT_EQ(0, begin(self, 999, work_spin));
	drain_until_ticks(self, 3000);
	ASSERT_EQ(0, session_stop(&self->s));
	stream_drain(&self->stream, &self->s);
	EXPECT_TRUE(stream_agrees(&self->stream, &self->s, false));
	EXPECT_LT(ring->records[FLAMESAMP_STACK], ring->records[FLAMESAMP_SAMPLE] / 4);
}

struct deepest {
	uint32_t tgid;
	unsigned int frames;
	unsigned int cut;	/* samples with so many frames that were marked as cut */
	unsigned int unmarked;	/* and that were not */
};

static void see_depth(void *context, const struct stream *stream, unsigned int cpu,
		      const struct flamesamp_header *record)
{
	struct deepest *deepest = context;
	const struct stack_seen *stack;

	if (record->type != FLAMESAMP_STACK)
		return;
	stack = find_stack(&stream->rings[cpu], ((const struct flamesamp_stack *)record)->id);
	if (!stack || stack->tgid != deepest->tgid ||
	    stack->user_frames < stream->session->config.user_frames)
		return;
	deepest->frames = stack->user_frames;
	if (stack->user_end == FLAMESAMP_USER_DEEP)
		deepest->cut++;
	else
		deepest->unmarked++;
}

TEST_F(ring, deep_stacks_are_marked)
{
	struct deepest deepest = { 0 };

	self->stream.visit = see_depth;
	self->stream.context = &deepest;
	ASSERT_EQ(0, begin(self, 999, work_deep));
	deepest.tgid = self->load;
	drain_until_ticks(self, 500);
	ASSERT_EQ(0, session_stop(&self->s));
	stream_drain(&self->stream, &self->s);
	EXPECT_TRUE(stream_agrees(&self->stream, &self->s, false));
	EXPECT_EQ(FLAMESAMP_FRAMES_DEFAULT, deepest.frames);
	EXPECT_GT(deepest.cut, 0);
	EXPECT_EQ(0, deepest.unmarked);
}

TEST_F(ring, deepest_stacks_are_whole)
{
	struct flamesamp_config config = config_at(999);
	struct stack_seen *stack;
	unsigned int whole = 0;
	uint32_t id;

	config.user_frames = FLAMESAMP_FRAMES_MAX;
	config.ring_bytes = RING_BYTES;
	ASSERT_EQ(0, session_new(&self->s, &config));
	self->load = load_start(self->cpu, work_deep);
	ASSERT_EQ(0, session_start(&self->s));
	drain_until_ticks(self, 500);
	ASSERT_EQ(0, session_stop(&self->s));
	stream_drain(&self->stream, &self->s);
	EXPECT_TRUE(stream_agrees(&self->stream, &self->s, false));
	for (id = 0; id < self->stream.rings[self->cpu].stack_room; id++) {
		stack = &self->stream.rings[self->cpu].stacks[id];
		whole += stack->user_frames > 300 && stack->tgid == self->load &&
			 stack->user_end != FLAMESAMP_USER_DEEP;
	}
	EXPECT_GT(whole, 0);
}

/* Samples tell 32 bits of their time: beyond 4.3 s, they need a new base. */
TEST_F(ring, times_go_on_after_32_bits)
{
	ASSERT_EQ(0, begin(self, 99, work_spin));
	while (self->stream.rings[self->cpu].records[FLAMESAMP_TIME] < 2) {
		stream_drain(&self->stream, &self->s);
		breathe();
	}
	ASSERT_EQ(0, session_stop(&self->s));
	stream_drain(&self->stream, &self->s);
	EXPECT_TRUE(stream_agrees(&self->stream, &self->s, false));
}

FIXTURE(poison) {
	struct session s;
	struct stream stream;
	pid_t loads[2];
	int bad_cpu, good_cpu;
};

/* Tails that can't be, as a distance from the ring's head. */
FIXTURE_VARIANT(poison) {
	uint32_t from_head;
};

FIXTURE_VARIANT_ADD(poison, odd) { .from_head = -1 };
FIXTURE_VARIANT_ADD(poison, half_a_word) { .from_head = -4 };
FIXTURE_VARIANT_ADD(poison, ahead) { .from_head = 8 };
FIXTURE_VARIANT_ADD(poison, a_ring_ahead) { .from_head = RING_BYTES };
FIXTURE_VARIANT_ADD(poison, too_far_behind) { .from_head = -RING_BYTES - 8 };
FIXTURE_VARIANT_ADD(poison, two_rings_behind) { .from_head = -2 * RING_BYTES };
FIXTURE_VARIANT_ADD(poison, half_the_numbers_away) { .from_head = 1u << 31 };
FIXTURE_VARIANT_ADD(poison, almost_half) { .from_head = 0x7ffffff8 };

FIXTURE_SETUP(poison)
{
	struct flamesamp_config config = config_at(999);

	self->s.fd = -1;
	self->bad_cpu = highest_cpu();
	self->good_cpu = lowest_cpu();
	config.ring_bytes = RING_BYTES;
	ASSERT_EQ(0, session_new(&self->s, &config));
	stream_init(&self->stream, &self->s);
	self->loads[0] = load_start(self->bad_cpu, work_spin);
	if (self->good_cpu != self->bad_cpu)
		self->loads[1] = load_start(self->good_cpu, work_spin);
}

FIXTURE_TEARDOWN(poison)
{
	load_end(self->loads[0]);
	load_end(self->loads[1]);
	session_close(&self->s);
	stream_free(&self->stream);
}

static void poison(struct ring *ring, uint32_t from_head)
{
	uint32_t head = __atomic_load_n(&ring->producer->head, __ATOMIC_ACQUIRE);

	__atomic_store_n(&ring->consumer->tail, head + from_head, __ATOMIC_RELEASE);
}

static bool is_broken(const struct ring *ring)
{
	return __atomic_load_n(&ring->producer->flags, __ATOMIC_RELAXED) & FLAMESAMP_RING_BROKEN;
}

TEST_F(poison, stops_its_ring_and_no_other)
{
	struct ring *bad = &self->s.rings[self->bad_cpu];
	struct flamesamp_stats stats;
	uint32_t head;

	ASSERT_EQ(0, session_start(&self->s));
	while (!ring_filled(bad))
		breathe();
	/* The head moves on: a tail that was ahead of it for a moment must be put again. */
	while (!is_broken(bad)) {
		poison(bad, variant->from_head);
		breathe();
	}
	head = bad->producer->head;
	while (lost(&self->s, self->bad_cpu, FLAMESAMP_LOST_RING_BROKEN) < 50)
		breathe();
	/* A good tail comes too late. */
	bad->consumer->tail = head;
	while (lost(&self->s, self->bad_cpu, FLAMESAMP_LOST_RING_BROKEN) < 100)
		breathe();
	if (self->good_cpu != self->bad_cpu) {
		stream_drain_ring(&self->stream, &self->s, self->good_cpu);
		while (!ring_filled(&self->s.rings[self->good_cpu]))
			breathe();
	}
	ASSERT_EQ(0, session_stop(&self->s));

	EXPECT_EQ(head, bad->producer->head);
	ASSERT_EQ(0, session_stats(&self->s, self->bad_cpu, &stats));
	EXPECT_TRUE(balanced(&stats));
	EXPECT_TRUE(stats.flags & FLAMESAMP_RING_BROKEN);
	EXPECT_EQ(0, stats.lost[FLAMESAMP_LOST_RING_FULL]);
	/* What had been written before can still be read, and is all that was counted. */
	stream_drain(&self->stream, &self->s);
	EXPECT_TRUE(stream_agrees(&self->stream, &self->s, true));
	if (self->good_cpu != self->bad_cpu) {
		ASSERT_EQ(0, session_stats(&self->s, self->good_cpu, &stats));
		EXPECT_EQ(0, stats.flags);
		EXPECT_EQ(0, stats.lost[FLAMESAMP_LOST_RING_BROKEN]);
	}
}

TEST_F(poison, before_the_start)
{
	struct ring *bad = &self->s.rings[self->bad_cpu];
	struct flamesamp_stats stats;

	poison(bad, variant->from_head);
	ASSERT_EQ(0, session_start(&self->s));
	while (lost(&self->s, self->bad_cpu, FLAMESAMP_LOST_RING_BROKEN) < 20)
		breathe();
	ASSERT_EQ(0, session_stop(&self->s));
	ASSERT_EQ(0, session_stats(&self->s, self->bad_cpu, &stats));
	EXPECT_TRUE(balanced(&stats));
	EXPECT_TRUE(is_broken(bad));
	EXPECT_EQ(0, bad->producer->head);
}

static void *write_nonsense(void *argument)
{
	struct flamesamp_consumer *consumer = argument;
	unsigned int seed = 1;

	for (;;) {
		consumer->tail = (uint32_t)rand_r(&seed) << 16 ^ rand_r(&seed);
		pthread_testcancel();
	}
	return NULL;
}

/* All rings at once, all the time, while they are written. */
TEST_F(ring, tails_of_noise)
{
	struct flamesamp_stats stats;
	pthread_t threads[CPUS_MAX];
	unsigned int cpu, n = 0;

	ASSERT_EQ(0, begin(self, 4999, work_new_stacks));
	for (cpu = 0; cpu < self->s.hello.cpus; cpu++) {
		if (!self->s.rings[cpu].data)
			continue;
		ASSERT_EQ(0, pthread_create(&threads[n++], NULL, write_nonsense,
					    self->s.rings[cpu].consumer));
	}
	while (lost(&self->s, self->cpu, FLAMESAMP_LOST_RING_BROKEN) < 1000)
		breathe();
	ASSERT_EQ(0, session_stop(&self->s));
	while (n--) {
		pthread_cancel(threads[n]);
		pthread_join(threads[n], NULL);
	}
	for (cpu = 0; cpu < self->s.hello.cpus; cpu++) {
		if (session_stats(&self->s, cpu, &stats) == 0)
			EXPECT_TRUE(balanced(&stats));
	}
}

TEST_HARNESS_MAIN
