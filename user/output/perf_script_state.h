/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What perf script text is made of while stacks are taken; for the files that make it up.
 */
#ifndef FLAMEREC_OUTPUT_PERF_SCRIPT_STATE_H
#define FLAMEREC_OUTPUT_PERF_SCRIPT_STATE_H

#include "output/writer.h"
#include "util/distinct.h"
#include "util/strbuf.h"
#include "util/strpool.h"

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

/* Write it all. Return: 0, or -1 with errno set. */
int perf_script_write(void *script, FILE *out);

#endif
