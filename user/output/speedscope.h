/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Stacks as speedscope's JSON.
 */
#ifndef FLAMEREC_OUTPUT_SPEEDSCOPE_H
#define FLAMEREC_OUTPUT_SPEEDSCOPE_H

#include "output/writer.h"

extern const struct writer speedscope_writer;

#endif
