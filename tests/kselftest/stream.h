/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reads the rings and holds every record against what <linux/flamesamp.h> promises.
 */
#ifndef KSELFTEST_STREAM_H
#define KSELFTEST_STREAM_H

#include "device.h"

/* What the stream said of a stack. */
struct stack_seen {
	bool defined;
	uint8_t flags;
	uint8_t user_end;
	uint16_t kernel_frames, user_frames;
	uint32_t shared;	/* frames that its record left to an earlier stack */
	uint32_t tgid;
	uint64_t program;
};

/* A program that a ring gave an index. */
struct program_seen {
	bool defined;
	uint32_t tgid;
	uint64_t program;
};

/* One ring's stream, so far. */
struct ring_stream {
	struct stack_seen *stacks;	/* by number */
	uint32_t stack_room;
	struct program_seen *programs;	/* by index */
	uint32_t program_room;
	uint64_t time;			/* of the newest TIME, SAMPLE or IDLE record, ns */
	uint64_t time_base;
	uint64_t records[FLAMESAMP_RECORD_TYPES];
	uint64_t weight;		/* of all samples */
	uint64_t idle;
	uint64_t lost[FLAMESAMP_LOSS_SPACE];
	uint64_t bytes;			/* that were read */
};

struct stream;

/* Called for each good record; @context is stream.context. */
typedef void (*stream_visit)(void *context, const struct stream *stream, unsigned int cpu,
			     const struct flamesamp_header *record);

struct stream {
	const struct session *session;
	struct ring_stream rings[CPUS_MAX];
	unsigned int errors;		/* broken promises; the first ones are printed */
	stream_visit visit;		/* or NULL */
	void *context;
};

/* Starts with empty counts. stream_free() frees what was gathered, and leaves empty counts. */
void stream_init(struct stream *stream, const struct session *session);
void stream_free(struct stream *stream);

/* Reads all that is in the rings now, gives the room back. Return: the bytes. */
uint64_t stream_drain(struct stream *stream, struct session *s);

/* The same for one ring. */
uint64_t stream_drain_ring(struct stream *stream, struct session *s, unsigned int cpu);

/*
 * After the session was stopped and all rings are drained: whether the stream adds up to the
 * counts of each CPU. Losses may be missing in the stream where its ring was full or broken at the
 * end, which @may_end_full allows. Prints what differs.
 */
bool stream_agrees(const struct stream *stream, const struct session *s, bool may_end_full);

/* Number of records of a type in all rings; the weights of all samples. */
uint64_t stream_records(const struct stream *stream, enum flamesamp_record type);
uint64_t stream_weight(const struct stream *stream);

/* A stack by its number; NULL where it is not defined. */
const struct stack_seen *find_stack(const struct ring_stream *ring, uint32_t id);

/* The stack of a sample that a visitor gets. */
const struct stack_seen *sample_stack(const struct stream *stream, unsigned int cpu,
				      const struct flamesamp_header *sample);

/* Its weight: the member is there only where the record has room for it. */
uint32_t sample_weight(const struct flamesamp_header *sample);

#endif
