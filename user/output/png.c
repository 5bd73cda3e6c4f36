// SPDX-License-Identifier: GPL-2.0-or-later
#include "output/png.h"

int png_write(FILE *out, const struct tree *tree, const struct svg_options *options)
{
	return svg_write(out, tree, options);
}
