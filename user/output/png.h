/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A flame graph as a PNG, for people who paste pictures: the SVG, drawn by librsvg's rsvg-convert
 * at twice its size, so that names can be read where the picture is made smaller.
 */
#ifndef FLAMEREC_OUTPUT_PNG_H
#define FLAMEREC_OUTPUT_PNG_H

#include <stdbool.h>
#include <stdio.h>

#include "output/svg.h"

/* Whether rsvg-convert is installed; if not, the user has been told how to get it. */
bool png_available(void);

/* As svg_write(); @out has a descriptor. Where rsvg-convert fails, it says why, errno is EIO. */
int png_write(FILE *out, const struct tree *tree, const struct svg_options *options);

#endif
