/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A flame graph as a PNG, for people who paste pictures: the SVG, drawn by librsvg's rsvg-convert.
 */
#ifndef FLAMEREC_OUTPUT_PNG_H
#define FLAMEREC_OUTPUT_PNG_H

#include <stdio.h>

#include "output/svg.h"

/* As svg_write(). Where rsvg-convert is not installed, the user is told, and errno is ENOENT. */
int png_write(FILE *out, const struct tree *tree, const struct svg_options *options);

#endif
