/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * From the sampling path to the reader and the worker, by irq_work: waking takes locks that the
 * interrupted code may hold, and on PREEMPT_RT locks that sleep.
 */
#ifndef FLAMESAMP_WAKEUP_H
#define FLAMESAMP_WAKEUP_H

struct fsamp_cpu;

void fsamp_wakeup_init(struct fsamp_cpu *c);

/*
 * After a commit: wake the reader if a watermark was crossed. Context: the CPU's own, interrupts
 * off.
 */
void fsamp_wakeup_check(struct fsamp_cpu *c);

/* Start the worker on the CPU's map requests. Context: as above. */
void fsamp_wakeup_work(struct fsamp_cpu *c);

/* Wait until none is under way; nothing may queue one any more. Context: may sleep. */
void fsamp_wakeup_sync(struct fsamp_cpu *c);

#endif
