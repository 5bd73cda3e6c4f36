/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The palettes that flamegraph.pl and inferno have, in the same tones.
 */
#ifndef FLAMEREC_OUTPUT_THEME_H
#define FLAMEREC_OUTPUT_THEME_H

#include "output/colours.h"

/**
 * theme_colour() - the colour of a frame
 * @palette: any but PALETTE_FLAMESAMP
 * @spread: how a name chooses among the tones
 * @kind: of code: palettes of languages go by it
 * @name: of the frame
 *
 * Return: 0xrrggbb.
 */
uint32_t theme_colour(enum palette palette, enum colour_spread spread, enum frame_kind kind,
		      const char *name);

#endif
