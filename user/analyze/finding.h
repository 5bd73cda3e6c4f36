/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What an analysis says: findings, each with its numbers and its evidence.
 */
#ifndef FLAMEREC_ANALYZE_FINDING_H
#define FLAMEREC_ANALYZE_FINDING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "profile/share.h"
#include "profile/tree.h"

/* How sure a finding is; apart from how exactly its share is known. */
enum sureness {
	POSSIBLE,	/* the shape fits, and others cause it, too; or there are few samples */
	LIKELY,		/* by names that others may use as well */
	SURE,		/* it was counted, or is known by names that nobody else has */
};

/**
 * struct pattern - what is looked for
 * @id: its name for programs: never changes
 * @means: what it is, in a sentence or two
 * @advice: what people do about it
 * @about_data: it tells of the data, not of the program: the other findings depend on it
 */
struct pattern {
	const char *id, *means, *advice;
	bool about_data;
};

/* A frame or a path, and how many samples are in it. */
struct evidence {
	char *text;
	double samples;
};

/**
 * struct finding - a pattern that is there
 * @pattern: which
 * @title: in a few words, with what makes it this one
 * @samples: in it
 * @whole: what its share is of
 * @share: that
 * @sure: how sure it is
 * @evidence: where it is seen, heaviest first
 */
struct finding {
	const struct pattern *pattern;
	char *title;
	double samples, whole;
	struct share share;
	enum sureness sure;
	struct evidence *evidence;
	size_t evidence_count, capacity;
};

/* All zero is the empty list. */
struct findings {
	struct finding *finding;
	size_t count, capacity;
};

/**
 * findings_add() - add one
 * @findings: the list
 * @pattern: what was found; outlives the list
 * @samples: in it
 * @whole: what its share is of
 * @sure: how sure
 * @title: a printf format
 *
 * Return: the finding, for its evidence; valid until the next one is added.
 */
struct finding *findings_add(struct findings *findings, const struct pattern *pattern,
			     double samples, double whole, enum sureness sure,
			     const char *title, ...) __attribute__((format(printf, 6, 7)));

/* What tells of the data first, then the largest share first; equal ones by id. */
void findings_sort(struct findings *findings);
void findings_free(struct findings *findings);

void finding_evidence(struct finding *finding, double samples, const char *text);

/* The path from the root to a node, as "gzip > main > deflate"; its middle is left out if long. */
void finding_path(struct finding *finding, double samples, const struct tree *tree, uint32_t node);

/* "possible", "likely", "sure". */
const char *sureness_word(enum sureness sure);

#endif
