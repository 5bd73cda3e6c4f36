// SPDX-License-Identifier: GPL-2.0-or-later
#include <ctype.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "session/lists.h"
#include "util/alloc.h"
#include "util/error.h"

#define CPU_MAX 65535
#define PID_MAX (4 * 1024 * 1024)	/* of the kernel, on 64 bit */
#define SECONDS_MAX 1e9

/* Digits from *@text on, up to @max; *@text is moved behind them. */
static bool take_number(const char **text, uint64_t max, uint64_t *number)
{
	const char *start = *text;

	for (*number = 0; isdigit((unsigned char)**text); ++*text) {
		*number = *number * 10 + (**text - '0');
		if (*number > max)
			return false;
	}
	return *text != start;
}

static void set_cpus(uint8_t **bitmap, size_t *bytes, uint64_t from, uint64_t to)
{
	size_t need = to / 8 + 1;

	if (need > *bytes) {
		*bitmap = xreallocarray(*bitmap, need, 1);
		memset(*bitmap + *bytes, 0, need - *bytes);
		*bytes = need;
	}
	for (uint64_t cpu = from; cpu <= to; cpu++)
		(*bitmap)[cpu / 8] |= 1u << (cpu % 8);
}

static bool take_range(const char **text, uint64_t *from, uint64_t *to)
{
	if (!take_number(text, CPU_MAX, from))
		return false;
	*to = *from;
	if (**text != '-')
		return true;
	++*text;
	return take_number(text, CPU_MAX, to) && *from <= *to;
}

int parse_cpus(const char *text, uint8_t **bitmap, size_t *bytes)
{
	const char *at = text;
	uint64_t from, to;

	for (;;) {
		if (!take_range(&at, &from, &to) || (*at && *at != ','))
			return error("'%s' is no list of CPUs; give one like 0-3,5", text);
		set_cpus(bitmap, bytes, from, to);
		if (!*at++)
			return 0;
	}
}

int parse_pids(const char *text, uint32_t **pids, size_t *count)
{
	const char *at = text;
	uint64_t pid;

	for (;;) {
		if (!take_number(&at, PID_MAX, &pid) || !pid || (*at && *at != ','))
			return error("'%s' is no list of process ids; give one like 17,4711", text);
		*pids = xreallocarray(*pids, *count + 1, sizeof(**pids));
		(*pids)[(*count)++] = pid;
		if (!*at++)
			return 0;
	}
}

int parse_size(const char *option, const char *text, uint32_t *bytes)
{
	static const char units[] = "KMG";
	const char *at = text, *unit;
	uint64_t number;

	if (take_number(&at, UINT32_MAX, &number)) {
		unit = *at ? strchr(units, toupper((unsigned char)*at)) : NULL;
		if (unit) {
			number <<= 10 * (unit - units + 1);
			at++;
		}
		if (!*at && number && number <= UINT32_MAX) {
			*bytes = number;
			return 0;
		}
	}
	return error("%s: '%s' is no size; give bytes, or a number with K or M, like 512K", option,
		     text);
}

int parse_number(const char *what, const char *text, uint32_t min, uint32_t max, uint32_t *number)
{
	const char *at = text;
	uint64_t value;

	if (!take_number(&at, max, &value) || *at || value < min)
		return error("'%s' is not %s; give a number from %u to %u", text, what, min, max);
	*number = value;
	return 0;
}

int parse_seconds(const char *text, double *seconds)
{
	char *end;

	*seconds = strtod(text, &end);
	if (end == text || *end || !isfinite(*seconds) || *seconds <= 0 || *seconds > SECONDS_MAX)
		return error("'%s' is no duration; give seconds, like 10 or 0.5", text);
	return 0;
}
