/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Several flame charts in one tree, beside each other: for tree.c alone.
 */
#ifndef FLAMEREC_PROFILE_LANES_H
#define FLAMEREC_PROFILE_LANES_H

#include "profile/tree.h"

/* Leaves the path of the stack before in its lane, and goes on with that of the lane of @node. */
void lanes_enter(struct tree *tree, uint32_t node);

void lanes_free(struct tree *tree);

#endif
