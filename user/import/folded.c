// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "import/folded.h"
#include "import/marker.h"
#include "util/alloc.h"
#include "util/error.h"

/* What is above is no count of anything; number_plain() writes no more either. */
#define COUNT_MAX UINT64_C(1000000000000000000)

/* Digits of a fraction that a double can tell apart. */
#define FRACTION_DIGITS 15

/**
 * struct folded - a reader between two lines
 * @raw: the stack of the line before, as it was: most lines begin as the one before did
 * @text: the same, cut into names that frames point to
 * @len: bytes of both
 * @capacity: that they have room for
 * @frame: its frames, @n of them
 * @end: where each of them ends in @raw
 * @good: lines with a stack; @bad: others; @binary: those of them that have a NUL
 * @stacks: a line of several frames was among them, which ordinary text seldom has
 */
struct folded {
	char *raw, *text;
	size_t len, capacity;
	struct frame *frame;
	size_t *end;
	size_t n, frame_capacity, end_capacity;
	size_t good, bad, binary;
	bool stacks;
};

/* "ext4_readdir [ext4]" */
static bool has_module(const char *text, size_t len)
{
	const char *bracket = text[len - 1] == ']' ? memrchr(text, '[', len) : NULL;

	return bracket && bracket > text && bracket[-1] == ' ';
}

/* Cuts "_[k]" off at the end, and tells by it the kind. False: there is none, or nothing before. */
static bool cut_mark(char *text, size_t len, enum frame_kind *kind)
{
	const size_t mark = strlen("_[k]");
	char *at;

	if (len <= mark || text[len - 1] != ']')
		return false;
	at = text + len - mark;
	if (at[0] != '_' || at[1] != '[')
		return false;
	switch (at[2]) {
	case 'k':
		*at = '\0';
		*kind = has_module(text, len - mark) ? FRAME_MODULE : FRAME_KERNEL;
		return true;
	case 'i':
		*kind = FRAME_INLINED;
		break;
	case 'j':
		*kind = FRAME_JIT;
		break;
	default:
		return false;
	}
	*at = '\0';
	return true;
}

/*
 * Tells a frame's kind by its text, and cuts its mark off. The first frame is the process, unless
 * there is none to know, as in "[stack lost] 5".
 */
static struct frame parse_frame(char *text, size_t len, bool first)
{
	enum frame_kind kind = FRAME_USER;

	if (cut_mark(text, len, &kind))
		return (struct frame){ .name = text, .kind = kind };
	if (text[0] == '[' && text[len - 1] == ']')
		kind = marker_kind(text);
	else if (text[0] == '0' && text[1] == 'x')
		kind = FRAME_UNKNOWN;
	if (first && kind != FRAME_CONTEXT && kind != FRAME_BROKEN)
		kind = FRAME_PROCESS;
	return (struct frame){ .name = text, .kind = kind };
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* As "\s" of regular expressions. */
static bool is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static size_t without_blanks(const char *line, size_t len)
{
	while (len && is_blank(line[len - 1]))
		len--;
	return len;
}

/* "12", "12.", "12.5". False: too large. No strtod(), which knows more numbers than those. */
static bool parse_number(const char *s, const char *end, double *number)
{
	uint64_t digits = 0;
	double scale = 1;
	int fraction = 0;

	for (; s < end && *s != '.'; s++) {
		digits = digits * 10 + (*s - '0');
		if (digits > COUNT_MAX)
			return false;
	}
	for (s++; s < end && fraction < FRACTION_DIGITS && digits < COUNT_MAX / 10; s++) {
		digits = digits * 10 + (*s - '0');
		scale *= 10;
		fraction++;
	}
	*number = digits / scale;
	return true;
}

/* Cuts the count off behind the last blank; names have blanks, too. False: there is none. */
static bool cut_count(const char *line, size_t *len, double *count)
{
	size_t end = *len, i = end;

	while (i && is_digit(line[i - 1]))
		i--;
	if (i && line[i - 1] == '.') {
		i--;
		while (i && is_digit(line[i - 1]))
			i--;
	}
	if (!i || !is_blank(line[i - 1]) || i == end || !is_digit(line[i]))
		return false;
	if (!parse_number(line + i, line + end, count))
		return false;
	*len = without_blanks(line, i);
	return true;
}

/* How many bytes two stacks begin with alike. */
static size_t common_bytes(const char *a, const char *b, size_t max)
{
	uint64_t x, y;
	size_t i;

	for (i = 0; i + sizeof(x) <= max; i += sizeof(x)) {
		memcpy(&x, a + i, sizeof(x));
		memcpy(&y, b + i, sizeof(y));
		if (x != y)
			break;
	}
	while (i < max && a[i] == b[i])
		i++;
	return i;
}

/* How many of the first frames are those of the line before. */
static size_t shared_frames(const struct folded *folded, const char *stack, size_t len)
{
	size_t max = len < folded->len ? len : folded->len;
	size_t same = common_bytes(folded->raw, stack, max);
	size_t n = len ? folded->n : 0;

	while (n && (folded->end[n - 1] > same ||
		     (folded->end[n - 1] < len && stack[folded->end[n - 1]] != ';')))
		n--;
	return n;
}

/* Room for a stack. Growing moves the names, so that nothing is shared then. */
static void make_room(struct folded *folded, size_t len)
{
	size_t capacity = folded->capacity;

	if (len < folded->capacity)
		return;
	folded->raw = grow(folded->raw, &capacity, len + 1, 1);
	folded->text = grow(folded->text, &folded->capacity, len + 1, 1);
	folded->len = folded->n = 0;
}

static void push(struct folded *folded, struct frame frame, size_t end)
{
	folded->frame = grow(folded->frame, &folded->frame_capacity, folded->n + 1, sizeof(frame));
	folded->end = grow(folded->end, &folded->end_capacity, folded->n + 1, sizeof(end));
	folded->frame[folded->n] = frame;
	folded->end[folded->n++] = end;
}

/* Cuts a stack into frames, but for those that it shares. Return: how many those are. */
static size_t split(struct folded *folded, const char *stack, size_t len)
{
	size_t shared, start;

	make_room(folded, len);
	shared = shared_frames(folded, stack, len);
	start = shared ? folded->end[shared - 1] + 1 : 0;
	folded->n = shared;
	folded->len = len;
	memcpy(folded->raw, stack, len);
	if (start < len)
		memcpy(folded->text + start, stack + start, len - start);
	folded->text[len] = '\0';
	while (start < len) {
		char *text = folded->text + start;
		char *end = memchr(text, ';', len - start);

		if (!end)
			end = folded->text + len;
		*end = '\0';
		push(folded, parse_frame(text, end - text, !start), end - folded->text);
		start = end - folded->text + 1;
	}
	return shared;
}

bool folded_is_line(const char *line, size_t len)
{
	double count;

	len = without_blanks(line, len);
	return cut_count(line, &len, &count);
}

static bool add_line(struct folded *folded, const char *line, size_t len, stack_fn *take, void *arg)
{
	struct stack stack = { .pid = STACK_NOT_KNOWN, .tid = STACK_NOT_KNOWN,
			       .cpu = STACK_NOT_KNOWN };

	if (memchr(line, '\0', len)) {
		folded->binary++;
		return false;
	}
	if (!cut_count(line, &len, &stack.count))
		return false;
	cut_count(line, &len, &stack.was);
	folded->stacks |= memchr(line, ';', len) != NULL;
	while (len && line[len - 1] == ';')
		len--;
	stack.shared = split(folded, line, len);
	stack.frames = folded->frame;
	stack.n = folded->n;
	take(arg, &stack);
	return true;
}

/* Annotations that some tools put before the stacks. Names may start with '#', too. */
static bool is_comment(const char *line, size_t len)
{
	return line[0] == '#' && (len == 1 || is_blank(line[1])) && !memchr(line, ';', len);
}

static void read_line(struct folded *folded, const char *line, size_t len, stack_fn *take,
		      void *arg)
{
	len = without_blanks(line, len);
	if (!len || is_comment(line, len))
		return;
	if (add_line(folded, line, len, take, arg))
		folded->good++;
	else
		folded->bad++;
}

/* By chance, a line of any text may end with a number. */
static bool is_other_text(const struct folded *folded, size_t bad)
{
	if (!bad || !folded->good)
		return bad > 0;
	return bad > folded->good && (!folded->stacks || folded->binary);
}

static int judge(const struct folded *folded, const struct lines *lines, const char *name)
{
	size_t bad = folded->bad + lines->too_long;

	if (lines->error)
		return error("can't read %s: %s; check the file", name, strerror(lines->error));
	if (is_other_text(folded, bad))
		return error("%s is neither a capture (.fsc), folded stacks, nor what perf script "
			     "prints; folded stacks have lines like \"sh;main;read 12\"", name);
	if (bad)
		notice("%s: left out %zu line(s) that are no folded stacks", name, bad);
	return 0;
}

int folded_read(struct lines *lines, const char *name, stack_fn *take, void *arg)
{
	struct folded folded = { 0 };
	const char *line;
	size_t len;

	while ((line = lines_next(lines, &len)))
		read_line(&folded, line, len, take, arg);
	free(folded.raw);
	free(folded.text);
	free(folded.frame);
	free(folded.end);
	return judge(&folded, lines, name);
}
