/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Idle CPUs: how they are told from busy ones, and how they are left asleep.
 *
 * A tick that finds its CPU in the idle task's sleeping function is the last one: the CPU is
 * *parked* and not woken again for its periods. When it gets something to do (the scheduler
 * switches to a task, or an interrupt handler or a softirq runs on top of the idle task), it is
 * unparked: the periods that passed are told as one FLAMESAMP_IDLE record and the timer is set for
 * the next. The idle loop's own work between two sleeps counts as idle then.
 *
 * Those moments come from tracepoints; where they are missing, CPUs aren't parked. They stand on
 * the kernel's hottest paths, and setting probes on them patches code on all CPUs, so that is done
 * when it pays: once a CPU was found asleep by every tick of a second. They stay until the module
 * goes.
 *
 * A slow timer goes on while a CPU is parked, so that work which no tracepoint told of can't stop
 * the sampling.
 */
#ifndef FLAMESAMP_IDLE_H
#define FLAMESAMP_IDLE_H

#include <linux/time64.h>
#include <linux/types.h>

struct fsamp_cpu;
struct pt_regs;

/* How long a parked CPU sleeps at most. */
#define FSAMP_PARK_NS		NSEC_PER_SEC

/* How long a CPU must have slept before probes are set. */
#define FSAMP_IDLE_PAYS_NS	NSEC_PER_SEC

#define FSAMP_IDLE_KNOWN	8

/**
 * struct fsamp_idle - what a CPU knows of its idleness
 * @parked: asleep through its periods
 * @since: ns of the first of the ticks in a row that found the CPU asleep; 0: the last one didn't
 * @distrusted: a task ran that no tracepoint told of: not parked again
 * @known_ip: interrupted instructions of the idle task that were looked up
 * @known_idle: and whether they belong to a sleeping function
 * @next: which of them is replaced next
 */
struct fsamp_idle {
	bool parked;
	bool distrusted;
	u64 since;
	unsigned long known_ip[FSAMP_IDLE_KNOWN];
	bool known_idle[FSAMP_IDLE_KNOWN];
	unsigned int next;
};

/*
 * Whether @regs interrupted the idle task in a function that sleeps; told by the function's name,
 * since the idle task also runs softirqs and much else. Context: hardirq.
 */
bool fsamp_idle_asleep(struct fsamp_idle *idle, struct pt_regs *regs);

/*
 * Judge a tick. Return: whether the CPU is to be parked. Context: hardirq.
 */
bool fsamp_idle_tick(struct fsamp_cpu *c, bool asleep, u64 now);

/* At module load and unload. */
void fsamp_idle_load(void);
void fsamp_idle_unload(void);

/* Whether this kernel can park CPUs. */
bool fsamp_idle_supported(void);

#endif
