// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Stacks as text of perf script. That others read it, tests/exports shows.
 */
#include <inttypes.h>
#include <stdlib.h>

#include "fixture_stacks.h"
#include "output/perf_script.h"
#include "unit.h"

static char *finish(void *state)
{
	size_t size;

	return stacks_write(&perf_script_writer, state, &size);
}

static void all_kinds_of_frames(void)
{
	const struct writer_about about = { .event = "samples", .hz = 100 };
	void *state = perf_script_writer.start(&about);
	char *text;

	TAKE(perf_script_writer, state, stacks_user, .count = 1, BY(7, 8, 0), .ns = 1002003999);
	TAKE(perf_script_writer, state, stacks_kernel, .count = 1, BY(7, 7, 12),
	     .ns = 123456789000001);
	TAKE(perf_script_writer, state, stacks_node, .count = 1, BY(30, 31, 1), .ns = 2000000000);
	text = finish(state);
	CHECK_STR(text,
		  "sort     7/8     [000]     1.002003:   10000000 cpu-clock: \n"
		  "\t     55550001236 min (inlined)\n"
		  "\t     55550001236 Key::less(int) (/usr/bin/sort)\n"
		  "\t     55550001136 main (/usr/bin/sort)\n"
		  "\n"
		  "my node    30/31    [001]     2.000000:   10000000 cpu-clock: \n"
		  "\t    7f0000001000 LazyCompile:~f (/tmp/perf-30.map)\n"
		  "\n"
		  "sort     7/7     [012] 123456.789000:   10000000 cpu-clock: \n"
		  "\tffffffffc0001000 ext4_readdir ([ext4])\n"
		  "\tffffffff81234568 vfs_read ([kernel.kallsyms])\n"
		  "\t               0 [softirq] ([unknown])\n"
		  "\t     55550001136 main (/usr/bin/sort)\n"
		  "\n");
	free(text);
}

/* A sample of several periods tells of those before its time. */
static void periods(void)
{
	const struct writer_about about = { .event = "samples", .hz = 1000 };
	void *state = perf_script_writer.start(&about);
	char *text;

	TAKE(perf_script_writer, state, stacks_idle, .count = 3, BY(0, 0, 1), .ns = 5000000);
	text = finish(state);
	CHECK_STR(text,
		  "swapper     0/0     [001]     0.003000:    1000000 cpu-clock: \n"
		  "\t               0 [idle] ([unknown])\n\n"
		  "swapper     0/0     [001]     0.004000:    1000000 cpu-clock: \n"
		  "\t               0 [idle] ([unknown])\n\n"
		  "swapper     0/0     [001]     0.005000:    1000000 cpu-clock: \n"
		  "\t               0 [idle] ([unknown])\n\n");
	free(text);
}

/* Those of several samples at a time are written in their order, as perf does. */
static void order_of_time(void)
{
	const struct writer_about about = { .event = "samples", .hz = 1000000 };
	void *state = perf_script_writer.start(&about);
	uint64_t second, micro, last = 0, events[4] = { 0 };
	char *text, *line, *rest;
	unsigned int cpu;

	/* Each CPU's samples as they were taken, each of up to 40 periods before its time. */
	for (uint32_t i = 1; i <= 300; i++)
		TAKE(perf_script_writer, state, stacks_idle, .count = 1 + i * 7 % 40,
		     BY(0, 0, i % 4), .ns = 1000 * (1000 + 50 * (i / 4)));
	text = finish(state);
	for (line = strtok_r(text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
		if (sscanf(line, "swapper 0/0 [%u] %" SCNu64 ".%" SCNu64, &cpu, &second,
			   &micro) != 3)
			continue;
		CHECK(second * 1000000 + micro >= last);
		last = second * 1000000 + micro;
		events[cpu % 4]++;
	}
	CHECK_EQ(last, 1000 + 50 * 75);
	for (uint32_t i = 1; i <= 300; i++)
		events[i % 4] -= 1 + i * 7 % 40;
	for (cpu = 0; cpu < 4; cpu++)
		CHECK_EQ(events[cpu], 0);
	free(text);
}

/* Times go on where none are known; names stay within their lines. */
static void folded_stacks(void)
{
	const struct writer_about about = { .event = "samples" };
	void *state = perf_script_writer.start(&about);
	char *text;

	TAKE(perf_script_writer, state, stacks_folded, .count = 1.5, BY_NOBODY);
	TAKE(perf_script_writer, state, stacks_idle, .count = 0.5, BY_NOBODY);
	text = finish(state);
	CHECK_STR(text,
		  "a\"b\\\xff?     0/0         0.000000:          1 samples: \n"
		  "\t               0 [unknown] ([unknown])\n"
		  "\t               0 g (inlined)\n"
		  "\t               0 f ([unknown])\n\n"
		  "swapper     0/0         0.001000:          1 samples: \n"
		  "\t               0 [idle] ([unknown])\n\n");
	free(text);
}

/* What would fill the disk is thinned out. */
static void huge_counts(void)
{
	CHECK_EQ(perf_script_each(0), 1);
	CHECK_EQ(perf_script_each(PERF_SCRIPT_BYTES), 1);
	CHECK_EQ(perf_script_each(PERF_SCRIPT_BYTES + 1.0), 2);
	CHECK_EQ(perf_script_each(PERF_SCRIPT_BYTES * 1000.5), 1001);
	for (double bytes = 1; bytes < 1e300; bytes *= 10)
		CHECK(bytes / perf_script_each(bytes) <= PERF_SCRIPT_BYTES * 1.0001);
}

static void nonsense_is_survived(void)
{
	const struct writer_about about = { .event = "samples", .hz = 1 };
	void *state = perf_script_writer.start(&about);
	char *text;

	perf_script_writer.take(state, &(struct stack){ .count = 1, BY_NOBODY });
	TAKE(perf_script_writer, state, stacks_idle, .count = -5, BY_NOBODY);
	TAKE(perf_script_writer, state, stacks_user, .count = 1e300 * 1e300, BY_NOBODY);
	text = finish(state);
	CHECK(strlen(text) < 1000);
	free(text);
}

int main(void)
{
	RUN(all_kinds_of_frames);
	RUN(periods);
	RUN(order_of_time);
	RUN(folded_stacks);
	RUN(huge_counts);
	RUN(nonsense_is_survived);
	return unit_done();
}
