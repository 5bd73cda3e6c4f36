/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Text that other tools wrote: folded stacks, or what perf script prints. Which, its content tells.
 */
#ifndef FLAMEREC_IMPORT_TEXT_H
#define FLAMEREC_IMPORT_TEXT_H

#include <stdio.h>

#include "profile/stack.h"

/**
 * text_read() - hand on the stacks of a text
 * @in: the text; read to its end. May be a pipe
 * @name: what to call it in messages
 * @take: called with each stack, in the order of the text
 * @arg: its first argument
 *
 * Lines that are no stacks are left out, and the user is told how many there were.
 *
 * Return: 0, or -1 when @in can't be read or holds no stack at all; the user has been told. A text
 *	without a single line is no error: it is a profile without samples.
 */
int text_read(FILE *in, const char *name, stack_fn *take, void *arg);

#endif
