/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is analyzed, and the families of patterns that look at it.
 */
#ifndef FLAMEREC_ANALYZE_SUBJECT_H
#define FLAMEREC_ANALYZE_SUBJECT_H

#include "analyze/activity.h"
#include "analyze/finding.h"
#include "output/hot.h"
#include "output/quality.h"

/**
 * struct subject - what is analyzed
 * @tree: the stacks, without idle ones
 * @idle: samples of CPUs that slept
 * @recorded: what recorders tell
 * @min_share: patterns with a smaller share are not worth a finding, from 0 to 1
 * @quality: of @tree
 * @functions: of @tree
 * @activities: of each node of @tree, what it does
 */
struct subject {
	const struct tree *tree;
	double idle;
	struct recorded recorded;
	double min_share;
	struct quality quality;
	struct hot_list functions;
	struct activities activities;
};

/* Each adds what it finds. */
void find_bad_data(const struct subject *subject, struct findings *findings);
void find_activities(const struct subject *subject, struct findings *findings);
void find_contexts(const struct subject *subject, struct findings *findings);
void find_wide_leaves(const struct subject *subject, struct findings *findings);
void find_towers(const struct subject *subject, struct findings *findings);
void find_repeated(const struct subject *subject, struct findings *findings);
void find_parallel(const struct subject *subject, struct findings *findings);

#endif
