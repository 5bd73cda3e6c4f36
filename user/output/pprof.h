/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Stacks as gzipped profile.proto, which `go tool pprof` and much else reads. The format is
 * described at https://github.com/google/pprof/blob/main/proto/profile.proto
 *
 * A sample's stack is what a flame graph shows: the program is its first frame, and its label
 * "comm". Where code is known to lie in a file, a location is that place, wherever each process had
 * it: its address counts from a start that the mapping was given here, in the file's own order.
 */
#ifndef FLAMEREC_OUTPUT_PPROF_H
#define FLAMEREC_OUTPUT_PPROF_H

#include "output/writer.h"

extern const struct writer pprof_writer;

#endif
