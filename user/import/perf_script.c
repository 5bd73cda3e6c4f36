// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>
#include <string.h>

#include "import/marker.h"
#include "import/perf_line.h"
#include "import/perf_name.h"
#include "import/perf_script.h"
#include "util/alloc.h"
#include "util/error.h"

/* Far more than kernels record. Without blank lines a file would be one sample. */
#define FRAMES_MAX 65536

/* A frame while its sample is read: its texts may still move. */
struct pending {
	enum frame_kind kind;
	size_t name, package;	/* places in the sample's text; @package 0: not known */
};

/**
 * struct sampled - a reader between two lines
 * @take, @arg: who wants the stacks
 * @open: a sample has begun, and is wanted
 * @java: its program is a Java virtual machine
 * @about: what is known of it, but its frames
 * @text: its names, each ended by NUL, the program's first
 * @pending: its frames, leaf first, @n of them
 * @frame: the same as they are handed over
 * @first_event: the others are left out
 * @samples: that were handed on
 * @other_events: samples of other events
 * @bad: lines that are neither
 */
struct sampled {
	stack_fn *take;
	void *arg;
	bool open, java;
	struct stack about;
	struct strbuf text;
	struct pending *pending;
	size_t n, pending_capacity;
	struct frame *frame;
	size_t frame_capacity;
	char *first_event;
	size_t samples, other_events, bad;
};

/* Ends a name. The NUL that is there already belongs to the text from now on. */
static void end_name(struct strbuf *text)
{
	strbuf_add_n(text, "", 1);
}

static void finish_sample(struct sampled *sampled)
{
	struct stack stack = sampled->about;

	if (!sampled->open)
		return;
	sampled->open = false;
	sampled->frame = grow(sampled->frame, &sampled->frame_capacity, sampled->n + 1,
			      sizeof(*sampled->frame));
	sampled->frame[0] = (struct frame){ .name = sampled->text.text, .kind = FRAME_PROCESS };
	for (size_t i = 0; i < sampled->n; i++) {
		const struct pending *pending = &sampled->pending[sampled->n - 1 - i];

		sampled->frame[i + 1] = (struct frame){
			.name = sampled->text.text + pending->name, .kind = pending->kind,
			.package = pending->package ? sampled->text.text + pending->package : NULL,
		};
	}
	stack.frames = sampled->frame;
	stack.n = sampled->n + 1;
	stack.count = 1;
	sampled->samples++;
	sampled->take(sampled->arg, &stack);
}

static size_t add_text(struct strbuf *text, struct piece piece)
{
	size_t at = text->len;

	strbuf_add_n(text, piece.text, piece.len);
	end_name(text);
	return at;
}

static void push(struct sampled *sampled, struct pending frame)
{
	sampled->pending = grow(sampled->pending, &sampled->pending_capacity, sampled->n + 1,
				sizeof(frame));
	sampled->pending[sampled->n++] = frame;
}

static enum frame_kind kind_of(struct piece name, enum frame_kind kind)
{
	if (perf_name_unknown(name))
		return FRAME_UNKNOWN;
	return kind;
}

/* A function, or one of several that a JIT compiler has inlined into each other. */
static void push_function(struct sampled *sampled, struct piece name, struct piece dso,
			  enum frame_kind kind)
{
	struct perf_place place = perf_place_of(dso);
	struct pending frame = { .kind = kind_of(name, kind), .name = sampled->text.len };

	if (sampled->n == FRAMES_MAX) {
		sampled->bad++;
		return;
	}
	perf_name(&sampled->text, name, dso, sampled->java);
	if (place.module.len && frame.kind != FRAME_UNKNOWN) {
		strbuf_add(&sampled->text, " [");
		strbuf_add_n(&sampled->text, place.module.text, place.module.len);
		strbuf_add(&sampled->text, "]");
	}
	end_name(&sampled->text);
	if (name.len && name.text[0] == '[' && frame.kind != FRAME_UNKNOWN)
		frame.kind = marker_kind(sampled->text.text + frame.name);
	if (place.package.len)
		frame.package = add_text(&sampled->text, place.package);
	push(sampled, frame);
}

/* The last "->" of a name; NULL: there is none. */
static const char *last_arrow(struct piece name)
{
	for (size_t i = name.len; i-- > 1;) {
		if (name.text[i] == '>' && name.text[i - 1] == '-')
			return name.text + i - 1;
	}
	return NULL;
}

/*
 * perf-map-agent tells what a compiler has inlined as "a->b->c". Other code has "->" in its names,
 * too: "operator->".
 */
static void push_frame(struct sampled *sampled, const struct perf_frame *frame)
{
	struct piece name = perf_name_without_offset(frame->name);
	enum frame_kind kind = perf_place_of(frame->dso).kind;
	const char *arrow;

	/* No function: the name of a process. "(anonymous namespace)::f" is one. */
	if (name.len && name.text[0] == '(' && strncmp(name.text, "(anon", 5))
		return;
	while (kind == FRAME_JIT && (arrow = last_arrow(name))) {
		size_t len = name.text + name.len - (arrow + 2);

		push_function(sampled, (struct piece){ arrow + 2, len }, frame->dso, FRAME_INLINED);
		name.len = arrow - name.text;
	}
	push_function(sampled, name, frame->dso, kind);
}

/* Mixed, events would mean nothing: those of the first are kept. */
static bool is_wanted_event(struct sampled *sampled, const struct perf_event *event)
{
	/* A sample in one line, or a tracepoint that tells something. */
	if (!event->event.len || event->rest.len)
		return true;
	if (!sampled->first_event)
		sampled->first_event = xstrndup(event->event.text, event->event.len);
	if (strlen(sampled->first_event) == event->event.len &&
	    !memcmp(sampled->first_event, event->event.text, event->event.len))
		return true;
	sampled->other_events++;
	return false;
}

/* PERF_RECORD_MMAP and others, by --show-mmap-events. */
static bool is_record(const struct perf_event *event)
{
	return !strncmp(event->rest.text, "PERF_RECORD_", strlen("PERF_RECORD_"));
}

static void add_program(struct sampled *sampled, const struct perf_event *event)
{
	struct strbuf *text = &sampled->text;

	strbuf_truncate(text, 0);
	if (event->comm.len)
		strbuf_add_n(text, event->comm.text, event->comm.len);
	else if (event->tid != STACK_NOT_KNOWN)
		strbuf_addf(text, ":%u", event->tid);
	else
		strbuf_add(text, "[unknown]");
	for (size_t i = 0; i < text->len; i++) {
		if (text->text[i] == ' ' || text->text[i] == '\t')
			text->text[i] = '_';
	}
	end_name(text);
	sampled->java = !strcmp(text->text, "java");
}

static void begin_sample(struct sampled *sampled, const struct perf_event *event)
{
	struct perf_frame frame;

	finish_sample(sampled);
	if (is_record(event) || !is_wanted_event(sampled, event))
		return;
	sampled->open = true;
	sampled->n = 0;
	sampled->about = (struct stack){
		.pid = event->pid, .tid = event->tid, .cpu = event->cpu, .ns = event->ns,
	};
	add_program(sampled, event);
	if (event->rest.len && perf_frame_parse(event->rest.text, &frame))
		push_frame(sampled, &frame);
}

/* A frame's line is indented, and the first line of a sample without a stack may be. */
static void read_line(struct sampled *sampled, const char *line, size_t len)
{
	struct perf_event event;
	struct perf_frame frame;

	if (strlen(line) != len)
		sampled->bad++;
	else if (!line[strspn(line, " \t")])
		finish_sample(sampled);
	else if (line[0] == '#')
		return;
	else if (perf_event_parse(line, &event))
		begin_sample(sampled, &event);
	else if (!perf_frame_parse(line, &frame))
		sampled->bad++;
	else if (sampled->open)
		push_frame(sampled, &frame);
}

enum perf_script_look perf_script_look(const char *line)
{
	struct perf_event event;

	if (!perf_event_parse(line, &event))
		return PERF_SCRIPT_NO;
	if (event.timed)
		return PERF_SCRIPT_SURELY;
	return event.event.len ? PERF_SCRIPT_PERHAPS : PERF_SCRIPT_NO;
}

static int judge(const struct sampled *sampled, const struct lines *lines, const char *name)
{
	size_t bad = sampled->bad + lines->too_long;

	if (lines->error)
		return error("can't read %s: %s; check the file", name, strerror(lines->error));
	if (sampled->other_events)
		notice("%s: left out %zu sample(s) of other events than %s", name,
		       sampled->other_events, sampled->first_event);
	if (bad)
		notice("%s: left out %zu line(s) that are no part of a sample", name, bad);
	return 0;
}

int perf_script_read(struct lines *lines, const char *name, stack_fn *take, void *arg)
{
	struct sampled sampled = { .take = take, .arg = arg };
	const char *line;
	size_t len;
	int result;

	while ((line = lines_next(lines, &len)))
		read_line(&sampled, line, len);
	finish_sample(&sampled);
	result = judge(&sampled, lines, name);
	free(sampled.text.text);
	free(sampled.pending);
	free(sampled.frame);
	free(sampled.first_event);
	return result;
}
