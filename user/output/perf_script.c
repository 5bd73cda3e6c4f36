// SPDX-License-Identifier: GPL-2.0-or-later
#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "output/perf_script.h"
#include "symbol/resolver.h"
#include "util/alloc.h"
#include "util/distinct.h"
#include "util/error.h"
#include "util/strbuf.h"
#include "util/strpool.h"

#define NS_PER_S 1000000000

/* Where nothing tells the time between samples: a millisecond. */
#define NS_SYNTHETIC 1000000

/* Later times are cut. */
#define NS_MAX UINT64_C(1000000000000000000)

/* Doubles hold whole numbers up to here exactly. */
#define EXACT_MAX 9007199254740992.0

/* Of an event, but for its frames: about so many bytes. */
#define HEAD_BYTES 64

/* A stack as a chain of lines, which are numbers in @texts. */
struct script_stack {
	uint32_t caller, line;
};

struct script_sample {
	uint64_t ns;
	double count;
	uint32_t stack, comm;
	uint32_t pid, tid, cpu;		/* or STACK_NOT_KNOWN */
};

/**
 * struct script - the text in the making
 * @texts: lines of frames, and names of programs
 * @stacks: struct script_stack
 * @sample: them all, @samples of them
 * @bytes: about how long the text would be
 * @line: of a frame, while it is made
 */
struct script {
	struct writer_about about;
	struct strpool texts;
	struct distinct stacks;
	struct script_sample *sample;
	size_t samples, capacity;
	double bytes;
	struct strbuf line;
};

static void *script_start(const struct writer_about *about)
{
	struct script *script = xcalloc(1, sizeof(*script));

	script->about = *about;
	strpool_init(&script->texts);
	distinct_init(&script->stacks, sizeof(struct script_stack));
	return script;
}

static void script_free(void *state)
{
	struct script *script = state;

	strpool_free(&script->texts);
	distinct_free(&script->stacks);
	free(script->sample);
	free(script->line.text);
	free(script);
}

/* A name must not end its line. */
static void add_name(struct strbuf *line, const char *name, size_t len)
{
	size_t start = line->len;

	strbuf_add_n(line, name, len);
	for (size_t i = start; i < line->len; i++) {
		if (iscntrl((unsigned char)line->text[i]))
			line->text[i] = '?';
	}
}

/* Readers take what is between the last parentheses, and some of them no blanks. */
static void add_file(struct strbuf *line, const char *path)
{
	static const char deleted[] = " (deleted)";
	size_t len = strlen(path), start;

	if (len > strlen(deleted) && !strcmp(path + len - strlen(deleted), deleted))
		len -= strlen(deleted);
	strbuf_add(line, " (");
	start = line->len;
	add_name(line, path, len);
	for (size_t i = start; i < line->len; i++) {
		if (strchr(" ()", line->text[i]))
			line->text[i] = '_';
	}
	strbuf_add(line, ")");
}

/* "ext4_readdir [ext4]" is the function and its module. Return: the length of the function's name. */
static size_t before_module(const char *name, const char **module)
{
	size_t len = strlen(name);
	const char *open = len && name[len - 1] == ']' ? strrchr(name, '[') : NULL;

	*module = NULL;
	if (!open || open < name + 2 || open[-1] != ' ')
		return len;
	*module = open;
	return open - 1 - name;
}

static void add_kernel_frame(struct strbuf *line, const struct frame *frame, const char *name)
{
	const char *module = NULL;
	size_t len = strlen(name);

	if (frame->kind == FRAME_MODULE)
		len = before_module(frame->name, &module);
	add_name(line, module ? frame->name : name, len);
	add_file(line, module ? module : "[kernel.kallsyms]");
}

/* Where perf has maps of JIT compilers: tools know their code by it. */
static void add_jit_file(struct strbuf *line, uint32_t pid)
{
	char path[48];

	snprintf(path, sizeof(path), "/tmp/perf-%" PRIu32 ".map", pid == STACK_NOT_KNOWN ? 0 : pid);
	add_file(line, path);
}

static bool is_kernel(const struct frame *frame)
{
	return frame->kind == FRAME_KERNEL || frame->kind == FRAME_MODULE ||
	       (frame->kind != FRAME_CONTEXT && frame->package &&
		!strcmp(frame->package, "kernel"));
}

static uint32_t line_number(struct script *script, const struct frame *frame, uint32_t pid)
{
	const struct frame_place *place = frame->place;
	const char *name = place && place->function ? place->function : frame->name;
	struct strbuf *line = &script->line;

	strbuf_truncate(line, 0);
	strbuf_addf(line, "\t%16" PRIx64 " ", place ? place->address : 0);
	if (frame->kind == FRAME_INLINED) {
		add_name(line, name, strlen(name));
		add_file(line, "inlined");
	} else if (is_kernel(frame)) {
		add_kernel_frame(line, frame, name);
	} else {
		add_name(line, *name ? name : "[unknown]", *name ? strlen(name) : 9);
		if (frame->kind == FRAME_JIT)
			add_jit_file(line, pid);
		else if (place && place->object)
			add_file(line, place->object->path);
		else
			add_file(line, frame->package ? frame->package : "[unknown]");
	}
	strbuf_add(line, "\n");
	return strpool_intern(&script->texts, line->text);
}

/* The program, or what a stack begins with in its place. */
static uint32_t comm_number(struct script *script, const struct stack *stack)
{
	struct strbuf *line = &script->line;

	strbuf_truncate(line, 0);
	if (stack->n && stack->frames[0].name[0])
		add_name(line, stack->frames[0].name, strlen(stack->frames[0].name));
	else
		strbuf_add(line, "[unknown]");
	return strpool_intern(&script->texts, line->text);
}

static void script_take(void *state, const struct stack *stack)
{
	struct script *script = state;
	struct script_sample sample = {
		.ns = stack->ns, .count = stack->count,
		.pid = stack->pid, .tid = stack->tid, .cpu = stack->cpu,
	};
	struct script_stack link = { 0 };
	double bytes = HEAD_BYTES;

	sample.comm = comm_number(script, stack);
	for (size_t i = 1; i < stack->n; i++) {
		link.line = line_number(script, &stack->frames[i], stack->pid);
		link.caller = distinct_number(&script->stacks, &link);
		bytes += script->line.len;
	}
	sample.stack = link.caller;
	script->bytes += bytes * stack->count;
	script->sample = grow(script->sample, &script->capacity, script->samples + 1,
			      sizeof(*script->sample));
	script->sample[script->samples++] = sample;
}

/* --- writing */

/**
 * struct progress - how far the text is
 * @each: how many samples an event stands for, at least 1
 * @step_ns: the time that an event stands for
 * @period: what is written as an event's period
 * @next_ns: of the next event that has no time of its own
 * @rest: what rounding has left of the counts so far: their sum stays right
 */
struct progress {
	double each, step_ns, period;
	double next_ns, rest;
};

static void write_event(struct script *script, const struct script_sample *sample, double time_ns,
			const struct progress *progress, FILE *out)
{
	uint64_t ns = time_ns < 0 ? 0 : time_ns > NS_MAX ? NS_MAX : time_ns;
	uint32_t pid = sample->pid == STACK_NOT_KNOWN ? 0 : sample->pid;
	uint32_t tid = sample->tid == STACK_NOT_KNOWN ? pid : sample->tid;
	const struct script_stack *link;

	fprintf(out, "%s %5" PRIu32 "/%-5" PRIu32 " ", strpool_get(&script->texts, sample->comm),
		pid, tid);
	if (sample->cpu != STACK_NOT_KNOWN)
		fprintf(out, "[%03" PRIu32 "] ", sample->cpu);
	fprintf(out, "%5" PRIu64 ".%06" PRIu64 ": %10.0f %s: \n", ns / NS_PER_S,
		ns % NS_PER_S / 1000, progress->period,
		script->about.hz ? "cpu-clock" : "samples");
	for (uint32_t i = sample->stack; i; i = link->caller) {
		link = distinct_get(&script->stacks, i);
		fputs(strpool_get(&script->texts, link->line), out);
	}
	putc('\n', out);
}

/* A sample tells of the periods up to its time. */
static void write_sample(struct script *script, const struct script_sample *sample,
			 struct progress *progress, FILE *out)
{
	double sum = sample->count / progress->each + progress->rest;
	/* A tenth ten times is a little less than one. All of them together have a bound. */
	uint64_t events = sum > 0 ? sum + 1e-9 : 0;

	progress->rest = sum - events;
	for (uint64_t left = events; left; left--) {
		if (sample->ns) {
			write_event(script, sample, sample->ns - (left - 1) * progress->step_ns,
				    progress, out);
		} else {
			write_event(script, sample, progress->next_ns, progress, out);
			progress->next_ns += progress->step_ns;
		}
	}
}

double perf_script_each(double bytes)
{
	double each = bytes / PERF_SCRIPT_BYTES;

	if (each <= 1)
		return 1;
	/* Whole numbers are easier to read, as long as there are any. */
	return each < EXACT_MAX ? (double)((uint64_t)each + 1) : each;
}

static struct progress start_progress(const struct script *script)
{
	struct progress progress = { .each = perf_script_each(script->bytes) };
	unsigned int hz = script->about.hz;

	progress.step_ns = progress.each * (hz ? NS_PER_S / hz : NS_SYNTHETIC);
	progress.period = hz ? progress.step_ns : progress.each;
	return progress;
}

static int script_write(void *state, FILE *out)
{
	struct script *script = state;
	struct progress progress = start_progress(script);

	if (progress.each > 1)
		notice("an event of the perf script text stands for %.0f samples; as .folded or "
		       ".pb.gz, all of them fit", progress.each);
	for (size_t i = 0; i < script->samples && !ferror(out); i++)
		write_sample(script, &script->sample[i], &progress, out);
	errno = 0;
	if (fflush(out) || ferror(out)) {
		errno = errno ? errno : EIO;
		return -1;
	}
	return 0;
}

const struct writer perf_script_writer = {
	.want = STACKS_EACH | STACKS_PLACES,
	.start = script_start,
	.take = script_take,
	.write = script_write,
	.free = script_free,
};
