/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The options that select stacks, which render, report, fold, diff, check and heatmap share.
 */
#ifndef FLAMEREC_SESSION_SELECTION_OPTIONS_H
#define FLAMEREC_SESSION_SELECTION_OPTIONS_H

#include <getopt.h>

#include "profile/select.h"

/* Numbers of the long options; above those of naming, below those of pictures. */
enum {
	OPTION_SELECTION = 768,
	OPTION_COMM = OPTION_SELECTION,
	OPTION_PID,
	OPTION_TID,
	OPTION_CPU,
	OPTION_FROM,
	OPTION_TO,
	OPTION_INCLUDE,
	OPTION_EXCLUDE,
	OPTION_BASE,
	OPTION_SKIP_AFTER,
	OPTION_NO_IDLE,
	OPTION_COLLAPSE_RECURSION,
	OPTION_THREADS,
	OPTION_PER_CPU,
	OPTION_SELECTION_END
};

/* Entries for the arrays of getopt_long(). */
#define SELECTION_LONG_OPTIONS \
	{ "comm", required_argument, NULL, OPTION_COMM }, \
	{ "pid", required_argument, NULL, OPTION_PID }, \
	{ "tid", required_argument, NULL, OPTION_TID }, \
	{ "cpu", required_argument, NULL, OPTION_CPU }, \
	{ "from", required_argument, NULL, OPTION_FROM }, \
	{ "to", required_argument, NULL, OPTION_TO }, \
	{ "include", required_argument, NULL, OPTION_INCLUDE }, \
	{ "exclude", required_argument, NULL, OPTION_EXCLUDE }, \
	{ "base", required_argument, NULL, OPTION_BASE }, \
	{ "skip-after", required_argument, NULL, OPTION_SKIP_AFTER }, \
	{ "no-idle", no_argument, NULL, OPTION_NO_IDLE }, \
	{ "collapse-recursion", no_argument, NULL, OPTION_COLLAPSE_RECURSION }, \
	{ "threads", no_argument, NULL, OPTION_THREADS }, \
	{ "per-cpu", no_argument, NULL, OPTION_PER_CPU }

/* The help on them: a heading, and lines. */
extern const char selection_options_help[];

/**
 * selection_option() - take one of them
 * @selection: all zero at first; free it with selection_free()
 * @c: what getopt_long() returned: from OPTION_SELECTION to before OPTION_SELECTION_END
 * @value: its argument, which is changed; outlives @selection
 *
 * Return: 0, or -1 after saying what is wrong: a usage error.
 */
int selection_option(struct selection *selection, int c, char *value);

#endif
