/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The part of a selection that goes by frames: which stacks, and how much of each.
 */
#ifndef FLAMEREC_PROFILE_SELECT_FRAMES_H
#define FLAMEREC_PROFILE_SELECT_FRAMES_H

#include "profile/select.h"

struct frame_selector;

/* @selection: outlives it. */
struct frame_selector *frame_selector_new(const struct selection *selection);

/* Forgets the stack before. */
void frame_selector_start(struct frame_selector *selector);

/**
 * frame_selector_wants() - whether a stack's frames are wanted
 * @selector: by frame_selector_new()
 * @stack: the stack
 * @shared: so many of its first frames are those of the stack that this was asked of before
 */
bool frame_selector_wants(struct frame_selector *selector, const struct stack *stack,
			  size_t shared);

/*
 * Changes a stack as the selection says; where the selection changes any, stacks share nothing
 * with others. Valid until the next call. Return: whether anything is left.
 */
bool frame_selector_cut(struct frame_selector *selector, struct stack *stack);

void frame_selector_free(struct frame_selector *selector);

#endif
