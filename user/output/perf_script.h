/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Stacks as what perf script prints, which every tool for perf reads.
 */
#ifndef FLAMEREC_OUTPUT_PERF_SCRIPT_H
#define FLAMEREC_OUTPUT_PERF_SCRIPT_H

#include "output/writer.h"

extern const struct writer perf_script_writer;

#endif
