// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Records that wait come out as they went in.
 */
#include <stdlib.h>
#include <string.h>

#include "session/backlog.h"
#include "unit.h"

static struct backlog backlog;

/* What came out: a number a word, and the CPU with it. */
static uint64_t out[1 << 20];
static size_t outs;
static int answer;

static int take(void *arg, unsigned int cpu, const void *data, size_t bytes)
{
	const uint64_t *word = data;

	CHECK(arg == &outs);
	for (size_t i = 0; i < bytes / sizeof(*word); i++) {
		CHECK_EQ(word[i] % 7, cpu);
		out[outs++] = word[i];
	}
	return answer;
}

static void begin(void)
{
	backlog_free(&backlog);
	outs = 0;
	answer = 0;
}

/* Runs of all sizes, @count words in all. */
static void fill(size_t count)
{
	uint64_t words[64];
	size_t next = 0, n;

	while (next < count) {
		unsigned int cpu = next % 7;

		/* Words of one CPU: those with its remainder. */
		for (n = 0; n < 1 + next % 64 && next < count; n++) {
			words[n] = next * 7 + cpu;
			next++;
		}
		CHECK(!backlog_add(&backlog, cpu, words, n * sizeof(*words), take, &outs));
	}
}

static void comes_out_in_order(void)
{
	begin();
	fill(1000);
	CHECK_EQ(outs, 0);
	CHECK(!backlog_work_off(&backlog, take, &outs));
	CHECK_EQ(outs, 1000);
	for (size_t i = 0; i < outs; i++)
		CHECK_EQ(out[i] / 7, i);
	CHECK(!backlog_work_off(&backlog, take, &outs));
	CHECK_EQ(outs, 1000);
}

static void is_bounded(void)
{
	begin();
	fill(500000);
	CHECK(outs > 0 && outs < 500000);
	CHECK(backlog.bytes <= BACKLOG_BYTES);
	backlog_work_off(&backlog, take, &outs);
	CHECK_EQ(outs, 500000);
	for (size_t i = 0; i < outs; i++)
		CHECK_EQ(out[i] / 7, i);
}

static void large_runs_do_not_wait(void)
{
	uint64_t *words = calloc(1, BACKLOG_BYTES);

	begin();
	fill(10);
	CHECK(!backlog_add(&backlog, 0, words, BACKLOG_BYTES, take, &outs));
	CHECK_EQ(outs, 10 + BACKLOG_BYTES / sizeof(*words));
	CHECK_EQ(out[9] / 7, 9);
	free(words);
}

static void failures_are_passed_on(void)
{
	begin();
	fill(10);
	answer = -1;
	CHECK_EQ(backlog_work_off(&backlog, take, &outs), -1);
	CHECK_EQ(backlog.bytes, 0);
}

int main(void)
{
	RUN(comes_out_in_order);
	RUN(is_bounded);
	RUN(large_runs_do_not_wait);
	RUN(failures_are_passed_on);
	backlog_free(&backlog);
	return unit_done();
}
