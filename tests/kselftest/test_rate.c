// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The counts against the clock, of one session and of two at once, and poll().
 */
#include <errno.h>
#include <poll.h>
#include <unistd.h>

#include "device.h"
#include "harness.h"
#include "load.h"
#include "stream.h"

/* A session, its stream, and when it ran. */
struct run {
	struct session s;
	struct stream stream;
	uint64_t before_start, after_start, before_stop, after_stop;
};

static int run_begin(struct run *run, uint32_t hz)
{
	struct flamesamp_config config = config_at(hz);
	int err;

	err = session_new(&run->s, &config);
	stream_init(&run->stream, &run->s);
	if (err)
		return err;
	run->before_start = now_ns();
	err = session_start(&run->s);
	run->after_start = now_ns();
	return err;
}

static int run_stop(struct run *run)
{
	int err;

	run->before_stop = now_ns();
	err = session_stop(&run->s);
	run->after_stop = now_ns();
	stream_drain(&run->stream, &run->s);
	return err;
}

static void run_end(struct run *run)
{
	session_close(&run->s);
	stream_free(&run->stream);
}

/*
 * The ticks of a CPU that was on line all the time, against the shortest and the longest time that
 * the session can have run. The first period may be half over, and so may the last.
 */
static bool matches_clock(const struct run *run, unsigned int cpu)
{
	uint64_t ticks = cpu_ticks(&run->s, cpu);
	uint64_t hz = run->s.config.hz;
	uint64_t least = (run->before_stop - run->after_start) / 1000 * hz / 1000000;
	uint64_t most = (run->after_stop - run->before_start) / 1000 * hz / 1000000;

	if (ticks + 2 + ticks / 100 >= least && ticks <= most + 2 + most / 100)
		return true;
	fprintf(stderr, "# CPU %u, %llu Hz: %llu ticks, the clock says %llu to %llu\n", cpu,
		(unsigned long long)hz, (unsigned long long)ticks, (unsigned long long)least,
		(unsigned long long)most);
	return false;
}

static bool all_match_clock(const struct run *run)
{
	unsigned int cpu;

	for (cpu = 0; cpu < run->s.hello.cpus; cpu++) {
		/* All CPUs are on line but those that never tick. */
		if (run->s.rings[cpu].data && cpu_ticks(&run->s, cpu) && !matches_clock(run, cpu))
			return false;
	}
	return cpu_ticks(&run->s, highest_cpu()) > 0;
}

FIXTURE(rate) {
	struct run run;
	pid_t load;
};

FIXTURE_VARIANT(rate) {
	uint32_t hz;
	uint64_t ticks;
	load_work work;
};

FIXTURE_VARIANT_ADD(rate, 99_user) { .hz = 99, .ticks = 300, .work = work_spin };
FIXTURE_VARIANT_ADD(rate, 999_user) { .hz = 999, .ticks = 2000, .work = work_spin };
FIXTURE_VARIANT_ADD(rate, 999_system) { .hz = 999, .ticks = 2000, .work = work_system_calls };
FIXTURE_VARIANT_ADD(rate, 4999_user) { .hz = 4999, .ticks = 10000, .work = work_spin };
FIXTURE_VARIANT_ADD(rate, 999_idle) { .hz = 999, .ticks = 2000 };
FIXTURE_VARIANT_ADD(rate, 1_user) { .hz = 1, .ticks = 3, .work = work_spin };

FIXTURE_SETUP(rate)
{
	self->run.s.fd = -1;
	if (variant->work)
		self->load = load_start(highest_cpu(), variant->work);
}

FIXTURE_TEARDOWN(rate)
{
	load_end(self->load);
	run_end(&self->run);
}

TEST_F(rate, ticks_match_the_clock)
{
	struct run *run = &self->run;

	ASSERT_EQ(0, run_begin(run, variant->hz));
	/* By the clock: a parked CPU counts when it wakes up. */
	while (now_ns() - run->before_start < variant->ticks * 1000000000ull / variant->hz) {
		stream_drain(&run->stream, &run->s);
		breathe();
	}
	ASSERT_EQ(0, run_stop(run));
	EXPECT_TRUE(stream_agrees(&run->stream, &run->s, false));
	EXPECT_TRUE(all_match_clock(run));
}

TEST(two_sessions_at_different_rates)
{
	static struct run slow, fast;
	pid_t load = load_start(highest_cpu(), work_system_calls);

	ASSERT_EQ(0, run_begin(&slow, 97));
	ASSERT_EQ(0, run_begin(&fast, 1999));
	while (cpu_ticks(&slow.s, highest_cpu()) < 200) {
		stream_drain(&slow.stream, &slow.s);
		stream_drain(&fast.stream, &fast.s);
		breathe();
	}
	ASSERT_EQ(0, run_stop(&fast));
	ASSERT_EQ(0, run_stop(&slow));
	load_end(load);
	EXPECT_TRUE(stream_agrees(&slow.stream, &slow.s, false));
	EXPECT_TRUE(stream_agrees(&fast.stream, &fast.s, false));
	EXPECT_TRUE(all_match_clock(&slow));
	EXPECT_TRUE(all_match_clock(&fast));
	run_end(&slow);
	run_end(&fast);
}

/* One session's end is no concern of the other. */
TEST(sessions_are_independent)
{
	static struct run first, second;
	uint64_t ticks;
	int cpu = highest_cpu();

	ASSERT_EQ(0, run_begin(&first, 999));
	ASSERT_EQ(0, run_begin(&second, 499));
	while (cpu_ticks(&second.s, cpu) < 100)
		breathe();
	run_end(&first);
	ticks = cpu_ticks(&second.s, cpu);
	while (cpu_ticks(&second.s, cpu) < ticks + 200) {
		stream_drain(&second.stream, &second.s);
		breathe();
	}
	ASSERT_EQ(0, run_stop(&second));
	EXPECT_TRUE(stream_agrees(&second.stream, &second.s, false));
	EXPECT_TRUE(all_match_clock(&second));
	run_end(&second);
}

TEST(some_cpus_only)
{
	struct flamesamp_config config = config_at(999);
	static struct session s;
	uint8_t cpus[CPUS_MAX / 8] = { 0 };
	struct flamesamp_stats stats;
	int cpu = highest_cpu();

	if (cpus_online() < 2)
		SKIP(return, "one CPU only");
	cpus[cpu / 8] = 1 << cpu % 8;
	config.cpus = (uintptr_t)cpus;
	config.cpus_bytes = cpu / 8 + 1;
	ASSERT_EQ(0, session_new(&s, &config));
	ASSERT_EQ(0, session_start(&s));
	while (cpu_ticks(&s, cpu) < 500)
		breathe();
	ASSERT_EQ(0, session_stop(&s));
	for (cpu = 0; cpu < (int)s.hello.cpus; cpu++) {
		if (cpu == highest_cpu() || session_stats(&s, cpu, &stats))
			continue;
		EXPECT_EQ(0, stats.ticks);
		EXPECT_EQ(0, stats.samples);
	}
	session_close(&s);
}

FIXTURE(polling) {
	struct session s;
	struct stream stream;
	pid_t load;
};

FIXTURE_SETUP(polling)
{
	ASSERT_EQ(0, session_open(&self->s));
	stream_init(&self->stream, &self->s);
	self->load = load_start(highest_cpu(), work_new_stacks);
}

FIXTURE_TEARDOWN(polling)
{
	load_end(self->load);
	session_close(&self->s);
	stream_free(&self->stream);
}

static short poll_now(const struct session *s, int timeout)
{
	struct pollfd fd = { .fd = s->fd, .events = POLLIN };

	return poll(&fd, 1, timeout) < 0 ? -1 : fd.revents;
}

static uint32_t fullest(const struct session *s)
{
	uint32_t most = 0;
	unsigned int cpu;

	for (cpu = 0; cpu < s->hello.cpus; cpu++) {
		if (s->rings[cpu].data && ring_filled(&s->rings[cpu]) > most)
			most = ring_filled(&s->rings[cpu]);
	}
	return most;
}

TEST_F(polling, by_state)
{
	struct flamesamp_config config = config_at(999);

	EXPECT_EQ(POLLERR, poll_now(&self->s, 0));
	ASSERT_EQ(0, session_configure(&self->s, &config));
	EXPECT_EQ(0, poll_now(&self->s, 0));
	ASSERT_EQ(0, session_start(&self->s));
	ASSERT_EQ(0, session_stop(&self->s));
	EXPECT_TRUE(poll_now(&self->s, 0) & POLLHUP);
}

/* No time limit but the test's own: a wake-up that does not come fails. */
TEST_F(polling, wakes_at_the_watermark)
{
	struct flamesamp_config config = config_at(999);
	int round;

	config.ring_bytes = FLAMESAMP_RING_MIN;
	config.watermark = 8192;
	ASSERT_EQ(0, session_configure(&self->s, &config));
	ASSERT_EQ(0, session_start(&self->s));
	for (round = 0; round < 10; round++) {
		EXPECT_EQ(POLLIN, poll_now(&self->s, -1));
		EXPECT_GE(fullest(&self->s), config.watermark);
		stream_drain(&self->stream, &self->s);
	}
	ASSERT_EQ(0, session_stop(&self->s));
	stream_drain(&self->stream, &self->s);
	EXPECT_TRUE(stream_agrees(&self->stream, &self->s, false));
}

/* The watermark is the whole ring: a full one wakes up the reader all the same. */
TEST_F(polling, wakes_when_full)
{
	struct flamesamp_config config = config_at(999);

	config.ring_bytes = FLAMESAMP_RING_MIN;
	config.watermark = FLAMESAMP_RING_MIN / 2;
	ASSERT_EQ(0, session_configure(&self->s, &config));
	ASSERT_EQ(0, session_start(&self->s));
	EXPECT_EQ(POLLIN, poll_now(&self->s, -1));
	/* Left full, it is ready at once. */
	EXPECT_EQ(POLLIN, poll_now(&self->s, -1));
	ASSERT_EQ(0, session_stop(&self->s));
}

/* A reader that waits when the session is stopped by another thread of its process. */
TEST_F(polling, stop_wakes_the_reader)
{
	struct flamesamp_config config = config_at(1);
	pid_t reader;
	int status;

	ASSERT_EQ(0, session_configure(&self->s, &config));
	ASSERT_EQ(0, session_start(&self->s));
	reader = fork();
	if (!reader)
		_exit(poll_now(&self->s, -1) & POLLHUP ? 0 : 1);
	breathe();
	ASSERT_EQ(0, session_stop(&self->s));
	ASSERT_EQ(reader, waitpid(reader, &status, 0));
	EXPECT_EQ(0, status);
}

TEST_HARNESS_MAIN
