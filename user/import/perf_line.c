// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "import/perf_line.h"
#include "profile/stack.h"

#define NS_DIGITS 9

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static const char *skip_blanks(const char *s)
{
	while (is_blank(*s))
		s++;
	return s;
}

/* The next word; empty: there is none. @s moves behind it. */
static struct piece next_word(const char **s)
{
	const char *start = skip_blanks(*s);
	size_t len = strcspn(start, " \t");

	*s = start + len;
	return (struct piece){ start, len };
}

/* Digits at *@s, which moves behind them. False: there are none, or too many. */
static bool take_number(const char **s, uint64_t max, uint64_t *number)
{
	const char *start = *s;

	for (*number = 0; is_digit(**s); ++*s) {
		*number = *number * 10 + (**s - '0');
		if (*number > max)
			return false;
	}
	return *s > start;
}

/* "24636/25607" or "25607"; "-1" where perf does not know. */
static bool parse_ids(struct piece word, struct perf_event *event)
{
	const char *s = word.text, *end = word.text + word.len;
	uint64_t first, second;

	event->pid = event->tid = STACK_NOT_KNOWN;
	if ((word.len == 2 && !memcmp(s, "-1", 2)) || (word.len == 5 && !memcmp(s, "-1/-1", 5)))
		return true;
	if (!take_number(&s, UINT32_MAX - 1, &first))
		return false;
	event->tid = first;
	if (s == end)
		return true;
	if (*s++ != '/' || !take_number(&s, UINT32_MAX - 1, &second) || s != end)
		return false;
	event->pid = first;
	event->tid = second;
	return true;
}

/* "[002]" */
static bool parse_cpu(struct piece word, uint32_t *cpu)
{
	const char *s = word.text + 1;
	uint64_t number;

	if (*word.text != '[' || !take_number(&s, UINT32_MAX - 1, &number) || *s != ']' ||
	    s + 1 != word.text + word.len)
		return false;
	*cpu = number;
	return true;
}

/* "4794564.109216:", seconds with six or nine decimals */
static bool parse_time(struct piece word, uint64_t *ns)
{
	const char *s = word.text, *fraction;
	uint64_t seconds, part;

	if (!take_number(&s, UINT32_MAX, &seconds) || *s++ != '.')
		return false;
	fraction = s;
	if (!take_number(&s, 999999999, &part) || s - fraction > NS_DIGITS || *s != ':' ||
	    s + 1 != word.text + word.len)
		return false;
	for (size_t digits = s - fraction; digits < NS_DIGITS; digits++)
		part *= 10;
	*ns = seconds * 1000000000 + part;
	return true;
}

static bool is_number(struct piece word)
{
	size_t i = 0;

	while (i < word.len && is_digit(word.text[i]))
		i++;
	return word.len && i == word.len;
}

static bool ends_with_colon(struct piece word)
{
	return word.len > 1 && word.text[word.len - 1] == ':';
}

/* Behind the time: "250000 cycles:u:", or less of it. */
static void parse_event_name(const char *s, struct perf_event *event)
{
	const char *before = s;
	struct piece word = next_word(&s);

	if (is_number(word)) {
		before = s;
		word = next_word(&s);
	}
	event->event = (struct piece){ word.text, 0 };
	if (ends_with_colon(word)) {
		event->event.len = word.len - 1;
		before = s;
	}
	before = skip_blanks(before);
	event->rest = (struct piece){ before, strlen(before) };
}

static struct piece without_blanks(const char *start, const char *end)
{
	while (start < end && is_blank(*start))
		start++;
	while (end > start && is_blank(end[-1]))
		end--;
	return (struct piece){ start, end - start };
}

static bool is_letter(char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/* Between the ids and the time there is a CPU, and letters of the field "misc". */
static bool parse_to_time(const char *s, struct perf_event *event)
{
	for (;;) {
		struct piece word = next_word(&s);

		if (parse_time(word, &event->ns)) {
			event->timed = true;
			parse_event_name(s, event);
			return true;
		}
		if (!parse_cpu(word, &event->cpu) && !is_letter(*word.text))
			return false;
	}
}

/* Without a time: the line goes on with its CPU, a period, an event, or ends. */
static bool parse_untimed(const char *s, struct perf_event *event)
{
	const char *before = s;
	struct piece word = next_word(&s);

	event->cpu = STACK_NOT_KNOWN;
	event->timed = false;
	event->ns = 0;
	if (word.len && parse_cpu(word, &event->cpu)) {
		before = s;
		word = next_word(&s);
	}
	if (is_number(word))
		word = next_word(&s);
	if (word.len && !ends_with_colon(word))
		return false;
	parse_event_name(before, event);
	return true;
}

/*
 * The name ends before the first number behind which the line goes on as it must: names have blanks
 * and numbers, too.
 */
bool perf_event_parse(const char *line, struct perf_event *event)
{
	bool indented = is_blank(*line);
	const char *s = line;

	for (;;) {
		struct piece word = next_word(&s);

		if (!word.len)
			return false;
		if (!is_digit(*word.text) && *word.text != '-')
			continue;
		event->cpu = STACK_NOT_KNOWN;
		if (!parse_ids(word, event))
			continue;
		event->comm = without_blanks(line, word.text);
		if (parse_to_time(s, event))
			return true;
		if (!indented && event->comm.len && parse_untimed(s, event))
			return true;
	}
}

static int hex_digit(char c)
{
	if (is_digit(c))
		return c - '0';
	c |= ' ';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Hex digits. False: there is another word. */
static bool take_address(const char **s, uint64_t *address)
{
	const char *start = skip_blanks(*s);
	int digit;

	if (start[0] == '0' && start[1] == 'x')
		start += 2;
	*address = 0;
	for (*s = start; (digit = hex_digit(**s)) >= 0; ++*s)
		*address = *address << 4 | digit;
	return *s > start && *s - start <= 16 && (!**s || is_blank(**s));
}

/* The end of "NAME (DSO)": where " (" is; NULL: no file is told. */
static const char *find_dso(const char *s, size_t len)
{
	static const char deleted[] = " (deleted))";
	const size_t n = sizeof(deleted) - 1;
	size_t i;

	if (!len || s[len - 1] != ')')
		return NULL;
	/* Paths have blanks, seldom, but parentheses hardly ever: those belong to names. */
	i = len > n && !memcmp(s + len - n, deleted, n) ? len - n : len - 1;
	while (i > 1 && s[i - 1] != '(' && s[i - 1] != ')')
		i--;
	if (i < 2 || s[i - 1] != '(' || !is_blank(s[i - 2]))
		return NULL;
	return s + i - 2;
}

bool perf_frame_parse(const char *line, struct perf_frame *frame)
{
	const char *s = line, *end, *dso;

	if (!take_address(&s, &frame->address))
		return false;
	end = s + strlen(s);
	while (end > s && is_blank(end[-1]))
		end--;
	dso = find_dso(s, end - s);
	frame->name = without_blanks(s, dso ? dso : end);
	frame->dso = (struct piece){ end, 0 };
	if (dso)
		frame->dso = (struct piece){ dso + 2, end - 1 - (dso + 2) };
	return true;
}
