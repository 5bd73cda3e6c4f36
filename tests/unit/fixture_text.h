/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Texts as files, and what was read of them.
 */
#ifndef FLAMEREC_TESTS_FIXTURE_TEXT_H
#define FLAMEREC_TESTS_FIXTURE_TEXT_H

#include <stdio.h>
#include <stdlib.h>

#include "fixture_folded.h"

static inline FILE *text_file(const char *text, size_t len)
{
	/* An empty buffer is refused by some C libraries. */
	FILE *file = len ? fmemopen((void *)text, len, "r") : fopen("/dev/null", "r");

	CHECK(file);
	return file;
}

/* Return: as text_read(); the tree is finished, the caller's to free. */
static inline int read_text_n(const char *text, size_t len, struct tree *tree)
{
	FILE *file = text_file(text, len);
	int result;

	tree_init(tree);
	result = folded_tree(file, "test", tree);
	fclose(file);
	return result;
}

static inline int read_text(const char *text, struct tree *tree)
{
	return read_text_n(text, strlen(text), tree);
}

/* What a text is as folded stacks. */
static inline void check_folded(const char *in, const char *expected)
{
	struct tree tree;
	char *out;

	CHECK_EQ(read_text(in, &tree), 0);
	out = folded(&tree);
	CHECK_STR(out, expected);
	free(out);
	tree_free(&tree);
}

#endif
