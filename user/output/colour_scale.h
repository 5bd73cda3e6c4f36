/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Colours that stand for amounts: a frame's share of the samples, or how it has changed.
 */
#ifndef FLAMEREC_OUTPUT_COLOUR_SCALE_H
#define FLAMEREC_OUTPUT_COLOUR_SCALE_H

#include "output/colours.h"

#define SCALE_STEPS 8	/* from nothing to the most; of changes, to either side */

/* @step: 0 for little, SCALE_STEPS for the most: from grey over yellow to red. */
struct shade scale_heat(int step);

/* @step: from -SCALE_STEPS, blue, over 0, grey, to orange: colour-blind people tell them apart. */
struct shade scale_change(int step);

/* The same, from flamegraph.pl's blue, over grey, to its red. */
struct shade scale_classic(int step);

/*
 * The step of a value, the most being @most. It grows with the square root: most values are small,
 * and are to be told apart, too. What is not 0 has a step other than 0.
 */
int scale_step(double value, double most);

/* The largest value of a step, as a part of the most. */
double scale_bound(int step);

#endif
