/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Stacks as JSON of speedscope (https://www.speedscope.app), whose file format is described at
 * https://github.com/jlfwong/speedscope/wiki/Importing-from-custom-sources
 *
 * The first profile is of all stacks, each once. One follows for each of the threads that were seen
 * most, in the order of time, where samples tell their thread.
 */
#ifndef FLAMEREC_OUTPUT_SPEEDSCOPE_H
#define FLAMEREC_OUTPUT_SPEEDSCOPE_H

#include "output/writer.h"

/* Threads with a profile of their own: speedscope lists them in a menu. */
#define SPEEDSCOPE_THREADS_MAX 32

extern const struct writer speedscope_writer;

#endif
