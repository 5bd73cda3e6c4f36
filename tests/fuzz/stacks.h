/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What every reader of stacks owes to those who take them.
 */
#ifndef FLAMEREC_TESTS_FUZZ_STACKS_H
#define FLAMEREC_TESTS_FUZZ_STACKS_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "profile/tree.h"

/*
 * A tree that believes how many frames a stack shares with the one before, and one that looks each
 * of them up.
 */
struct stacks {
	struct tree sharing, looking;
	double total;
};

static inline void stacks_take(void *arg, const struct stack *stack)
{
	struct stacks *stacks = arg;
	struct stack alone = *stack;

	if (stack->shared > stack->n || !(stack->count >= 0) || !(stack->was >= 0))
		abort();
	for (size_t i = 0; i < stack->n; i++) {
		if (strchr(stack->frames[i].name, '\n') ||
		    (unsigned int)stack->frames[i].kind >= FRAME_KINDS)
			abort();
	}
	alone.shared = 0;
	tree_take(&stacks->sharing, stack);
	tree_take(&stacks->looking, &alone);
	stacks->total += stack->count;
}

/* Both are the same tree, in order. */
static inline void stacks_compare(struct stacks *stacks)
{
	struct tree *a = &stacks->sharing, *b = &stacks->looking;
	size_t depth = 0, other_depth = 0;
	uint32_t i = 0, j = 0;

	tree_finish(a);
	tree_finish(b);
	do {
		if (strcmp(tree_name(a, i), tree_name(b, j)) || depth != other_depth ||
		    a->node[i].total != b->node[j].total)
			abort();
		i = tree_next(a, i, &depth);
		j = tree_next(b, j, &other_depth);
	} while (i && j);
	if (i || j || a->count != b->count)
		abort();
}

/* Hands the stacks of @read to both trees. */
static inline void stacks_of(const uint8_t *data, size_t size,
			     void (*read)(FILE *in, stack_fn *take, void *arg))
{
	FILE *in = size ? fmemopen((void *)data, size, "r") : fopen("/dev/null", "r");
	struct stacks stacks = { 0 };

	if (!in)
		abort();
	tree_init(&stacks.sharing);
	tree_init(&stacks.looking);
	read(in, stacks_take, &stacks);
	stacks_compare(&stacks);
	tree_free(&stacks.sharing);
	tree_free(&stacks.looking);
	fclose(in);
}

#endif
