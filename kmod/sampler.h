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
 * Wait for the tick of a CPU that is late, so that what it did until the session's end is told.
 * Context: may sleep; session->end is set, no CPU comes or goes.
 */
void fsamp_sampler_await(struct fsamp_cpu *c);

/* Take no more samples. Context: may sleep. A probe that is under way may still set the timer. */
void fsamp_sampler_halt(struct fsamp_cpu *c);

/*
 * Cancel what a probe has set since, and account for the periods up to @until (ns) that no tick
 * told of: an idle CPU slept through them, another one did not run.
 * Context: after fsamp_sampler_halt(); no probe sees the CPU any more: either all are over that
 * could, or we are on the CPU itself.
 */
void fsamp_sampler_settle(struct fsamp_cpu *c, u64 until);

/* The CPU's sleep is over, or about to be interrupted. Context: on the CPU, interrupts off. */
void fsamp_sampler_unpark(struct fsamp_cpu *c);

#endif
