/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Folded stacks, the text format that flame graph tools share: a stack a line, root first.
 *
 *	bash;main;execute_command;__x64_sys_read_[k];ext4_readdir [ext4]_[k] 123
 *
 * The first frame is the process. Kernel frames end in "_[k]", those of modules in " [module]_[k]",
 * inlined functions in "_[i]", code that a JIT compiler made in "_[j]".
 * Markers and unnamed addresses are in brackets: "[softirq]", "[truncated]", "[libc.so.6+0x12a]".
 * So the kinds of frames survive a trip through text.
 */
#ifndef FLAMEREC_OUTPUT_FOLDED_H
#define FLAMEREC_OUTPUT_FOLDED_H

#include <stdio.h>

#include "output/number.h"
#include "profile/tree.h"

/**
 * folded_write() - write a tree as folded stacks
 * @out: where to
 * @tree: a finished tree; one that compares has two counts a stack, of before and after, as
 *	difffolded.pl writes them
 *
 * The order depends on the stacks alone. A semicolon in a name becomes a colon, and a line's end
 * a space. An empty name stays empty, but at the end of a stack, where readers would lose it.
 *
 * Return: 0, or -1 with errno set when @out took an error; the caller knows its name and tells.
 */
int folded_write(FILE *out, const struct tree *tree);

#define FOLDED_COUNTS_MAX (2 * NUMBER_MAX)

/* What stands behind a stack that ends in @node, made in @text; NULL: there is no such stack. */
typedef const char *folded_counts(void *arg, const struct tree *tree, uint32_t node,
				  char text[FOLDED_COUNTS_MAX]);

/* The same with other counts behind the stacks than the tree's own. */
int folded_write_counts(FILE *out, const struct tree *tree, folded_counts *counts, void *arg);

/* The two counts of a stack that was compared. Return: @text. */
const char *folded_two_counts(double was, double now, char text[FOLDED_COUNTS_MAX]);

#endif
