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

static inline uint8_t *put_number(uint8_t *at, uint64_t number)
{
	for (; number > 0x7f; number >>= 7)
		*at++ = number | 0x80;
	*at++ = number;
	return at;
}

static inline uint8_t *put_address(uint8_t *at, uint64_t address, uint64_t before)
{
	uint64_t difference = address - before;

	return put_number(at, difference << 1 ^ -(difference >> 63));
}

/* A program, and the index by which stacks of this CPU name it. */
static inline struct flamesamp_program *add_program(struct records *records, uint32_t index,
						    uint32_t tgid, uint64_t program,
						    const char *comm)
{
	struct flamesamp_program *record;

	record = add_record(records, FLAMESAMP_PROGRAM, sizeof(*record));
	record->index = index;
	record->tgid = tgid;
	record->program = program;
	for (size_t i = 0; i < sizeof(record->comm) && comm[i]; i++)
		record->comm[i] = comm[i];
	return record;
}

/*
 * A stack; @kernel and @user are leaf first. The @shared outermost frames (all user, then all
 * kernel ones, from the outermost on) are left to stack @id - @distance.
 */
static inline struct flamesamp_stack *
add_stack_sharing(struct records *records, uint32_t id, uint32_t program, const uint64_t *kernel,
		  unsigned int kernels, const uint64_t *user, unsigned int users,
		  uint32_t distance, unsigned int shared)
{
	size_t room = sizeof(struct flamesamp_stack) + 20 +
		      (kernels + users) * FLAMESAMP_LEB128_MAX;
	struct flamesamp_stack *stack = add_record(records, FLAMESAMP_STACK, (room + 7) / 8 * 8);
	uint8_t *at = put_number(stack->code, distance);
	uint64_t address, before = 0;

	stack->id = id;
	stack->program = program;
	stack->frames = FLAMESAMP_FRAMES(kernels, users, users ? FLAMESAMP_USER_FP_END : 0);
	if (distance)
		at = put_number(at, shared);
	for (unsigned int i = 0; i < users + kernels; i++) {
		address = i < users ? user[users - 1 - i] : kernel[kernels - 1 - (i - users)];
		if (i >= shared)
			at = put_address(at, address, i && i != users ? before : 0);
		before = address;
	}
	return stack;
}

/* A stack of the program with index 1; the caller names that where it matters. */
static inline struct flamesamp_stack *add_stack(struct records *records, uint32_t id,
						unsigned int frames)
{
	uint64_t user[2046];

	for (unsigned int i = 0; i < frames; i++)
		user[i] = 0x400000 + 16 * i;
	return add_stack_sharing(records, id, 1, NULL, 0, user, frames, 0, 0);
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
