// SPDX-License-Identifier: GPL-2.0-only
#include <linux/hrtimer.h>
#include <linux/delay.h>
#include <linux/hash.h>
#include <linux/irqflags.h>
#include <linux/math64.h>
#include <linux/preempt.h>
#include <linux/sched.h>
#include <linux/timekeeping.h>
#include <asm/irq_regs.h>

#include "compat.h"
#include "emit.h"
#include "sampler.h"
#include "session.h"

/* Marsaglia's xorshift32 ("Xorshift RNGs", 2003): good enough to break a rhythm. */
static u32 next_random(u32 *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 17;
	*state ^= *state << 5;
	return *state;
}

/*
 * Each expiry lies up to an eighth of a period before or behind its place on the grid, so that
 * sampling can't keep step with periodic work; the grid itself stays exact.
 */
static ktime_t next_expiry(struct fsamp_cpu *c)
{
	u64 span = c->session->period / 4;
	u64 jitter = (span * next_random(&c->jitter_state)) >> 32;

	return ns_to_ktime(c->grid - span / 2 + jitter);
}

/*
 * For a tick that came a period late: if it is ticks like this one that take the time, the machine
 * would do nothing else. At least as long as this tick took since @start, it is left alone; the
 * next sample stands for the periods in between.
 */
static ktime_t rested_expiry(struct fsamp_cpu *c, u64 start)
{
	u64 now = ktime_get_mono_fast_ns();
	ktime_t rested = ns_to_ktime(now + (now - start));
	ktime_t next = next_expiry(c);

	return ktime_after(next, rested) ? next : rested;
}

/* Move the grid past @now. Return: the periods that were called for since the last time. */
static u64 pass_periods(struct fsamp_cpu *c, u64 now)
{
	u64 period = c->session->period;
	u64 n;

	if (now < c->grid)
		return 0;
	/* One is the rule; the division is for a CPU that came late. */
	n = now - c->grid < period ? 1 : div64_u64(now - c->grid, period) + 1;
	c->grid += n * period;
	c->stats.ticks += n;
	return n;
}

static u8 interrupted_context(struct fsamp_cpu *c, struct pt_regs *regs)
{
	/* Our own interrupt counts one. */
	if (hardirq_count() > HARDIRQ_OFFSET)
		return FLAMESAMP_IN_HARDIRQ;
	if (in_serving_softirq())
		return FLAMESAMP_IN_SOFTIRQ;
	if (regs && fsamp_idle_asleep(&c->idle, regs))
		return FLAMESAMP_IN_IDLE;
	return FLAMESAMP_IN_TASK;
}

static bool wanted(const struct fsamp_session *session, struct pt_regs *regs)
{
	u32 flags = session->config.flags;

	if (user_mode(regs) ? flags & FLAMESAMP_ONLY_KERNEL : flags & FLAMESAMP_ONLY_USER)
		return false;
	return fsamp_in_scope(&session->scope, current);
}

/* For code without tables, if the session asked for it. */
static void want_raw_stack(struct fsamp_cpu *c)
{
	struct fsamp_chain *chain = &c->chain;

	if (!c->raw.room || !chain->user || !(chain->flags & FLAMESAMP_STACK_USER_FP))
		return;
	if (fsamp_raw_stack_copy(&c->raw, chain->user_regs.sp))
		chain->flags |= FLAMESAMP_STACK_HAS_BYTES;
}

static void take_sample(struct fsamp_cpu *c, struct pt_regs *regs, struct fsamp_sample *sample)
{
	struct fsamp_thread *thread;

	if (!regs) {
		fsamp_lose(c, FLAMESAMP_LOST_NO_REGS, sample->weight);
		return;
	}
	if (!wanted(c->session, regs)) {
		c->stats.excluded += sample->weight;
		return;
	}
	thread = fsamp_thread_of(&c->threads, fsamp_program_of(current));
	fsamp_callchain(&c->chain, c->session, thread, regs);
	want_raw_stack(c);
	fsamp_emit_sample(c, thread, sample);
}

/* Periods of a sleep, or of a scope that the idle task is not in. */
static void account_idle(struct fsamp_cpu *c, u64 periods, u64 now)
{
	if (!periods)
		return;
	if (c->session->config.flags & FLAMESAMP_ONLY_USER ||
	    !fsamp_scope_all(&c->session->scope))
		c->stats.excluded += periods;
	else
		fsamp_emit_idle(c, periods, now);
}

static void park(struct fsamp_cpu *c, u64 now)
{
	c->idle.parked = true;
	hrtimer_set_expires(&c->timer, ns_to_ktime(now + max_t(u64, FSAMP_PARK_NS,
								c->session->period)));
}

/* The slow timer of a parked CPU. Return: whether the CPU stays parked. */
static bool still_parked(struct fsamp_cpu *c, struct pt_regs *regs, u64 now)
{
	account_idle(c, pass_periods(c, now), now);
	c->idle.parked = regs && fsamp_idle_asleep(&c->idle, regs);
	/* It is busy, and no tracepoint told us. */
	if (!is_idle_task(current))
		c->idle.distrusted = true;
	return c->idle.parked;
}

static enum hrtimer_restart tick(struct hrtimer *timer)
{
	struct fsamp_cpu *c = container_of(timer, struct fsamp_cpu, timer);
	u64 due = ktime_to_ns(hrtimer_get_expires(timer));
	struct pt_regs *regs = get_irq_regs();
	u64 now = ktime_get_mono_fast_ns();
	struct fsamp_sample sample;
	u64 periods, known, end;

	if (!READ_ONCE(c->active))
		return HRTIMER_NORESTART;
	end = READ_ONCE(c->session->end);
	if (c->idle.parked && still_parked(c, regs, now)) {
		park(c, now);
		return HRTIMER_RESTART;
	}

	/* An expiry before its place on the grid is that place's tick all the same. */
	periods = pass_periods(c, min(max(now, c->grid), end));
	if (!periods)
		return HRTIMER_NORESTART;
	/* A sample stands for at most a second: beyond that, the CPU did not run. */
	known = min_t(u64, periods, c->session->config.hz);
	if (periods > known)
		fsamp_lose(c, FLAMESAMP_LOST_STALL, periods - known);

	sample.now = now;
	sample.late = now > due ? now - due : 0;
	sample.weight = known;
	sample.context = interrupted_context(c, regs);
	take_sample(c, regs, &sample);

	if (fsamp_idle_tick(c, sample.context == FLAMESAMP_IN_IDLE, now))
		park(c, now);
	else
		hrtimer_set_expires(timer, periods > 1 ? rested_expiry(c, now) : next_expiry(c));
	return HRTIMER_RESTART;
}

void fsamp_sampler_init(struct fsamp_cpu *c)
{
	fsamp_hrtimer_setup(&c->timer, tick, CLOCK_MONOTONIC, HRTIMER_MODE_ABS_PINNED_HARD);
	/* Each CPU at its own pace from the same seed; xorshift's state must not be 0. */
	c->jitter_state = hash_64(c->session->config.seed + c->cpu, 32) | 1;
}

void fsamp_sampler_start(struct fsamp_cpu *c)
{
	u64 phase = ((u64)next_random(&c->jitter_state) * c->session->period) >> 32;

	if (!c->chosen)
		return;
	c->grid = ktime_get_mono_fast_ns() + phase + c->session->period / 8;
	c->idle.parked = false;
	c->active = true;
	hrtimer_start(&c->timer, next_expiry(c), HRTIMER_MODE_ABS_PINNED_HARD);
}

/* How long a late tick is waited for; a machine that is later than this has other problems. */
#define AWAIT_MS	1000

void fsamp_sampler_await(struct fsamp_cpu *c)
{
	unsigned int ms;

	for (ms = 0; ms < AWAIT_MS; ms++) {
		if (!READ_ONCE(c->active) || READ_ONCE(c->idle.parked) ||
		    READ_ONCE(c->grid) > c->session->end)
			return;
		usleep_range(1000, 2000);
	}
}

void fsamp_sampler_halt(struct fsamp_cpu *c)
{
	/* From here on a tick is the last one, and a probe that begins sets no timer. */
	WRITE_ONCE(c->active, false);
	hrtimer_cancel(&c->timer);
}

void fsamp_sampler_settle(struct fsamp_cpu *c, u64 until)
{
	unsigned long flags;

	hrtimer_cancel(&c->timer);
	local_irq_save(flags);
	if (c->idle.parked) {
		c->idle.parked = false;
		account_idle(c, pass_periods(c, until), until);
	} else if (c->grid && until > c->grid + c->session->period) {
		fsamp_lose(c, FLAMESAMP_LOST_STALL, pass_periods(c, until));
	}
	c->grid = 0;
	local_irq_restore(flags);
}

void fsamp_sampler_unpark(struct fsamp_cpu *c)
{
	u64 now;

	if (!READ_ONCE(c->active) || !c->idle.parked)
		return;
	c->idle.parked = false;
	now = ktime_get_mono_fast_ns();
	account_idle(c, pass_periods(c, now), now);
	hrtimer_start(&c->timer, next_expiry(c), HRTIMER_MODE_ABS_PINNED_HARD);
}
