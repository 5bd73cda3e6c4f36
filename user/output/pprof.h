/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Stacks as gzipped profile.proto, which pprof and much else reads.
 */
#ifndef FLAMEREC_OUTPUT_PPROF_H
#define FLAMEREC_OUTPUT_PPROF_H

#include "output/writer.h"

extern const struct writer pprof_writer;

#endif
