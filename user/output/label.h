/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Frames and shares in running text, for people and models.
 */
#ifndef FLAMEREC_OUTPUT_LABEL_H
#define FLAMEREC_OUTPUT_LABEL_H

#include <stdio.h>

#include "output/number.h"
#include "profile/frame.h"

/* Writes "61%", "4.2%" or "<0.1%" of @whole. Returns @text. */
const char *label_percent(double part, double whole, char text[NUMBER_MAX]);

/**
 * label_write() - write a frame's name: functions with parentheses, and where they are
 * @out: where to
 * @name: its name
 * @kind: its kind
 * @caller: kind of the frame that it stands behind; where the kind is another one, and not user
 *	code, it is told
 */
void label_write(FILE *out, const char *name, enum frame_kind kind, enum frame_kind caller);

#endif
