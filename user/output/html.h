/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A flame graph as one HTML file that draws on a canvas: for graphs that are too large for an SVG.
 */
#ifndef FLAMEREC_OUTPUT_HTML_H
#define FLAMEREC_OUTPUT_HTML_H

#include <stdio.h>

#include "output/svg.h"

/* As svg_write(). */
int html_write(FILE *out, const struct tree *tree, const struct svg_options *options);

#endif
