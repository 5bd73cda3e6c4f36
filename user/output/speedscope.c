// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>

#include "output/json.h"
#include "output/number.h"
#include "output/speedscope.h"
#include "util/alloc.h"
#include "util/distinct.h"
#include "util/strbuf.h"
#include "util/strpool.h"

#define SCHEMA "https://www.speedscope.app/file-format-schema.json"

#define MS_PER_S 1000.0

/* Numbers of all tables begin with 1; 0 is none. Texts are numbers in @texts. */
struct scope_frame {
	uint32_t name, file;
	uint64_t line;
};

/* A stack as a chain. */
struct scope_stack {
	uint32_t caller, frame;
};

struct scope_thread {
	uint32_t pid, tid;
};

/* @comm: the name that it had last; @count: its samples */
struct scope_seen {
	uint32_t comm, thread;
	double count;
};

/* Samples in the order in which they came. */
struct scope_sample {
	uint32_t thread, stack;
	double count;
};

/**
 * struct scope - the file in the making
 * @texts: of names and files
 * @frames, @stacks, @threads: struct scope_frame ... struct scope_thread
 * @count: one a stack: how often it was seen, itself
 * @seen: one a thread
 * @sample: those whose threads are known, @samples of them
 * @path: of the stack before, one a frame: its part up to there, @path_length of them; and frames
 *	of a stack, root first, while it is written
 */
struct scope {
	struct writer_about about;
	struct strpool texts;
	struct distinct frames, stacks, threads;
	double *count;
	size_t count_capacity;
	struct scope_seen *seen;
	size_t seen_capacity;
	struct scope_sample *sample;
	size_t samples, sample_capacity;
	uint32_t *path;
	size_t path_length, path_capacity;
};

static void *scope_start(const struct writer_about *about)
{
	struct scope *scope = xcalloc(1, sizeof(*scope));

	scope->about = *about;
	strpool_init(&scope->texts);
	distinct_init(&scope->frames, sizeof(struct scope_frame));
	distinct_init(&scope->stacks, sizeof(struct scope_stack));
	distinct_init(&scope->threads, sizeof(struct scope_thread));
	return scope;
}

static void scope_free(void *state)
{
	struct scope *scope = state;

	strpool_free(&scope->texts);
	distinct_free(&scope->frames);
	distinct_free(&scope->stacks);
	distinct_free(&scope->threads);
	free(scope->count);
	free(scope->seen);
	free(scope->sample);
	free(scope->path);
	free(scope);
}

static uint32_t text_number(struct scope *scope, const char *text)
{
	return text ? strpool_intern(&scope->texts, text) : 0;
}

static uint32_t frame_number(struct scope *scope, const struct frame *frame)
{
	const struct frame_place *place = frame->place;
	struct scope_frame record = { 0 };

	if (place && place->file) {
		/* The name may have the line at its end, which is told apart here. */
		record.name = text_number(scope, place->function ? place->function : frame->name);
		record.file = text_number(scope, place->file);
		record.line = place->line;
	} else {
		record.name = text_number(scope, frame->name);
		record.file = text_number(scope, frame->package);
	}
	return distinct_number(&scope->frames, &record);
}

static uint32_t stack_number(struct scope *scope, const struct stack *stack)
{
	size_t known = stack->shared < scope->path_length ? stack->shared : scope->path_length;
	struct scope_stack link = { .caller = known ? scope->path[known - 1] : 0 };
	size_t before;

	scope->path = grow(scope->path, &scope->path_capacity, stack->n, sizeof(*scope->path));
	scope->path_length = stack->n;
	for (size_t i = known; i < stack->n; i++) {
		before = scope->stacks.count;
		link.frame = frame_number(scope, &stack->frames[i]);
		link.caller = distinct_number(&scope->stacks, &link);
		scope->path[i] = link.caller;
		if (link.caller <= before)
			continue;
		scope->count = grow(scope->count, &scope->count_capacity, link.caller,
				    sizeof(*scope->count));
		scope->count[link.caller - 1] = 0;
	}
	return link.caller;
}

static uint32_t thread_number(struct scope *scope, const struct stack *stack)
{
	const struct scope_thread thread = { .pid = stack->pid, .tid = stack->tid };
	size_t before = scope->threads.count;
	uint32_t number = distinct_number(&scope->threads, &thread);

	if (number > before) {
		scope->seen = grow(scope->seen, &scope->seen_capacity, number,
				   sizeof(*scope->seen));
		scope->seen[number - 1] = (struct scope_seen){ .thread = number };
	}
	return number;
}

static void scope_take(void *state, const struct stack *stack)
{
	struct scope *scope = state;
	uint32_t number = stack_number(scope, stack), thread;

	if (!number)
		return;
	scope->count[number - 1] += stack->count;
	if (stack->tid == STACK_NOT_KNOWN)
		return;
	thread = thread_number(scope, stack);
	scope->seen[thread - 1].count += stack->count;
	if (stack->frames[0].kind == FRAME_PROCESS)
		scope->seen[thread - 1].comm = text_number(scope, stack->frames[0].name);
	scope->sample = grow(scope->sample, &scope->sample_capacity, scope->samples + 1,
			     sizeof(*scope->sample));
	scope->sample[scope->samples++] = (struct scope_sample){ thread, number, stack->count };
}

/* --- writing */

static double weight(const struct scope *scope, double count)
{
	return scope->about.hz ? count * MS_PER_S / scope->about.hz : count;
}

static void write_number(FILE *out, double number)
{
	char text[NUMBER_MAX];

	fputs(number_plain(number, text), out);
}

static void write_frames(struct scope *scope, FILE *out)
{
	for (uint32_t i = 1; i <= scope->frames.count; i++) {
		const struct scope_frame *frame = distinct_get(&scope->frames, i);

		fputs(i > 1 ? ",\n{\"name\":" : "\n{\"name\":", out);
		json_text(out, strpool_get(&scope->texts, frame->name));
		if (frame->file) {
			fputs(",\"file\":", out);
			json_text(out, strpool_get(&scope->texts, frame->file));
		}
		if (frame->line)
			fprintf(out, ",\"line\":%llu", (unsigned long long)frame->line);
		putc('}', out);
	}
}

/* Frames are numbered from 0 there, root first. */
static void write_stack(struct scope *scope, uint32_t number, FILE *out)
{
	const struct scope_stack *link;
	size_t n = 0;

	for (; number; number = link->caller) {
		link = distinct_get(&scope->stacks, number);
		scope->path = grow(scope->path, &scope->path_capacity, n + 1,
				   sizeof(*scope->path));
		scope->path[n++] = link->frame - 1;
	}
	putc('[', out);
	while (n--)
		fprintf(out, n ? "%u," : "%u", scope->path[n]);
	putc(']', out);
}

/*
 * What a profile consists of, taken from @sample: those of one thread. Twice the same stack in a
 * row is one sample, longer.
 */
struct run {
	const struct scope_sample *sample;
	size_t count;
	uint32_t thread;
};

/* Moves to the next stack. Return: whether there is one. */
static bool next_run(struct run *run, uint32_t *stack, double *count)
{
	*stack = 0;
	*count = 0;
	for (; run->count; run->sample++, run->count--) {
		if (run->sample->thread != run->thread)
			continue;
		if (*stack && run->sample->stack != *stack)
			break;
		*stack = run->sample->stack;
		*count += run->sample->count;
	}
	return *stack != 0;
}

static void write_profile(struct scope *scope, const char *name, double total, struct run run,
			  FILE *out)
{
	struct run again = run;
	const char *comma = "";
	uint32_t stack;
	double count;

	fputs("{\"type\":\"sampled\",\"name\":", out);
	json_text(out, name);
	fprintf(out, ",\"unit\":\"%s\",\"startValue\":0,\"endValue\":",
		scope->about.hz ? "milliseconds" : "none");
	write_number(out, weight(scope, total));
	fputs(",\n\"samples\":[", out);
	for (; next_run(&run, &stack, &count); comma = ",\n") {
		fputs(comma, out);
		write_stack(scope, stack, out);
	}
	fputs("],\n\"weights\":[", out);
	for (comma = ""; next_run(&again, &stack, &count); comma = ",") {
		fputs(comma, out);
		write_number(out, weight(scope, count));
	}
	fputs("]}", out);
}

/* Each stack once, as if all were of one thread. */
static void write_all(struct scope *scope, FILE *out)
{
	struct scope_sample *sample = NULL;
	size_t n = 0, capacity = 0;
	double total = 0;

	for (uint32_t i = 1; i <= scope->stacks.count; i++) {
		if (!scope->count[i - 1])
			continue;
		sample = grow(sample, &capacity, n + 1, sizeof(*sample));
		sample[n++] = (struct scope_sample){ 0, i, scope->count[i - 1] };
		total += scope->count[i - 1];
	}
	write_profile(scope, "all threads", total, (struct run){ sample, n, 0 }, out);
	free(sample);
}

static int compare_seen(const void *a, const void *b)
{
	const struct scope_seen *x = a, *y = b;

	if (x->count != y->count)
		return x->count > y->count ? -1 : 1;
	return x->thread < y->thread ? -1 : 1;
}

static void write_thread(struct scope *scope, const struct scope_seen *seen, FILE *out)
{
	const struct scope_thread *thread = distinct_get(&scope->threads, seen->thread);
	const struct run run = { scope->sample, scope->samples, seen->thread };
	struct strbuf name = { 0 };

	strbuf_add(&name, strpool_get(&scope->texts, seen->comm));
	if (thread->pid != STACK_NOT_KNOWN)
		strbuf_addf(&name, " %u/%u", thread->pid, thread->tid);
	else
		strbuf_addf(&name, " %u", thread->tid);
	fputs(",\n", out);
	write_profile(scope, name.text, seen->count, run, out);
	free(name.text);
}

static int scope_write(void *state, FILE *out)
{
	struct scope *scope = state;
	const char *title = scope->about.title ? scope->about.title : scope->about.event;

	fputs("{\"$schema\":\"" SCHEMA "\",\n\"exporter\":\"flamerec " FLAMEREC_VERSION
	      "\",\n\"name\":", out);
	json_text(out, title);
	fputs(",\n\"activeProfileIndex\":0,\n\"shared\":{\"frames\":[", out);
	write_frames(scope, out);
	fputs("]},\n\"profiles\":[", out);
	write_all(scope, out);
	if (scope->threads.count)
		qsort(scope->seen, scope->threads.count, sizeof(*scope->seen), compare_seen);
	for (size_t i = 0; i < scope->threads.count && i < SPEEDSCOPE_THREADS_MAX; i++)
		write_thread(scope, &scope->seen[i], out);
	fputs("]}\n", out);
	errno = 0;
	if (fflush(out) || ferror(out)) {
		errno = errno ? errno : EIO;
		return -1;
	}
	return 0;
}

const struct writer speedscope_writer = {
	.want = STACKS_EACH | STACKS_PLACES,
	.start = scope_start,
	.take = scope_take,
	.write = scope_write,
	.free = scope_free,
};
