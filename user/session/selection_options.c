// SPDX-License-Identifier: GPL-2.0-or-later
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "session/selection_options.h"
#include "session/text_options.h"
#include "util/alloc.h"
#include "util/error.h"

#define SECONDS_MAX 1e9

const char selection_options_help[] =
"\n"
"Which stacks, and how much of each:\n"
"\n"
"      --comm NAME,...    programs\n"
"      --pid, --tid, --cpu LIST\n"
"                         processes, threads, CPUs, like 17,4711-4720\n"
"      --from SECONDS     what was sampled so long after the first sample, and later\n"
"      --to SECONDS       what was sampled before\n"
"      --no-idle          without what CPUs slept\n"
"      --include REGEX    stacks with a frame that matches; several: any of them\n"
"      --exclude REGEX    stacks without a frame that matches any of them\n"
"      --base FRAME       stacks with this frame, from the one nearest the leaf on\n"
"      --skip-after FRAME without what is between the program and this frame\n"
"      --collapse-recursion\n"
"                         a function that calls itself is one frame\n"
"      --threads          a frame a thread: 'prog (tid 17)'\n"
"      --per-cpu          a frame a CPU: 'CPU 3'\n";

/* Digits from *@text on; *@text is moved behind them. */
static bool take_number(char **text, uint32_t *number)
{
	uint64_t value = 0;
	const char *start = *text;

	for (; isdigit((unsigned char)**text); ++*text) {
		value = value * 10 + (**text - '0');
		/* The highest one stands for "not known". */
		if (value >= STACK_NOT_KNOWN)
			return false;
	}
	*number = value;
	return *text != start;
}

static bool take_range(char **text, struct number_range *range)
{
	if (!take_number(text, &range->from))
		return false;
	range->to = range->from;
	if (**text != '-')
		return true;
	++*text;
	return take_number(text, &range->to) && range->from <= range->to;
}

static int take_ranges(struct number_ranges *ranges, const char *option, char *text)
{
	struct number_range range;
	char *at = text;

	for (;;) {
		if (!take_range(&at, &range) || (*at && *at != ','))
			return error("%s: '%s' is no list of numbers; give one like 17,4711-4720",
				     option, text);
		ranges->range = xreallocarray(ranges->range, ranges->count + 1, sizeof(range));
		ranges->range[ranges->count++] = range;
		if (!*at++)
			return 0;
	}
}

static int add_name(struct frame_names *names, const char *option, const char *name)
{
	if (!*name)
		return error("%s: no name; give one as the picture shows it", option);
	names->name = xreallocarray(names->name, names->count + 1, sizeof(*names->name));
	names->name[names->count++] = name;
	return 0;
}

static int take_names(struct frame_names *names, const char *option, char *text)
{
	char *name;

	while ((name = strsep(&text, ","))) {
		if (add_name(names, option, name))
			return -1;
	}
	return 0;
}

static int add_pattern(struct frame_patterns *patterns, const char *option, const char *text)
{
	regex_t pattern;

	if (text_pattern(option, text, &pattern))
		return -1;
	patterns->pattern = xreallocarray(patterns->pattern, patterns->count + 1, sizeof(pattern));
	patterns->pattern[patterns->count++] = pattern;
	return 0;
}

static int take_time(struct selection *selection, const char *option, double *at, const char *text)
{
	double seconds;
	char *end;

	seconds = strtod(text, &end);
	if (end == text || *end || !isfinite(seconds) || seconds < 0 || seconds > SECONDS_MAX)
		return error("%s: '%s' is no time; give seconds from the first sample on, like 2.5",
			     option, text);
	if (!selection->timed)
		selection->to = INFINITY;
	selection->timed = true;
	*at = seconds;
	if (selection->from >= selection->to)
		return error("%s: nothing lies between %g and %g seconds; --from must be the "
			     "smaller one", option, selection->from, selection->to);
	return 0;
}

/* Before the value is changed. */
static void say(struct selection *selection, const char *option, const char *value)
{
	strbuf_addf(&selection->said, "%s%s%s%s", selection->said.len ? " " : "", option,
		    value ? " " : "", value ? value : "");
}

int selection_option(struct selection *selection, int c, char *value)
{
	static const struct option options[] = { SELECTION_LONG_OPTIONS };
	char option[32] = "";

	for (size_t i = 0; i < sizeof(options) / sizeof(*options); i++) {
		if (options[i].val == c)
			snprintf(option, sizeof(option), "--%s", options[i].name);
	}
	say(selection, option, value);
	switch (c) {
	case OPTION_COMM:
		return take_names(&selection->comms, option, value);
	case OPTION_PID:
		return take_ranges(&selection->pids, option, value);
	case OPTION_TID:
		return take_ranges(&selection->tids, option, value);
	case OPTION_CPU:
		return take_ranges(&selection->cpus, option, value);
	case OPTION_FROM:
		return take_time(selection, option, &selection->from, value);
	case OPTION_TO:
		return take_time(selection, option, &selection->to, value);
	case OPTION_INCLUDE:
		return add_pattern(&selection->include, option, value);
	case OPTION_EXCLUDE:
		return add_pattern(&selection->exclude, option, value);
	case OPTION_BASE:
		return add_name(&selection->bases, option, value);
	case OPTION_SKIP_AFTER:
		return add_name(&selection->skip_after, option, value);
	case OPTION_NO_IDLE:
		selection->no_idle = true;
		break;
	case OPTION_COLLAPSE_RECURSION:
		selection->collapse_recursion = true;
		break;
	case OPTION_THREADS:
		selection->threads = true;
		break;
	case OPTION_PER_CPU:
		selection->per_cpu = true;
		break;
	}
	return 0;
}
