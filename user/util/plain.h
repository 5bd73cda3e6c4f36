/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Text that others chose, for a terminal: names of processes, paths, what a capture says.
 */
#ifndef FLAMEREC_UTIL_PLAIN_H
#define FLAMEREC_UTIL_PLAIN_H

#include <stdio.h>

/* Writes @text with '?' for control characters: one line stays one, and no escape code works. */
void plain_write(FILE *out, const char *text);

#endif
