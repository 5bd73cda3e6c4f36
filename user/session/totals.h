/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The module's counts of all CPUs, added up and checked.
 */
#ifndef FLAMEREC_SESSION_TOTALS_H
#define FLAMEREC_SESSION_TOTALS_H

#include <stdint.h>
#include <linux/flamesamp.h>

#include "capture/device.h"

/**
 * struct totals - counts, as in struct flamesamp_stats
 * @cpus: CPUs that ticked
 * @unequal: CPUs whose ticks are not what was sampled, idle, excluded and lost
 * @broken: rings that the module has given up
 */
struct totals {
	uint64_t ticks, sampled, idle, excluded;
	uint64_t lost[FLAMESAMP_LOSS_SPACE];
	uint64_t samples, stacks, bytes;
	unsigned int cpus, unequal, broken;
};

/* Fits the stats callback of struct fsc_sink. */
void totals_add(void *totals, const struct flamesamp_stats *stats);

/* Add those of another recording. Its CPUs are others. */
void totals_sum(struct totals *totals, const struct totals *other);

/* The counts of all CPUs as they are now. */
void totals_read(struct totals *totals, const struct device *device);

/* Samples lost, whatever the cause. */
uint64_t totals_lost(const struct totals *totals);

#endif
