/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a test compares: a tree as folded stacks.
 */
#ifndef FLAMEREC_TESTS_FIXTURE_FOLDED_H
#define FLAMEREC_TESTS_FIXTURE_FOLDED_H

#include <stdio.h>

#include "fixture_tree.h"
#include "import/text.h"
#include "output/folded.h"
#include "profile/profile.h"
#include "unit.h"

/* Folded stacks as a tree, finished. Return: as text_read(). */
static inline int folded_tree(FILE *in, const char *name, struct tree *tree)
{
	int result = text_read(in, name, tree_take, tree);

	tree_finish(tree);
	return result;
}

/* The caller frees. */
static inline char *folded(const struct tree *tree)
{
	char *text;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	CHECK_EQ(folded_write(out, tree), 0);
	fclose(out);
	return text;
}

/* The same of a profile, all of whose samples are in it. The caller frees. */
static inline char *folded_profile(struct profile *profile, struct resolver *resolver)
{
	struct tree tree;
	char *text;

	tree_init(&tree);
	profile_tree(profile, resolver, &tree);
	text = folded(&tree);
	CHECK_EQ(tree.node[0].total, profile_counts(profile)->samples);
	tree_free(&tree);
	return text;
}

#endif
