/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is around some frames: who calls them, and what they call.
 */
#ifndef FLAMEREC_PROFILE_AROUND_H
#define FLAMEREC_PROFILE_AROUND_H

#include <regex.h>

#include "profile/tree.h"

/**
 * struct around - the frames whose names match, and what is around them
 * @callers: a tree of them, their callers, and theirs, towards the root
 * @callees: a tree of them, and of what they call
 * @samples: in them; the total of both trees
 *
 * Of a stack that holds several of them, the one nearest to the root counts, so that no sample
 * counts twice: where such a function calls itself, the other calls are among the callees.
 */
struct around {
	struct tree callers, callees;
	double samples;
};

/* @tree: finished. @pattern: looked for in the frames' names. Free with around_free(). */
void around_find(struct around *around, const struct tree *tree, const regex_t *pattern);
void around_free(struct around *around);

#endif
