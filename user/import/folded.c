// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "import/folded.h"
#include "util/alloc.h"
#include "util/error.h"

/* More than any capture holds, and so little that no sum of lines overflows. */
#define COUNT_MAX (UINT64_C(1) << 48)

/* A line's frames. */
struct line {
	struct frame *frame;
	size_t n, capacity;
};

static bool starts(const char *s, const char *prefix)
{
	return !strncmp(s, prefix, strlen(prefix));
}

/* The kind of a frame that stands in brackets as a whole. */
static enum frame_kind bracketed_kind(const char *name)
{
	static const char *const context[] = { "[softirq", "[hardirq", "[nmi", "[idle", "[late" };
	static const char *const broken[] = { "[truncated", "[unreadable", "[stack lost" };

	for (size_t i = 0; i < sizeof(context) / sizeof(*context); i++) {
		if (starts(name, context[i]))
			return FRAME_CONTEXT;
	}
	for (size_t i = 0; i < sizeof(broken) / sizeof(*broken); i++) {
		if (starts(name, broken[i]))
			return FRAME_BROKEN;
	}
	return FRAME_UNKNOWN;
}

/* Cuts "_[?]" off at the end. Return: the letter; 0: there is none, or nothing before it. */
static char cut_mark(char *text)
{
	const size_t mark = strlen("_[k]");
	size_t len = strlen(text);
	char *at = text + len - mark;

	if (len <= mark || at[0] != '_' || at[1] != '[' || !strchr("kij", at[2]) || at[3] != ']')
		return '\0';
	at[0] = '\0';
	return at[2];
}

/* "ext4_readdir [ext4]" */
static bool has_module(const char *text)
{
	return text[strlen(text) - 1] == ']' && strstr(text, " [");
}

/* Tells a frame's kind by its text, and cuts its mark off. */
static struct frame parse_frame(char *text)
{
	switch (cut_mark(text)) {
	case 'k':
		return (struct frame){ .name = text, .kind = has_module(text) ? FRAME_MODULE : FRAME_KERNEL };
	case 'i':
		return (struct frame){ .name = text, .kind = FRAME_INLINED };
	case 'j':
		return (struct frame){ .name = text, .kind = FRAME_JIT };
	}
	if (text[0] == '[' && text[strlen(text) - 1] == ']')
		return (struct frame){ .name = text, .kind = bracketed_kind(text) };
	if (starts(text, "0x"))
		return (struct frame){ .name = text, .kind = FRAME_UNKNOWN };
	return (struct frame){ .name = text, .kind = FRAME_USER };
}

/* The first frame: the process, unless there is none to know, as in "[stack lost] 5". */
static struct frame parse_root(char *text)
{
	struct frame frame = parse_frame(text);

	if (frame.kind != FRAME_CONTEXT && frame.kind != FRAME_BROKEN)
		frame.kind = FRAME_PROCESS;
	return frame;
}

static void push(struct line *stack, struct frame frame)
{
	stack->frame = grow(stack->frame, &stack->capacity, stack->n + 1, sizeof(frame));
	stack->frame[stack->n++] = frame;
}

static void split(char *text, struct line *stack)
{
	char *rest;

	stack->n = 0;
	for (char *s = strtok_r(text, ";", &rest); s; s = strtok_r(NULL, ";", &rest))
		push(stack, stack->n ? parse_frame(s) : parse_root(s));
}

/* The count behind the last space, which is cut off with it; names have spaces, too. */
static bool cut_count(char *line, uint64_t *count)
{
	char *space = strrchr(line, ' '), *end;

	/* strtoull() would take a sign and blanks. */
	if (!space || space[1] < '0' || space[1] > '9')
		return false;
	errno = 0;
	*count = strtoull(space + 1, &end, 10);
	if (errno || *end || *count > COUNT_MAX)
		return false;
	*space = '\0';
	return true;
}

static bool add_line(char *line, struct line *parsed, stack_fn *take, void *arg)
{
	uint64_t count;

	if (!cut_count(line, &count))
		return false;
	split(line, parsed);
	if (!parsed->n)
		return false;
	take(arg, &(struct stack){ .frames = parsed->frame, .n = parsed->n, .count = count,
				   .pid = STACK_NOT_KNOWN, .tid = STACK_NOT_KNOWN,
				   .cpu = STACK_NOT_KNOWN });
	return true;
}

int folded_read(FILE *in, const char *name, stack_fn *take, void *arg)
{
	struct line stack = { 0 };
	size_t good = 0, bad = 0, size = 0;
	char *line = NULL;
	bool binary = false;
	ssize_t len;
	int failed;

	errno = 0;
	while ((len = getline(&line, &size, in)) >= 0) {
		/* Text has no NUL. */
		if (memchr(line, '\0', len)) {
			binary = true;
			break;
		}
		len = strcspn(line, "\r\n");
		line[len] = '\0';
		/* Annotations that some tools put before the stacks. */
		if (!len || line[0] == '#')
			continue;
		if (add_line(line, &stack, take, arg))
			good++;
		else
			bad++;
	}
	failed = ferror(in) ? errno : 0;
	free(line);
	free(stack.frame);

	if (failed)
		return error("can't read %s: %s; check the file", name, strerror(failed));
	/* By chance, a line of any text may end with a number. */
	if (binary || !good || bad > good)
		return error("%s is neither a capture (.fsc) nor folded stacks; those have lines like "
			     "\"sh;main;read 12\"",
			     name);
	if (bad)
		notice("%s: left out %zu line(s) that are no folded stacks", name, bad);
	return 0;
}
