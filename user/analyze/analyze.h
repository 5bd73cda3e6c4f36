/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The patterns in a profile, with their evidence, and what people do about them.
 */
#ifndef FLAMEREC_ANALYZE_ANALYZE_H
#define FLAMEREC_ANALYZE_ANALYZE_H

#include <stdio.h>

#include "analyze/subject.h"
#include "output/json.h"

#define ANALYZE_MIN_SHARE 0.03	/* unless told otherwise */

/**
 * analysis_start() - look at a tree
 * @subject: filled in; free it with analysis_end()
 * @tree: a finished tree without idle stacks; outlives @subject
 * @idle: samples that were left out of it, as CPUs slept
 * @recorded: what recorders tell
 * @min_share: patterns with less are not told, from 0 to 1
 */
void analysis_start(struct subject *subject, const struct tree *tree, double idle,
		    const struct recorded *recorded, double min_share);
void analysis_end(struct subject *subject);

/* All patterns that are there, sorted. @findings: all zero at first. */
void analyze(const struct subject *subject, struct findings *findings);

/* As text, for people. Errors stay in the stream. */
void analysis_write(FILE *out, const struct subject *subject, const struct findings *findings);

/* One finding of it, as lines of Markdown; @number: from 1. */
void finding_write(FILE *out, const struct finding *finding, size_t number);

/* As members of an open JSON object; Documentation/analyze.rst says what they are. */
void analysis_json(struct json *json, const struct subject *subject,
		   const struct findings *findings);

#endif
