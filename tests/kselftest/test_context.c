// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What the CPU was doing: tasks, softirqs, idleness; and that idle CPUs are left asleep.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "device.h"
#include "harness.h"
#include "load.h"
#include "stream.h"

struct contexts {
	int cpu;			/* only samples of this one */
	uint64_t n[FLAMESAMP_CONTEXT_MASK + 1];
	uint64_t wrong_tid;		/* idle, but not the idle task */
};

FIXTURE(context) {
	struct session s;
	struct stream stream;
	struct contexts seen;
	pid_t load;
};

static void see(void *context, const struct stream *stream, unsigned int cpu,
		const struct flamesamp_header *record)
{
	const struct flamesamp_sample *sample = (const void *)record;
	struct contexts *seen = context;
	unsigned int in;

	if (record->type != FLAMESAMP_SAMPLE || (int)cpu != seen->cpu)
		return;
	in = record->flags & FLAMESAMP_CONTEXT_MASK;
	seen->n[in] += sample_weight(record);
	if (in == FLAMESAMP_IN_IDLE && sample->tid)
		seen->wrong_tid++;
}

FIXTURE_SETUP(context)
{
	self->s.fd = -1;
	stream_init(&self->stream, &self->s);
	self->stream.visit = see;
	self->stream.context = &self->seen;
	self->seen.cpu = highest_cpu();
	/* Away from the CPU that is looked at. */
	pin_to(lowest_cpu());
}

FIXTURE_TEARDOWN(context)
{
	load_end(self->load);
	session_close(&self->s);
	stream_free(&self->stream);
}

static int begin(FIXTURE_DATA(context) *self, uint32_t hz, uint32_t flags)
{
	struct flamesamp_config config = config_at(hz);
	int err;

	config.flags = flags;
	err = session_new(&self->s, &config);
	return err ? err : session_start(&self->s);
}

/* For as long as @periods take by the clock. */
static int run_periods(FIXTURE_DATA(context) *self, uint64_t periods)
{
	uint64_t end = now_ns() + periods * 1000000000ull / self->s.config.hz;
	int err;

	while (now_ns() < end) {
		stream_drain(&self->stream, &self->s);
		breathe();
	}
	err = session_stop(&self->s);
	stream_drain(&self->stream, &self->s);
	return err;
}

TEST_F(context, a_task_that_spins)
{
	uint64_t *n = self->seen.n;

	self->load = load_start(self->seen.cpu, work_spin);
	ASSERT_EQ(0, begin(self, 999, 0));
	ASSERT_EQ(0, run_periods(self, 1000));
	EXPECT_TRUE(stream_agrees(&self->stream, &self->s, false));
	EXPECT_GT(n[FLAMESAMP_IN_TASK], 9 * (n[FLAMESAMP_IN_SOFTIRQ] + n[FLAMESAMP_IN_HARDIRQ]));
	EXPECT_GT(n[FLAMESAMP_IN_TASK], 9 * n[FLAMESAMP_IN_IDLE]);
}

/* Datagrams to oneself: their way up the stack is softirq work. */
static void work_datagrams(void)
{
	struct sockaddr_in to = { .sin_family = AF_INET };
	socklen_t length = sizeof(to);
	char bytes[1024] = { 0 };
	int fd = socket(AF_INET, SOCK_DGRAM, 0);

	to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (fd < 0 || bind(fd, (struct sockaddr *)&to, sizeof(to)) ||
	    getsockname(fd, (struct sockaddr *)&to, &length))
		_exit(1);
	for (;;) {
		sendto(fd, bytes, sizeof(bytes), MSG_DONTWAIT, (struct sockaddr *)&to, length);
		recv(fd, bytes, sizeof(bytes), MSG_DONTWAIT);
	}
}

static bool loopback_works(void)
{
	struct sockaddr_in to = { .sin_family = AF_INET };
	int fd = socket(AF_INET, SOCK_DGRAM, 0);
	bool works;

	to.sin_port = htons(9);
	to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	works = fd >= 0 && sendto(fd, "", 1, 0, (struct sockaddr *)&to, sizeof(to)) == 1;
	close(fd);
	return works;
}

TEST_F(context, softirq_work)
{
	uint64_t *n = self->seen.n;

	if (!loopback_works())
		SKIP(return, "no loopback network");
	self->load = load_start(self->seen.cpu, work_datagrams);
	ASSERT_EQ(0, begin(self, 999, 0));
	ASSERT_EQ(0, run_periods(self, 2000));
	EXPECT_TRUE(stream_agrees(&self->stream, &self->s, false));
	EXPECT_GT(n[FLAMESAMP_IN_SOFTIRQ], 50);
	EXPECT_GT(n[FLAMESAMP_IN_TASK], n[FLAMESAMP_IN_SOFTIRQ] / 10);
}

TEST_F(context, an_idle_cpu_kept_awake)
{
	uint64_t *n = self->seen.n;

	if (cpus_online() < 2)
		SKIP(return, "one CPU only");
	ASSERT_EQ(0, begin(self, 499, FLAMESAMP_NO_IDLE_SKIP));
	ASSERT_EQ(0, run_periods(self, 1000));
	EXPECT_TRUE(stream_agrees(&self->stream, &self->s, false));
	EXPECT_EQ(0, stream_records(&self->stream, FLAMESAMP_IDLE));
	EXPECT_GT(n[FLAMESAMP_IN_IDLE], 100);
	EXPECT_GT(n[FLAMESAMP_IN_IDLE], n[FLAMESAMP_IN_TASK]);
	EXPECT_EQ(0, self->seen.wrong_tid);
}

/*
 * The column of a CPU in the line of its own timer in /proc/interrupts; 0: there is no such line.
 */
static uint64_t timer_interrupts(int cpu)
{
	char line[4096], *at;
	FILE *file = fopen("/proc/interrupts", "r");
	uint64_t n = 0;
	int column;

	if (!file)
		return 0;
	while (fgets(line, sizeof(line), file)) {
		if (!strstr(line, "Local timer") && !strstr(line, "arch_timer"))
			continue;
		at = strchr(line, ':') + 1;
		n = strtoull(at, &at, 10);
		for (column = 0; column < cpu; column++)
			n = strtoull(at, &at, 10);
		break;
	}
	fclose(file);
	return n;
}

/* Timer interrupts on the idle CPU during @periods. */
static uint64_t interrupts_during(FIXTURE_DATA(context) *self, uint32_t flags, uint64_t periods)
{
	uint64_t before;

	stream_init(&self->stream, &self->s);
	if (begin(self, 999, flags))
		return 0;
	before = timer_interrupts(self->seen.cpu);
	if (run_periods(self, periods) || !stream_agrees(&self->stream, &self->s, false))
		return 0;
	before = timer_interrupts(self->seen.cpu) - before;
	stream_free(&self->stream);
	return before;
}

/*
 * CPUs are left asleep once one of them was asleep by each tick of a second: at a low rate, that
 * comes soon. Return: 0 or -errno.
 */
static int wait_until_idleness_pays(FIXTURE_DATA(context) *self)
{
	int err = begin(self, 9, 0);

	while (!err && !stream_records(&self->stream, FLAMESAMP_IDLE)) {
		stream_drain(&self->stream, &self->s);
		breathe();
	}
	session_close(&self->s);
	stream_free(&self->stream);
	return err;
}

TEST_F(context, an_idle_cpu_left_asleep)
{
	uint64_t awake, asleep, ticks;

	if (cpus_online() < 2 || !timer_interrupts(self->seen.cpu))
		SKIP(return, "one CPU only, or no count of its timer's interrupts");
	ASSERT_EQ(0, session_open(&self->s));
	if (!(self->s.hello.features & FLAMESAMP_FEATURE_IDLE))
		SKIP(return, "tracepoints are missing");
	session_close(&self->s);
	awake = interrupts_during(self, FLAMESAMP_NO_IDLE_SKIP, 2000);
	ASSERT_GT(awake, 0);
	session_close(&self->s);
	ASSERT_EQ(0, wait_until_idleness_pays(self));
	asleep = interrupts_during(self, 0, 2000);
	ASSERT_GT(asleep, 0);
	ticks = cpu_ticks(&self->s, self->seen.cpu);
	TH_LOG("%llu interrupts kept awake, %llu left asleep", (unsigned long long)awake,
	       (unsigned long long)asleep);
	EXPECT_LT(asleep, awake / 4);
	/* Not woken, and counted all the same. */
	EXPECT_GE(ticks, 1900);
}

TEST_HARNESS_MAIN
