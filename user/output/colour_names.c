// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>
#include <string.h>

#include "output/colours.h"

static const char *const names[PALETTES] = {
	[PALETTE_FLAMESAMP] = "flamesamp",
	[PALETTE_HOT] = "hot",
	[PALETTE_MEM] = "mem",
	[PALETTE_IO] = "io",
	[PALETTE_RED] = "red",
	[PALETTE_GREEN] = "green",
	[PALETTE_BLUE] = "blue",
	[PALETTE_AQUA] = "aqua",
	[PALETTE_YELLOW] = "yellow",
	[PALETTE_PURPLE] = "purple",
	[PALETTE_ORANGE] = "orange",
	[PALETTE_WAKEUP] = "wakeup",
	[PALETTE_CHAIN] = "chain",
	[PALETTE_JAVA] = "java",
	[PALETTE_JS] = "js",
	[PALETTE_PERL] = "perl",
	[PALETTE_PYTHON] = "python",
	[PALETTE_RUST] = "rust",
	[PALETTE_CLASSIC] = "classic",
};

enum palette palette_find(const char *name)
{
	enum palette palette = 0;

	while (palette < PALETTES && strcmp(names[palette], name))
		palette++;
	return palette;
}

int32_t colour_parse(const char *text)
{
	if (text[0] != '#' || strlen(text) != 7 ||
	    strspn(text + 1, "0123456789abcdefABCDEF") != 6)
		return -1;
	return strtoul(text + 1, NULL, 16);
}
