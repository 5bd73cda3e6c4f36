// SPDX-License-Identifier: GPL-2.0-only
#include <linux/bitops.h>
#include <linux/irqflags.h>
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/smp.h>
#include <linux/string.h>

#include "emit.h"
#include "session.h"
#include "stack_code.h"
#include "wakeup.h"

void fsamp_lose(struct fsamp_cpu *c, enum flamesamp_loss cause, u64 count)
{
	c->stats.lost[cause] += count;
	if (!c->unsaid[cause])
		c->unsaid_causes++;
	c->unsaid[cause] += count;
}

static void *put_losses(struct fsamp_cpu *c, void *at)
{
	struct flamesamp_lost *lost = at;
	unsigned int cause;

	for (cause = 0; cause < FLAMESAMP_LOSS_CAUSES; cause++) {
		if (!c->unsaid[cause])
			continue;
		*lost++ = (struct flamesamp_lost){
			.header = { .type = FLAMESAMP_LOST, .size = sizeof(*lost) },
			.cause = cause,
			.count = c->unsaid[cause],
		};
		c->unsaid[cause] = 0;
	}
	c->unsaid_causes = 0;
	return lost;
}

/* Room for records of @size bytes, behind the losses that happened before them. */
static void *reserve(struct fsamp_cpu *c, size_t size)
{
	size_t losses = c->unsaid_causes * sizeof(struct flamesamp_lost);
	void *at = fsamp_ring_reserve(&c->ring, losses + size);

	return at && losses ? put_losses(c, at) : at;
}

static void commit(struct fsamp_cpu *c)
{
	u32 before = c->ring.head;

	fsamp_ring_commit(&c->ring);
	c->stats.bytes += c->ring.head - before;
	fsamp_wakeup_check(c);
}

static enum flamesamp_loss why_no_room(const struct fsamp_cpu *c)
{
	return c->ring.broken ? FLAMESAMP_LOST_RING_BROKEN : FLAMESAMP_LOST_RING_FULL;
}

void fsamp_emit_losses(struct fsamp_cpu *c)
{
	if (c->unsaid_causes && reserve(c, 0))
		commit(c);
}

/* Lateness on the scale of struct flamesamp_sample: two steps an octave. */
static u8 late_step(u64 late)
{
	unsigned int octave;

	if (late < 2)
		return 0;
	octave = fls64(late) - 1;
	if (octave > 31)
		return 63;
	/* 181 / 128 is the square root of 2. */
	return 2 * octave + (((late << 7) >> octave) >= 181);
}

/* What a sample needs that the ring has not told yet. */
struct news {
	struct fsamp_last_stack *last;
	u64 program;
	u64 hash;
	u32 program_index;
	u32 stack;
	size_t code_bytes;
	bool name_program, define_stack, set_time;
};

/* All that makes two stacks of a program different, but for their addresses. */
static u64 stack_kind(const struct fsamp_chain *chain)
{
	u32 frames = FLAMESAMP_FRAMES(chain->kernel, chain->user, chain->user_end);

	return ((u64)frames << 8 | chain->flags) ^ (u64)current->tgid << 40;
}

static void find_news(struct fsamp_cpu *c, const struct fsamp_sample *sample, struct news *news)
{
	const struct fsamp_chain *chain = &c->chain;

	news->hash = fsamp_stack_hash(&c->stacks, news->program, stack_kind(chain), chain->ip,
				      chain->kernel + chain->user);
	news->name_program = !fsamp_program_known(&c->programs, news->program);
	news->program_index = news->name_program ? c->programs.next_index :
						   fsamp_program_index(&c->programs);
	news->set_time = !c->time_base || sample->now - c->time_base > U32_MAX;
	/* A stack whose memory goes along is like no other. */
	news->define_stack = chain->flags & FLAMESAMP_STACK_HAS_BYTES ||
			     !fsamp_stack_find(&c->stacks, news->hash, &news->stack);
	if (!news->define_stack)
		return;
	news->stack = fsamp_stack_next(&c->stacks);
	news->code_bytes = fsamp_stack_encode(chain, news->last, news->stack, c->code);
}

static size_t stack_bytes(const struct news *news)
{
	return ALIGN(sizeof(struct flamesamp_stack) + news->code_bytes, 8);
}

static void *put_time(struct fsamp_cpu *c, void *at, u64 now)
{
	struct flamesamp_time *time = at;

	*time = (struct flamesamp_time){
		.header = { .type = FLAMESAMP_TIME, .size = sizeof(*time) },
		.ns = now,
	};
	c->time_base = now;
	return time + 1;
}

static void *put_program(struct fsamp_cpu *c, void *at, u64 program)
{
	struct flamesamp_program *record = at;

	fsamp_program_record(&c->programs, record, program);
	fsamp_program_add(&c->programs, record);
	return record + 1;
}

static void *put_stack(struct fsamp_cpu *c, void *at, const struct news *news)
{
	const struct fsamp_chain *chain = &c->chain;
	struct flamesamp_stack *stack = at;
	size_t bytes = stack_bytes(news);

	*stack = (struct flamesamp_stack){
		.header = {
			.type = FLAMESAMP_STACK,
			.flags = chain->flags,
			.size = bytes,
		},
		.id = news->stack,
		.program = news->program_index,
		.frames = FLAMESAMP_FRAMES(chain->kernel, chain->user, chain->user_end),
	};
	memcpy(stack->code, c->code, news->code_bytes);
	memset(stack->code + news->code_bytes, 0, bytes - sizeof(*stack) - news->code_bytes);
	fsamp_stack_add(&c->stacks, news->hash);
	if (fsamp_symbols_wanted(&c->session->symbols))
		fsamp_symbols_note(&c->session->symbols, chain->ip, chain->kernel);
	c->stats.stacks++;
	return at + bytes;
}

static size_t sample_bytes(const struct fsamp_sample *sample)
{
	return sample->weight == 1 ? FLAMESAMP_SAMPLE_SHORT : sizeof(struct flamesamp_sample);
}

static void put_sample(struct fsamp_cpu *c, void *at, const struct fsamp_sample *sample, u32 stack)
{
	struct flamesamp_sample *record = at;

	record->header.type = FLAMESAMP_SAMPLE;
	record->header.flags = sample->context | (late_step(sample->late) << FLAMESAMP_LATE_SHIFT);
	record->header.size = sample_bytes(sample);
	record->stack = stack;
	record->tid = current->pid;
	record->time = sample->now - c->time_base;
	if (sample->weight > 1) {
		record->weight = sample->weight;
		record->reserved = 0;
	}
	c->stats.samples++;
	c->stats.sampled += sample->weight;
}

/* The map is asked for after the program was named, and again until the queue has room. */
static void want_maps(struct fsamp_cpu *c, u64 program)
{
	bool anew;

	if (!c->chain.user)
		return;
	anew = c->chain.strange && fsamp_program_strange(&c->programs);
	if (!anew && !fsamp_program_remapped(&c->programs))
		return;
	if (!fsamp_maps_request(c, program, anew))
		return;
	fsamp_program_mapped(&c->programs);
	fsamp_wakeup_work(c);
}

static size_t news_bytes(const struct fsamp_cpu *c, const struct news *news)
{
	size_t size = 0;

	if (news->set_time)
		size += sizeof(struct flamesamp_time);
	if (news->name_program)
		size += sizeof(struct flamesamp_program);
	if (news->define_stack)
		size += stack_bytes(news);
	if (c->chain.flags & FLAMESAMP_STACK_HAS_BYTES)
		size += fsamp_raw_stack_bytes(&c->raw);
	return size;
}

void fsamp_emit_sample(struct fsamp_cpu *c, struct fsamp_thread *thread,
		       const struct fsamp_sample *sample)
{
	struct news news = { .last = &thread->last, .program = thread->program };
	size_t size;
	void *at;

	find_news(c, sample, &news);
	size = sample_bytes(sample) + news_bytes(c, &news);

	/* One reservation: the reader never sees a sample without its stack, nor a half. */
	at = reserve(c, size);
	if (!at) {
		fsamp_lose(c, why_no_room(c), sample->weight);
		return;
	}
	if (news.set_time)
		at = put_time(c, at, sample->now);
	if (news.name_program)
		at = put_program(c, at, news.program);
	if (news.define_stack)
		at = put_stack(c, at, &news);
	if (c->chain.flags & FLAMESAMP_STACK_HAS_BYTES)
		at = fsamp_raw_stack_put(&c->raw, at, news.stack, &c->chain.user_regs);
	put_sample(c, at, sample, news.stack);
	commit(c);
	fsamp_stack_remember(&thread->last, &c->chain, news.stack);
	want_maps(c, news.program);
}

void fsamp_emit_idle(struct fsamp_cpu *c, u32 count, u64 now)
{
	struct flamesamp_idle *idle = reserve(c, sizeof(*idle));

	if (!idle) {
		fsamp_lose(c, why_no_room(c), count);
		return;
	}
	*idle = (struct flamesamp_idle){
		.header = { .type = FLAMESAMP_IDLE, .size = sizeof(*idle) },
		.count = count,
		.ns = now,
	};
	c->stats.idle += count;
	commit(c);
}

void fsamp_emit(struct fsamp_session *session, struct flamesamp_header *header, size_t size,
		const char *text)
{
	size_t text_bytes = text ? strnlen(text, PATH_MAX - 1) : 0;
	size_t room = text ? ALIGN(text_bytes + 1, 8) : 0;
	struct fsamp_cpu *c;
	unsigned long flags;
	void *at;

	header->size = size + room;
	/* With interrupts off, the timer of this CPU can't come between: one producer. */
	local_irq_save(flags);
	c = session->cpus[smp_processor_id()];
	at = reserve(c, size + room);
	if (at) {
		memcpy(at, header, size);
		memset(at + size + text_bytes, 0, room - text_bytes);
		memcpy(at + size, text ? text : "", text_bytes);
		commit(c);
	} else {
		fsamp_lose(c, FLAMESAMP_LOST_SIDEBAND, 1);
	}
	local_irq_restore(flags);
}

void fsamp_lose_here(struct fsamp_session *session, enum flamesamp_loss cause)
{
	unsigned long flags;

	local_irq_save(flags);
	fsamp_lose(session->cpus[smp_processor_id()], cause, 1);
	local_irq_restore(flags);
}
