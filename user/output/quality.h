/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How far a tree can be relied on: what its stacks lack.
 */
#ifndef FLAMEREC_OUTPUT_QUALITY_H
#define FLAMEREC_OUTPUT_QUALITY_H

#include "profile/tree.h"

/**
 * struct quality - samples, by what their stacks lack
 * @samples: all
 * @idle: of CPUs that slept, by the [idle] marker
 * @late: that came late, as interrupts were off
 * @broken: with a marker of an incomplete stack, as [truncated]
 * @unnamed: that ended in an address without a name
 * @single: with one function alone, nobody known to have called it
 * @nowhere: with no function at all
 * @frames: functions in all samples together; a function in two of them counts twice
 * @unnamed_frames: of @frames, those without a name
 * @fractional: some counts are no whole numbers, so not samples, but weights
 */
struct quality {
	double samples, idle, late, broken, unnamed, single, nowhere;
	double frames, unnamed_frames;
	bool fractional;
};

/**
 * struct recorded - what recorders tell of their captures, all together
 * @captures: files that are some
 * @cut_off: of @captures, those that are cut off or damaged
 * @samples: that their recorders wrote, before any selection
 * @lost: samples that were lost, whatever the cause
 * @slow: of @captures, those that reached less than nine tenths of the rate that was asked for
 * @held_up: of @captures, those whose CPUs were held up as a whole, as a host does to its guests:
 *	their late samples need not be the fault of who turned interrupts off
 */
struct recorded {
	size_t captures, cut_off, slow, held_up;
	double samples, lost;
};

/* @tree: finished. */
void quality_measure(struct quality *quality, const struct tree *tree);

#endif
