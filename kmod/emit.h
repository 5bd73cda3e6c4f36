/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Records into a ring, and losses into the counts and, as soon as there is room, into the ring.
 */
#ifndef FLAMESAMP_EMIT_H
#define FLAMESAMP_EMIT_H

#include <linux/flamesamp.h>

struct fsamp_cpu;
struct fsamp_session;
struct fsamp_thread;

/**
 * struct fsamp_sample - what a tick found out, less the stack in fsamp_cpu.chain
 * @now: CLOCK_MONOTONIC ns
 * @late: ns between the timer's expiry and @now
 * @weight: periods that it stands for, at least 1
 * @context: enum flamesamp_context
 */
struct fsamp_sample {
	u64 now;
	u64 late;
	u32 weight;
	u8 context;
};

/*
 * Write the sample of the current thread, remembered in @thread, with all that it refers to and the
 * ring has not told yet, or lose it. Context: the CPU's own, interrupts off.
 */
void fsamp_emit_sample(struct fsamp_cpu *c, struct fsamp_thread *thread,
		       const struct fsamp_sample *sample);

/* Write that @count periods were slept through up to @now, or lose them. Context: as above. */
void fsamp_emit_idle(struct fsamp_cpu *c, u32 count, u64 now);

/**
 * fsamp_emit() - write another record to this CPU's ring of a session
 * @session: a running session
 * @header: the record; its size is set here
 * @size: bytes of its fixed part
 * @text: what follows it, NUL-terminated; or NULL
 *
 * Context: any but NMI; interrupts are turned off for the time of a copy.
 */
void fsamp_emit(struct fsamp_session *session, struct flamesamp_header *header, size_t size,
		const char *text);

/* Count a loss. Context: the CPU's own, interrupts off. */
void fsamp_lose(struct fsamp_cpu *c, enum flamesamp_loss cause, u64 count);

/* Count one on the CPU that we are on. Context: any but NMI. */
void fsamp_lose_here(struct fsamp_session *session, enum flamesamp_loss cause);

/* Tell the ring of losses that it has not told. Context: the CPU's own, interrupts off. */
void fsamp_emit_losses(struct fsamp_cpu *c);

#endif
