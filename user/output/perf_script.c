// SPDX-License-Identifier: GPL-2.0-or-later
#include <ctype.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "output/perf_script.h"
#include "output/perf_script_state.h"
#include "symbol/resolver.h"
#include "util/alloc.h"

/* Of an event, but for its frames: about so many bytes. */
#define HEAD_BYTES 64

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

/* "ext4_readdir [ext4]": the function, its module. Return: the length of the function's name. */
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
	return frame_kind_is_kernel(frame->kind) ||
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

const struct writer perf_script_writer = {
	.want = STACKS_EACH | STACKS_PLACES,
	.start = script_start,
	.take = script_take,
	.write = perf_script_write,
	.free = script_free,
};
