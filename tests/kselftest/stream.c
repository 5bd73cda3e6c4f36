// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "capture/stack_code.h"
#include "stream.h"

#define ERRORS_SHOWN	10

/* The bytes that each type has at least; 0: not checked. */
static const uint16_t least_bytes[FLAMESAMP_RECORD_TYPES] = {
	[FLAMESAMP_TIME] = sizeof(struct flamesamp_time),
	[FLAMESAMP_STACK] = sizeof(struct flamesamp_stack),
	[FLAMESAMP_SAMPLE] = FLAMESAMP_SAMPLE_SHORT,
	[FLAMESAMP_IDLE] = sizeof(struct flamesamp_idle),
	[FLAMESAMP_LOST] = sizeof(struct flamesamp_lost),
	[FLAMESAMP_PROGRAM] = sizeof(struct flamesamp_program),
	[FLAMESAMP_MAP] = sizeof(struct flamesamp_map) + 8,
	[FLAMESAMP_EXEC] = sizeof(struct flamesamp_exec) + 8,
	[FLAMESAMP_FORK] = sizeof(struct flamesamp_fork),
	[FLAMESAMP_COMM] = sizeof(struct flamesamp_comm),
	[FLAMESAMP_EXIT] = sizeof(struct flamesamp_exit),
	[FLAMESAMP_MODULE] = sizeof(struct flamesamp_module),
	[FLAMESAMP_STACK_BYTES] = sizeof(struct flamesamp_stack_bytes),
};

__attribute__((format(printf, 3, 4)))
static void wrong(struct stream *stream, unsigned int cpu, const char *format, ...)
{
	va_list args;

	if (stream->errors++ >= ERRORS_SHOWN)
		return;
	va_start(args, format);
	fprintf(stderr, "# stream of CPU %u, byte %llu: ", cpu,
		(unsigned long long)stream->rings[cpu].bytes);
	vfprintf(stderr, format, args);
	fputc('\n', stderr);
	va_end(args);
}

void stream_init(struct stream *stream, const struct session *session)
{
	memset(stream, 0, sizeof(*stream));
	stream->session = session;
}

void stream_free(struct stream *stream)
{
	unsigned int cpu;

	for (cpu = 0; cpu < CPUS_MAX; cpu++) {
		free(stream->rings[cpu].stacks);
		free(stream->rings[cpu].programs);
		memset(&stream->rings[cpu], 0, sizeof(stream->rings[cpu]));
	}
}

const struct stack_seen *find_stack(const struct ring_stream *ring, uint32_t id)
{
	if (id >= ring->stack_room || !ring->stacks[id].defined)
		return NULL;
	return &ring->stacks[id];
}

const struct stack_seen *sample_stack(const struct stream *stream, unsigned int cpu,
				      const struct flamesamp_header *sample)
{
	return find_stack(&stream->rings[cpu], ((const struct flamesamp_sample *)sample)->stack);
}

uint32_t sample_weight(const struct flamesamp_header *sample)
{
	if (sample->size <= FLAMESAMP_SAMPLE_SHORT)
		return 1;
	return ((const struct flamesamp_sample *)sample)->weight;
}

/*
 * An array with room for element @n: @old where it has, else a larger one, the new part zero.
 * Numbers count up from 0 in practice, so that arrays by number stay small.
 */
static void *make_room(void *old, uint32_t *room, uint32_t n, size_t size)
{
	uint32_t wanted = *room ? *room : 1024;
	char *array = old;

	if (n < *room)
		return old;
	while (wanted <= n)
		wanted *= 2;
	array = realloc(array, wanted * size);
	if (!array) {
		perror("stream: realloc");
		exit(1);
	}
	memset(array + *room * size, 0, (wanted - *room) * size);
	*room = wanted;
	return array;
}

static void see_program(struct stream *stream, unsigned int cpu,
			const struct flamesamp_program *record)
{
	struct ring_stream *ring = &stream->rings[cpu];

	if (record->index > 1u << 26 ||
	    (record->index < ring->program_room && ring->programs[record->index].defined)) {
		wrong(stream, cpu, "program index %u again, or absurd", record->index);
		return;
	}
	ring->programs = make_room(ring->programs, &ring->program_room, record->index,
				   sizeof(*ring->programs));
	ring->programs[record->index] = (struct program_seen){
		.defined = true,
		.tgid = record->tgid,
		.program = record->program,
	};
}

static void see_time(struct stream *stream, unsigned int cpu, uint64_t time)
{
	struct ring_stream *ring = &stream->rings[cpu];

	if (time < ring->time)
		wrong(stream, cpu, "time goes back from %llu to %llu",
		      (unsigned long long)ring->time, (unsigned long long)time);
	ring->time = time;
}

/* Frames that the record leaves to an earlier stack must be there, in the same program. */
static void check_shared(struct stream *stream, unsigned int cpu,
			 const struct flamesamp_stack *stack)
{
	const struct ring_stream *ring = &stream->rings[cpu];
	const struct stack_seen *base;
	struct stack_code code;

	stack_code_open(&code, stack);
	if (!code.shared)
		return;
	base = find_stack(ring, code.base);
	if (!base || code.shared > base->kernel_frames + base->user_frames)
		wrong(stream, cpu, "stack %u shares %u frames with %u, which has not so many",
		      stack->id, code.shared, code.base);
	else if (base->program != ring->programs[stack->program].program)
		wrong(stream, cpu, "stack %u shares frames with another program", stack->id);
}

static void see_stack(struct stream *stream, unsigned int cpu, const struct flamesamp_stack *stack)
{
	struct ring_stream *ring = &stream->rings[cpu];
	const struct flamesamp_config *config = &stream->session->config;
	unsigned int kernel = FLAMESAMP_KERNEL_FRAMES(stack->frames);
	unsigned int user = FLAMESAMP_USER_FRAMES(stack->frames);
	unsigned int user_end = FLAMESAMP_USER_END(stack->frames);
	struct stack_code code;

	if (!stack_code_sound(stack)) {
		wrong(stream, cpu, "stack of %u + %u frames in %u bytes", kernel, user,
		      stack->header.size);
		return;
	}
	if (stack->id > 1u << 26 || find_stack(ring, stack->id)) {
		wrong(stream, cpu, "stack number %u again, or absurd", stack->id);
		return;
	}
	if (stack->program >= ring->program_room || !ring->programs[stack->program].defined) {
		wrong(stream, cpu, "stack of program %u, which was not named", stack->program);
		return;
	}
	check_shared(stream, cpu, stack);
	if (kernel > config->kernel_frames || user > config->user_frames)
		wrong(stream, cpu, "%u + %u frames: more than asked for", kernel, user);
	if (user_end >= FLAMESAMP_USER_ENDS || !user != (user_end == FLAMESAMP_USER_ABSENT))
		wrong(stream, cpu, "%u user frames that ended in %u", user, user_end);
	ring->stacks = make_room(ring->stacks, &ring->stack_room, stack->id,
				 sizeof(*ring->stacks));
	stack_code_open(&code, stack);
	ring->stacks[stack->id] = (struct stack_seen){
		.defined = true,
		.flags = stack->header.flags,
		.user_end = user_end,
		.kernel_frames = kernel,
		.user_frames = user,
		.shared = code.shared,
		.tgid = ring->programs[stack->program].tgid,
		.program = ring->programs[stack->program].program,
	};
}

static void see_raw_stack(struct stream *stream, unsigned int cpu,
			  const struct flamesamp_stack_bytes *raw)
{
	const struct stack_seen *stack = find_stack(&stream->rings[cpu], raw->stack);

	if (!stack || !(stack->flags & FLAMESAMP_STACK_HAS_BYTES))
		wrong(stream, cpu, "memory of stack %u, which announced none", raw->stack);
	if (!raw->bytes || raw->bytes > stream->session->config.stack_bytes ||
	    raw->header.size < sizeof(*raw) + raw->bytes)
		wrong(stream, cpu, "%u bytes of memory of a stack in %u", raw->bytes,
		      raw->header.size);
}

static void see_sample(struct stream *stream, unsigned int cpu,
		       const struct flamesamp_sample *sample)
{
	struct ring_stream *ring = &stream->rings[cpu];

	if (!find_stack(ring, sample->stack))
		wrong(stream, cpu, "sample of stack %u, which was not defined", sample->stack);
	if (!sample_weight(&sample->header))
		wrong(stream, cpu, "sample without weight");
	if (!ring->records[FLAMESAMP_TIME])
		wrong(stream, cpu, "sample before the first time");
	see_time(stream, cpu, ring->time_base + sample->time);
	ring->weight += sample_weight(&sample->header);
}

static void see_lost(struct stream *stream, unsigned int cpu, const struct flamesamp_lost *lost)
{
	if (lost->cause >= FLAMESAMP_LOSS_SPACE || !lost->count) {
		wrong(stream, cpu, "loss of %llu by cause %u", (unsigned long long)lost->count,
		      lost->cause);
		return;
	}
	stream->rings[cpu].lost[lost->cause] += lost->count;
}

/* A path or a name that has to end inside of its record. */
static void see_text(struct stream *stream, unsigned int cpu, const struct flamesamp_header *record,
		     size_t fixed)
{
	const char *text = (const char *)record + fixed;

	if (record->size <= fixed || !memchr(text, 0, record->size - fixed))
		wrong(stream, cpu, "text of record type %u does not end", record->type);
}

static void see_map(struct stream *stream, unsigned int cpu, const struct flamesamp_map *map)
{
	see_text(stream, cpu, &map->header, sizeof(*map));
	if (map->start >= map->end)
		wrong(stream, cpu, "map from %llx to %llx", (unsigned long long)map->start,
		      (unsigned long long)map->end);
}

static void see_record(struct stream *stream, unsigned int cpu,
		       const struct flamesamp_header *record)
{
	struct ring_stream *ring = &stream->rings[cpu];
	const void *r = record;

	switch (record->type) {
	case FLAMESAMP_TIME:
		ring->time_base = ((const struct flamesamp_time *)r)->ns;
		see_time(stream, cpu, ring->time_base);
		break;
	case FLAMESAMP_PROGRAM:
		see_program(stream, cpu, r);
		break;
	case FLAMESAMP_STACK_BYTES:
		see_raw_stack(stream, cpu, r);
		break;
	case FLAMESAMP_STACK:
		see_stack(stream, cpu, r);
		break;
	case FLAMESAMP_SAMPLE:
		see_sample(stream, cpu, r);
		break;
	case FLAMESAMP_IDLE:
		ring->idle += ((const struct flamesamp_idle *)r)->count;
		see_time(stream, cpu, ((const struct flamesamp_idle *)r)->ns);
		break;
	case FLAMESAMP_LOST:
		see_lost(stream, cpu, r);
		break;
	case FLAMESAMP_MAP:
		see_map(stream, cpu, r);
		break;
	case FLAMESAMP_EXEC:
		see_text(stream, cpu, record, sizeof(struct flamesamp_exec));
		break;
	}
	ring->records[record->type]++;
	if (stream->visit)
		stream->visit(stream->context, stream, cpu, record);
}

/* Return: its bytes, or 0: nothing behind it can be read. */
static uint32_t next_record(struct stream *stream, unsigned int cpu, const struct ring *ring,
			    uint32_t head)
{
	uint32_t offset = ring->tail & (ring->bytes - 1);
	const struct flamesamp_header *record = (const void *)(ring->data + offset);
	uint32_t size = record->size;

	if (size < 8 || size % 8 || size > head - ring->tail || size > ring->bytes - offset) {
		wrong(stream, cpu, "record type %u of %u bytes at offset %u", record->type, size,
		      offset);
		return 0;
	}
	if (record->type < FLAMESAMP_RECORD_TYPES && size < least_bytes[record->type])
		wrong(stream, cpu, "record type %u of %u bytes only", record->type, size);
	else if (record->type < FLAMESAMP_RECORD_TYPES)
		see_record(stream, cpu, record);
	return size;
}

uint64_t stream_drain_ring(struct stream *stream, struct session *s, unsigned int cpu)
{
	struct ring *ring = &s->rings[cpu];
	uint32_t head, size, from = ring->tail;

	/* Barrier C of <linux/flamesamp.h>: records are read after the head that announced them. */
	head = __atomic_load_n(&ring->producer->head, __ATOMIC_ACQUIRE);
	if (head - ring->tail > ring->bytes) {
		wrong(stream, cpu, "%u bytes in a ring of %u", head - ring->tail, ring->bytes);
		return 0;
	}
	while (ring->tail != head) {
		size = next_record(stream, cpu, ring, head);
		ring->tail += size ? size : head - ring->tail;
		stream->rings[cpu].bytes += size;
	}
	/* Barrier D: the records were read before the tail gives their room back. */
	__atomic_store_n(&ring->consumer->tail, head, __ATOMIC_RELEASE);
	return head - from;
}

uint64_t stream_drain(struct stream *stream, struct session *s)
{
	uint64_t bytes = 0;
	unsigned int cpu;

	for (cpu = 0; cpu < s->hello.cpus; cpu++) {
		if (s->rings[cpu].data)
			bytes += stream_drain_ring(stream, s, cpu);
	}
	return bytes;
}

static bool same(unsigned int cpu, const char *what, uint64_t stream, uint64_t counted)
{
	if (stream == counted)
		return true;
	fprintf(stderr, "# CPU %u: %s: %llu in the stream, %llu counted\n", cpu, what,
		(unsigned long long)stream, (unsigned long long)counted);
	return false;
}

static bool losses_agree(const struct ring_stream *ring, const struct flamesamp_stats *stats,
			 bool may_end_full)
{
	bool good = true;
	int cause;

	for (cause = 0; cause < FLAMESAMP_LOSS_SPACE; cause++) {
		if (may_end_full && ring->lost[cause] <= stats->lost[cause])
			continue;
		good &= same(stats->cpu, "lost", ring->lost[cause], stats->lost[cause]);
	}
	return good;
}

bool stream_agrees(const struct stream *stream, const struct session *s, bool may_end_full)
{
	struct flamesamp_stats stats;
	bool good = !stream->errors;
	unsigned int cpu;

	for (cpu = 0; cpu < s->hello.cpus; cpu++) {
		const struct ring_stream *ring = &stream->rings[cpu];

		if (!s->rings[cpu].data)
			continue;
		if (session_stats(s, cpu, &stats)) {
			fprintf(stderr, "# CPU %u: no stats\n", cpu);
			return false;
		}
		good &= balanced(&stats);
		good &= same(cpu, "weight", ring->weight, stats.sampled);
		good &= same(cpu, "idle", ring->idle, stats.idle);
		good &= same(cpu, "samples", ring->records[FLAMESAMP_SAMPLE], stats.samples);
		good &= same(cpu, "stacks", ring->records[FLAMESAMP_STACK], stats.stacks);
		good &= same(cpu, "bytes", ring->bytes, stats.bytes);
		good &= losses_agree(ring, &stats, may_end_full);
	}
	return good;
}

uint64_t stream_records(const struct stream *stream, enum flamesamp_record type)
{
	uint64_t n = 0;
	unsigned int cpu;

	for (cpu = 0; cpu < CPUS_MAX; cpu++)
		n += stream->rings[cpu].records[type];
	return n;
}

uint64_t stream_weight(const struct stream *stream)
{
	uint64_t n = 0;
	unsigned int cpu;

	for (cpu = 0; cpu < CPUS_MAX; cpu++)
		n += stream->rings[cpu].weight;
	return n;
}
