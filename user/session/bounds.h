/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Bounds that profiles are held to: how much of the samples certain functions may have, and how
 * much more than before.
 */
#ifndef FLAMEREC_SESSION_BOUNDS_H
#define FLAMEREC_SESSION_BOUNDS_H

#include <regex.h>

#include "profile/changes.h"
#include "util/strbuf.h"

enum bound_kind {
	BOUND_SHARE,	/* --max-share: percent of all samples, of the profile after */
	BOUND_GROWTH,	/* --max-growth: the share after less the share before */
};

/**
 * struct bound - a bound
 * @text: as the user wrote it, "REGEX=PCT"; not owned
 * @name: what names of functions match
 * @most: percent of all samples
 */
struct bound {
	enum bound_kind kind;
	const char *text;
	regex_t name;
	double most;
};

struct bounds {
	struct bound *bound;
	size_t count;
};

/**
 * struct bound_options - how bounds are held
 * @by: whether samples are a function's that ended in what it called
 * @strict: what may be noise breaks a bound, too
 * @allow_missing: bounds hold where no function matches
 */
struct bound_options {
	enum change_by by;
	bool strict, allow_missing;
};

/* What a bound is called: "max-share". */
const char *bound_kind_name(enum bound_kind kind);

/* @bounds: all zero at first. Return: 0, or -1 after saying what is wrong: a usage error. */
int bounds_add(struct bounds *bounds, enum bound_kind kind, const char *text);
void bounds_free(struct bounds *bounds);

/**
 * bound_holds() - whether a bound holds
 * @bound: the bound
 * @comparison: finished; of a single profile, one with nothing before
 * @options: how
 * @line: out: what came out, without the end of the line; the caller frees the text
 *
 * A bound is broken where the whole 95% interval lies above it.
 */
bool bound_holds(const struct bound *bound, const struct comparison *comparison,
		 const struct bound_options *options, struct strbuf *line);

#endif
