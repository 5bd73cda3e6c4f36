/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a page with a flame graph says where no script runs: its words, and the hottest functions.
 */
#ifndef FLAMEREC_OUTPUT_STILL_H
#define FLAMEREC_OUTPUT_STILL_H

#include <stdio.h>

#include "output/svg.h"
#include "profile/tree.h"

/* What a picture is called: as @options say, or what it is. */
const char *still_title(const struct tree *tree, const struct svg_options *options);

/* Write it as an element that the script takes away. @options: not NULL. */
void still_write(FILE *out, const struct tree *tree, const struct svg_options *options);

/* The words for the script: members of a JSON object, each with a comma behind it. */
void still_json(FILE *out, const struct tree *tree, const struct svg_options *options);

#endif
