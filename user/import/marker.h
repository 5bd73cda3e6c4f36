/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Frames in brackets: markers that flamerec writes, and what has no name.
 */
#ifndef FLAMEREC_IMPORT_MARKER_H
#define FLAMEREC_IMPORT_MARKER_H

#include "profile/frame.h"

/* The kind of a frame that stands in brackets as a whole. */
enum frame_kind marker_kind(const char *name);

#endif
