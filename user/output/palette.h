/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Our own colours of frames: the hue tells where the code lies, the shade tells neighbours apart.
 */
#ifndef FLAMEREC_OUTPUT_PALETTE_H
#define FLAMEREC_OUTPUT_PALETTE_H

#include "output/colours.h"
#include "profile/tree.h"

#define PALETTE_SHADES 6

/* @shade: below PALETTE_SHADES. No two share their light colour. */
struct shade palette_shade(enum frame_kind kind, unsigned int shade);

/* The colour of a frame; a function has the same one in every picture. */
struct shade palette_frame(enum frame_kind kind, const char *name);

/* What a legend calls the kind, in a word or two. */
const char *palette_label(enum frame_kind kind);

#endif
