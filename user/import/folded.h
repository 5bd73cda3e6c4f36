/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Folded stacks of any tool: a stack a line, root first, "sh;main;read 12". See output/folded.h for
 * the marks of kinds.
 *
 * A count may have a fraction. Two counts, "sh;main;read 10 12", are those of an earlier profile
 * and of this one: difffolded.pl writes such lines. A frame may have an empty name, but those at a
 * stack's end are dropped, as flamegraph.pl does.
 */
#ifndef FLAMEREC_IMPORT_FOLDED_H
#define FLAMEREC_IMPORT_FOLDED_H

#include <stdbool.h>

#include "import/lines.h"
#include "profile/stack.h"

/* As text_read(), of folded stacks. */
int folded_read(struct lines *lines, const char *name, stack_fn *take, void *arg);

/* Whether a line ends with a count. */
bool folded_is_line(const char *line, size_t len);

#endif
