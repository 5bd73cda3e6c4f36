/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The lines that perf script prints.
 *
 *	V8 WorkerThread 24636/25607 [000] 4794564.109216:     250000 cycles:u:
 *	        ffffffff8103ce3b native_safe_halt+0xb ([kernel.kallsyms])
 *
 * Which fields there are the user of perf script chose; every field but the program's name can be
 * missing. tools/perf/Documentation/perf-script.txt of Linux describes them, and what they look
 * like is in tools/perf/builtin-script.c alone.
 */
#ifndef FLAMEREC_IMPORT_PERF_LINE_H
#define FLAMEREC_IMPORT_PERF_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A piece of a line. */
struct piece {
	const char *text;
	size_t len;
};

/**
 * struct perf_event - the line that a sample begins with
 * @comm: the program's name, perhaps with blanks
 * @pid, @tid, @cpu: STACK_NOT_KNOWN where they are missing
 * @ns: when; 0: missing
 * @timed: a time is there, by which such a line is told from any other text
 * @event: without its colon; empty: missing
 * @rest: what follows the event: the only frame of a sample without a stack, or what a tracepoint
 *	says
 */
struct perf_event {
	struct piece comm;
	uint32_t pid, tid, cpu;
	uint64_t ns;
	bool timed;
	struct piece event, rest;
};

/* False: it is another line. The pieces point into @line. */
bool perf_event_parse(const char *line, struct perf_event *event);

/**
 * struct perf_frame - a line of a stack
 * @address: of the code
 * @name: with its offset; "[unknown]", or empty: it has none
 * @dso: the file, without its parentheses; empty: missing
 */
struct perf_frame {
	uint64_t address;
	struct piece name, dso;
};

/* False: it is another line. The pieces point into @line. */
bool perf_frame_parse(const char *line, struct perf_frame *frame);

#endif
