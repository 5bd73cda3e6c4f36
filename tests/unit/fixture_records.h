/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Records for tests: appended one by one to a buffer, as the module would write them.
 */
#ifndef FLAMEREC_TESTS_FIXTURE_RECORDS_H
#define FLAMEREC_TESTS_FIXTURE_RECORDS_H

#include <stdint.h>
#include <string.h>
#include <linux/flamesamp.h>

#define RECORDS_BYTES (1024 * 1024)

struct records {
	_Alignas(8) unsigned char data[RECORDS_BYTES];
	size_t bytes;
};

/* Room for a record of @size bytes, with its header, else zero. @size may be a lie of the test. */
static inline void *add_record(struct records *records, uint8_t type, uint16_t size)
{
	struct flamesamp_header *h = (void *)(records->data + records->bytes);

	memset(h, 0, size < 8 ? 8 : size);
	h->type = type;
	h->size = size;
	records->bytes += size < 8 ? 8 : (size + 7) / 8 * 8;
	return h;
}

static inline void add_time(struct records *records, uint64_t ns)
{
	struct flamesamp_time *time = add_record(records, FLAMESAMP_TIME, sizeof(*time));

	time->ns = ns;
}

static inline struct flamesamp_stack *add_stack(struct records *records, uint32_t id,
						unsigned int frames)
{
	size_t size = sizeof(struct flamesamp_stack) + frames * sizeof(uint64_t);
	struct flamesamp_stack *stack = add_record(records, FLAMESAMP_STACK, size);

	stack->id = id;
	stack->tgid = 4711;
	stack->program = 1;
	stack->user_frames = frames;
	for (unsigned int i = 0; i < frames; i++)
		stack->ip[i] = 0x400000 + 16 * i;
	return stack;
}

static inline struct flamesamp_sample *add_sample(struct records *records, uint32_t stack)
{
	struct flamesamp_sample *sample;

	sample = add_record(records, FLAMESAMP_SAMPLE, FLAMESAMP_SAMPLE_SHORT);
	sample->stack = stack;
	sample->tid = 4711;
	return sample;
}

static inline struct flamesamp_map *add_map(struct records *records, const char *path)
{
	size_t size = sizeof(struct flamesamp_map) + (strlen(path) + 8) / 8 * 8;
	struct flamesamp_map *map = add_record(records, FLAMESAMP_MAP, size);

	map->tgid = 4711;
	map->program = 1;
	map->start = 0x400000;
	map->end = 0x500000;
	memcpy(map->path, path, strlen(path));
	return map;
}

#endif
