/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which stacks are wanted, and how much of each: between those who read stacks and those who take
 * them.
 */
#ifndef FLAMEREC_PROFILE_SELECT_H
#define FLAMEREC_PROFILE_SELECT_H

#include <stdbool.h>

#include "profile/stack.h"

/**
 * struct selection - what is wanted; all zero: everything as it is
 */
struct selection {
	bool none;
};

/* STACKS_* that the selection needs to be told apart; NULL: 0. */
unsigned int selection_want(const struct selection *selection);

struct selector;

/**
 * selector_new() - something that takes stacks, and hands on what is wanted
 * @selection: what is; NULL: all. Outlives the selector
 * @take: who takes the rest
 * @arg: its first argument
 */
struct selector *selector_new(const struct selection *selection, stack_fn *take, void *arg);

/* A stack_fn. @selector: a struct selector. */
void selector_take(void *selector, const struct stack *stack);

void selector_free(struct selector *selector);

#endif
