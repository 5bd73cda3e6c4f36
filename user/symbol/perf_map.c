// SPDX-License-Identifier: GPL-2.0-or-later
#include "symbol/perf_map.h"

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static void skip_blanks(const char **at, const char *end)
{
	while (*at < end && is_blank(**at))
		++*at;
}

static int digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* A number and the blank behind it. Return: false where there is none, or one of over 64 bits. */
static bool take_number(const char **at, const char *end, uint64_t *number)
{
	const char *first;

	skip_blanks(at, end);
	if (end - *at > 2 && (*at)[0] == '0' && ((*at)[1] | 0x20) == 'x')
		*at += 2;
	*number = 0;
	for (first = *at; *at < end && digit(**at) >= 0; ++*at) {
		if (*number >> 60)
			return false;
		*number = *number << 4 | digit(**at);
	}
	return *at > first && *at < end && is_blank(**at);
}

bool perf_map_parse(const char *text, size_t len, struct perf_map_line *line)
{
	const char *at = text, *end = text + len;
	uint64_t size;

	if (!take_number(&at, end, &line->start) || !take_number(&at, end, &size))
		return false;
	skip_blanks(&at, end);
	while (end > at && (is_blank(end[-1]) || end[-1] == '\r'))
		end--;
	line->name = at;
	line->name_len = end - at < JIT_NAME_MAX ? end - at : JIT_NAME_MAX;
	return line->name_len && !__builtin_add_overflow(line->start, size, &line->end) && size;
}
