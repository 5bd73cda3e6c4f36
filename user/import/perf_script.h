/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What perf script prints: a sample, its stack line by line, leaf first, and a blank line.
 *
 * The stacks are those of stackcollapse-perf.pl: the program's name first, with '_' for blanks, one
 * a sample, and of several events those of the first alone. Other than there, a sample without a
 * stack and the last one without a blank line behind it count, and frames of modules are called as
 * everywhere here, "ext4_readdir [ext4]".
 */
#ifndef FLAMEREC_IMPORT_PERF_SCRIPT_H
#define FLAMEREC_IMPORT_PERF_SCRIPT_H

#include "import/lines.h"
#include "profile/stack.h"

/* As text_read(), of such text. */
int perf_script_read(struct lines *lines, const char *name, stack_fn *take, void *arg);

/* How a line looks like the first of a sample. */
enum perf_script_look {
	PERF_SCRIPT_NO,
	PERF_SCRIPT_PERHAPS,	/* it has no time: other text looks alike, seldom */
	PERF_SCRIPT_SURELY
};

enum perf_script_look perf_script_look(const char *line);

#endif
