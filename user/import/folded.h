/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Folded stacks of any tool: a stack a line, root first, "sh;main;read 12". See output/folded.h for
 * the marks of kinds.
 */
#ifndef FLAMEREC_IMPORT_FOLDED_H
#define FLAMEREC_IMPORT_FOLDED_H

#include <stdio.h>

#include "profile/stack.h"

/* As text_read(), of folded stacks. */
int folded_read(FILE *in, const char *name, stack_fn *take, void *arg);

#endif
