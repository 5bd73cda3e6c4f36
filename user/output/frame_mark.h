/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What folded stacks have behind the name of a frame, so that it tells where the code lies.
 */
#ifndef FLAMEREC_OUTPUT_FRAME_MARK_H
#define FLAMEREC_OUTPUT_FRAME_MARK_H

#include "profile/frame.h"

/* "_[k]" of the kernel, "_[i]" of what was inlined, "_[j]" of generated code; or "". */
const char *frame_mark(enum frame_kind kind);

#endif
