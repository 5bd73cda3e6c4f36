// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * perf_script_write(): events in the order of their times, as perf has them; some readers insist.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>

#include "output/perf_script.h"
#include "output/perf_script_state.h"
#include "util/alloc.h"
#include "util/error.h"

#define NS_PER_S 1000000000

/* Where nothing tells the time between samples: a millisecond. */
#define NS_SYNTHETIC 1000000

/* Later times are cut. */
#define NS_MAX UINT64_C(1000000000000000000)

/* Doubles hold whole numbers up to here exactly. */
#define EXACT_MAX 9007199254740992.0

/* The events of a sample that are still to be written: @left of them, the next one at @next_ns. */
struct run {
	double next_ns;
	uint64_t left;
	size_t sample;
};

/**
 * struct events - the events that the samples are
 * @script: whose samples
 * @each: how many samples an event stands for, at least 1
 * @step_ns: the time that an event stands for
 * @period: what is written as an event's period
 * @run: one a sample, @runs of them, by the time of their first event
 * @heap: those that have begun, @begun of them: none is before the one at (its place - 1) / 2
 */
struct events {
	struct script *script;
	double each, step_ns, period;
	struct run *run;
	size_t runs;
	struct run *heap;
	size_t begun, capacity;
};

double perf_script_each(double bytes)
{
	double each = bytes / PERF_SCRIPT_BYTES;

	if (each <= 1)
		return 1;
	/* Whole numbers are easier to read, as long as there are any. */
	return each < EXACT_MAX ? (double)((uint64_t)each + 1) : each;
}

static int compare(const void *a, const void *b)
{
	const struct run *x = a, *y = b;

	if (x->next_ns != y->next_ns)
		return x->next_ns < y->next_ns ? -1 : 1;
	return x->sample < y->sample ? -1 : 1;
}

/* A sample tells of the periods up to its time. One that has none follows the one before. */
static void make_runs(struct events *events)
{
	const struct script *script = events->script;
	double rest = 0, sum, next_ns = 0;

	events->run = xcalloc(script->samples + 1, sizeof(*events->run));
	for (size_t i = 0; i < script->samples; i++) {
		const struct script_sample *sample = &script->sample[i];
		struct run run = { .sample = i };

		/* What rounding leaves goes to the next sample: the sum of all stays right. */
		sum = sample->count / events->each + rest;
		/* A tenth ten times is a little less than one. */
		run.left = sum > 0 ? sum + 1e-9 : 0;
		rest = sum - run.left;
		if (!run.left)
			continue;
		run.next_ns = sample->ns ? sample->ns - (run.left - 1) * events->step_ns : next_ns;
		if (!sample->ns)
			next_ns += run.left * events->step_ns;
		events->run[events->runs++] = run;
	}
	qsort(events->run, events->runs, sizeof(*events->run), compare);
}

static void swap(struct run *a, struct run *b)
{
	struct run other = *a;

	*a = *b;
	*b = other;
}

static void begin(struct events *events, const struct run *run)
{
	size_t i = events->begun;

	events->heap = grow(events->heap, &events->capacity, events->begun + 1,
			    sizeof(*events->heap));
	events->heap[events->begun++] = *run;
	for (; i && compare(&events->heap[i], &events->heap[(i - 1) / 2]) < 0; i = (i - 1) / 2)
		swap(&events->heap[i], &events->heap[(i - 1) / 2]);
}

/* The first run has written an event: it goes to its place among the others, or away. */
static void go_on(struct events *events)
{
	struct run *heap = events->heap;

	heap[0].next_ns += events->step_ns;
	if (!--heap[0].left)
		heap[0] = heap[--events->begun];
	for (size_t i = 0, child; (child = 2 * i + 1) < events->begun; i = child) {
		if (child + 1 < events->begun && compare(&heap[child + 1], &heap[child]) < 0)
			child++;
		if (compare(&heap[i], &heap[child]) < 0)
			break;
		swap(&heap[i], &heap[child]);
	}
}

static void write_event(const struct events *events, const struct run *run, FILE *out)
{
	struct script *script = events->script;
	const struct script_sample *sample = &script->sample[run->sample];
	uint32_t pid = sample->pid == STACK_NOT_KNOWN ? 0 : sample->pid;
	uint32_t tid = sample->tid == STACK_NOT_KNOWN ? pid : sample->tid;
	uint64_t ns = run->next_ns < 0 ? 0 : run->next_ns > NS_MAX ? NS_MAX : run->next_ns;
	const struct script_stack *link;

	fprintf(out, "%s %5" PRIu32 "/%-5" PRIu32 " ", strpool_get(&script->texts, sample->comm),
		pid, tid);
	if (sample->cpu != STACK_NOT_KNOWN)
		fprintf(out, "[%03" PRIu32 "] ", sample->cpu);
	fprintf(out, "%5" PRIu64 ".%06" PRIu64 ": %10.0f %s: \n", ns / NS_PER_S,
		ns % NS_PER_S / 1000, events->period, script->about.hz ? "cpu-clock" : "samples");
	for (uint32_t i = sample->stack; i; i = link->caller) {
		link = distinct_get(&script->stacks, i);
		fputs(strpool_get(&script->texts, link->line), out);
	}
	putc('\n', out);
}

static void write_events(struct events *events, FILE *out)
{
	for (size_t i = 0; (i < events->runs || events->begun) && !ferror(out);) {
		if (!events->begun || (i < events->runs &&
				       compare(&events->run[i], &events->heap[0]) < 0)) {
			begin(events, &events->run[i++]);
			continue;
		}
		write_event(events, &events->heap[0], out);
		go_on(events);
	}
}

int perf_script_write(void *state, FILE *out)
{
	struct script *script = state;
	struct events events = { .script = script, .each = perf_script_each(script->bytes) };
	unsigned int hz = script->about.hz;

	events.step_ns = events.each * (hz ? NS_PER_S / hz : NS_SYNTHETIC);
	events.period = hz ? events.step_ns : events.each;
	if (events.each > 1)
		notice("an event of the perf script text stands for %.0f samples; as .folded or "
		       ".pb.gz, all of them fit", events.each);
	make_runs(&events);
	errno = 0;
	write_events(&events, out);
	free(events.run);
	free(events.heap);
	if (!fflush(out) && !ferror(out))
		return 0;
	errno = errno ? errno : EIO;
	return -1;
}
