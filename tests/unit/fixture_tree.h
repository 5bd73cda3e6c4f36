/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The tree of a profile, for tests that look at frames.
 */
#ifndef FLAMEREC_TESTS_FIXTURE_TREE_H
#define FLAMEREC_TESTS_FIXTURE_TREE_H

#include "profile/profile.h"
#include "profile/tree.h"

/* @tree: initialised and empty; finished on return. */
static inline void profile_tree(struct profile *profile, struct resolver *resolver,
				struct tree *tree)
{
	profile_stacks(profile, resolver, 0, tree_take, tree);
	tree_finish(tree);
}

#endif
