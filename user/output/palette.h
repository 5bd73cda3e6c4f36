/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Colours of frames: the hue tells where the code lies, the shade tells neighbours apart.
 */
#ifndef FLAMEREC_OUTPUT_PALETTE_H
#define FLAMEREC_OUTPUT_PALETTE_H

#include "profile/tree.h"

#define PALETTE_SHADES 6

/* One colour for both themes, as "#rrggbb". The light one names it: no two shades share theirs. */
struct colour {
	const char *light;	/* under dark text */
	const char *dark;	/* under light text */
};

/* @shade: below PALETTE_SHADES */
struct colour palette_shade(enum frame_kind kind, unsigned int shade);

/* The colour of a frame; a function has the same one in every picture. */
struct colour palette_frame(enum frame_kind kind, const char *name);

/* What a legend calls the kind, in a word or two. */
const char *palette_label(enum frame_kind kind);

#endif
