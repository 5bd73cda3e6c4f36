/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The sampling timers: one a session and CPU, on a jittered grid of periods.
 */
#ifndef FLAMESAMP_SAMPLER_H
#define FLAMESAMP_SAMPLER_H

#include <linux/types.h>

struct fsamp_cpu;

/* Before anything else. Context: any. */
void fsamp_sampler_init(struct fsamp_cpu *c);

/* Set the timer, if the session samples this CPU. Context: on the CPU itself, interrupts off. */
void fsamp_sampler_start(struct fsamp_cpu *c);

/*
 * Cancel the timer and settle the account of a parked CPU. Context: may sleep; no probe may unpark
 * the CPU any more, so either the session is out of the list of running ones, or we are on the CPU
 * itself and it goes offline.
 */
void fsamp_sampler_stop(struct fsamp_cpu *c);

/* The CPU's sleep is over, or about to be interrupted. Context: on the CPU, interrupts off. */
void fsamp_sampler_unpark(struct fsamp_cpu *c);

#endif
