// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * CPUs that come and go while sessions run.
 */
#include <errno.h>
#include <unistd.h>

#include "device.h"
#include "harness.h"
#include "load.h"
#include "stream.h"

#define ROUNDS	10

FIXTURE(hotplug) {
	struct session s;
	struct stream stream;
	pid_t load;
	int cpu;
	bool can_leave;
};

FIXTURE_SETUP(hotplug)
{
	self->s.fd = -1;
	stream_init(&self->stream, &self->s);
	self->cpu = highest_cpu();
	self->can_leave = self->cpu != lowest_cpu() && cpu_can_leave(self->cpu);
}

FIXTURE_TEARDOWN(hotplug)
{
	load_end(self->load);
	if (self->can_leave)
		cpu_set_online(self->cpu, true);
	session_close(&self->s);
	stream_free(&self->stream);
}

static int begin(FIXTURE_DATA(hotplug) *self, uint32_t hz)
{
	struct flamesamp_config config = config_at(hz);
	int err = session_new(&self->s, &config);

	return err ? err : session_start(&self->s);
}

/* Until the CPU has written @n more samples than now: it is sampled, and not just counted. */
static void wait_for_samples(FIXTURE_DATA(hotplug) *self, int cpu, uint64_t n)
{
	const struct ring_stream *ring = &self->stream.rings[cpu];
	uint64_t before = ring->records[FLAMESAMP_SAMPLE];

	while (ring->records[FLAMESAMP_SAMPLE] < before + n) {
		stream_drain(&self->stream, &self->s);
		breathe();
	}
}

TEST_F(hotplug, a_cpu_leaves_and_returns)
{
	uint64_t ticks;
	int round;

	if (!self->can_leave)
		SKIP(return, "no CPU can be taken off line");
	ASSERT_EQ(0, begin(self, 999));
	for (round = 0; round < ROUNDS; round++) {
		self->load = load_start(self->cpu, work_spin);
		wait_for_samples(self, self->cpu, 50);
		ASSERT_EQ(0, cpu_set_online(self->cpu, false));
		/* An absent CPU has no periods. */
		ticks = cpu_ticks(&self->s, self->cpu);
		wait_for_samples(self, lowest_cpu(), 50);
		EXPECT_EQ(ticks, cpu_ticks(&self->s, self->cpu));
		ASSERT_EQ(0, cpu_set_online(self->cpu, true));
		load_end(self->load);
	}
	ASSERT_EQ(0, session_stop(&self->s));
	stream_drain(&self->stream, &self->s);
	EXPECT_TRUE(stream_agrees(&self->stream, &self->s, false));
	self->load = 0;
}

/* It has a ring from the start, and is sampled from when it comes. */
TEST_F(hotplug, a_cpu_comes_after_the_start)
{
	if (!self->can_leave)
		SKIP(return, "no CPU can be taken off line");
	ASSERT_EQ(0, cpu_set_online(self->cpu, false));
	ASSERT_EQ(0, begin(self, 999));
	ASSERT_NE(NULL, self->s.rings[self->cpu].data);
	EXPECT_EQ(0, cpu_ticks(&self->s, self->cpu));
	ASSERT_EQ(0, cpu_set_online(self->cpu, true));
	self->load = load_start(self->cpu, work_spin);
	wait_for_samples(self, self->cpu, 100);
	ASSERT_EQ(0, session_stop(&self->s));
	stream_drain(&self->stream, &self->s);
	EXPECT_TRUE(stream_agrees(&self->stream, &self->s, false));
}

TEST_F(hotplug, stop_without_the_cpu)
{
	if (!self->can_leave)
		SKIP(return, "no CPU can be taken off line");
	ASSERT_EQ(0, begin(self, 4999));
	self->load = load_start(self->cpu, work_spin);
	wait_for_samples(self, self->cpu, 100);
	ASSERT_EQ(0, cpu_set_online(self->cpu, false));
	ASSERT_EQ(0, session_stop(&self->s));
	stream_drain(&self->stream, &self->s);
	EXPECT_TRUE(stream_agrees(&self->stream, &self->s, false));
	ASSERT_EQ(0, cpu_set_online(self->cpu, true));
}

/* Sessions that begin and end while CPUs come and go: neither waits for the other for ever. */
TEST_F(hotplug, sessions_come_and_go_too)
{
	pid_t hotplug;
	int round;

	if (!self->can_leave)
		SKIP(return, "no CPU can be taken off line");
	hotplug = fork();
	if (!hotplug) {
		for (;;) {
			cpu_set_online(self->cpu, false);
			cpu_set_online(self->cpu, true);
		}
	}
	for (round = 0; round < 5 * ROUNDS; round++) {
		ASSERT_EQ(0, begin(self, 1999));
		if (round % 2)
			ASSERT_EQ(0, session_stop(&self->s));
		session_close(&self->s);
	}
	load_end(hotplug);
}

TEST_HARNESS_MAIN
