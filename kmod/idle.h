/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Idle CPUs: how they are told from busy ones, and how they are left asleep.
 *
 * A tick that finds its CPU in the idle task's sleeping function is the last one: the CPU is
 * *parked* and not woken again for its periods. When it gets something to do (the scheduler
 * switches to a task, or an interrupt handler or a softirq runs on top of the idle task), it is
 * unparked: the periods that passed are told as one FLAMESAMP_IDLE record and the timer is set for
 * the next. The idle loop's own work between two sleeps counts as idle then. Those moments come from
 * tracepoints; where they are missing, CPUs aren't parked. A slow timer goes on while a CPU is
 * parked, so that work which no tracepoint told of can't stop the sampling.
 */
#ifndef FLAMESAMP_IDLE_H
#define FLAMESAMP_IDLE_H

#include <linux/time64.h>
#include <linux/types.h>

struct fsamp_cpu;
struct pt_regs;

/* How long a parked CPU sleeps at most. */
#define FSAMP_PARK_NS		(NSEC_PER_SEC)

#define FSAMP_IDLE_KNOWN	8

/**
 * struct fsamp_idle - what a CPU knows of its idleness
 * @parked: asleep through its periods
 * @distrusted: a task ran that no tracepoint told of: not parked again
 * @known_ip: interrupted instructions of the idle task that were looked up
 * @known_idle: and whether they belong to a sleeping function
 * @next: which of them is replaced next
 */
struct fsamp_idle {
	bool parked;
	bool distrusted;
	unsigned long known_ip[FSAMP_IDLE_KNOWN];
	bool known_idle[FSAMP_IDLE_KNOWN];
	unsigned int next;
};

/*
 * Whether @regs interrupted the idle task in a function that sleeps; told by the function's name,
 * since the idle task also runs softirqs and much else. Context: hardirq.
 */
bool fsamp_idle_asleep(struct fsamp_idle *idle, struct pt_regs *regs);

/* Whether the session's idle CPUs may be parked at all: the tracepoints are there. */
bool fsamp_idle_can_park(const struct fsamp_cpu *c);

#endif
