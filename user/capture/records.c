// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdint.h>
#include <string.h>

#include "capture/records.h"
#include "capture/stack_code.h"

#define STRING_BYTES(type, member) sizeof(((struct type *)0)->member)

/*
 * The smallest size of each type. Records may be larger: they grow at their ends, and a struct that
 * has grown has its first size written out here.
 */
static const uint16_t smallest[FLAMESAMP_RECORD_TYPES] = {
	[FLAMESAMP_PAD] = 8,
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

/* A NUL lies in the @max bytes at @offset. */
static bool ends(const struct flamesamp_header *h, size_t offset, size_t max)
{
	return memchr((const char *)h + offset, '\0', max);
}

static bool bytes_fit(const struct flamesamp_stack_bytes *raw)
{
	return raw->bytes <= raw->header.size - sizeof(*raw);
}

/* What the header's size alone does not tell. */
static bool inside_is_sound(const struct flamesamp_header *h)
{
	size_t at;

	switch (h->type) {
	case FLAMESAMP_STACK:
		return stack_code_sound((const struct flamesamp_stack *)h);
	case FLAMESAMP_STACK_BYTES:
		return bytes_fit((const struct flamesamp_stack_bytes *)h);
	case FLAMESAMP_MAP:
		at = offsetof(struct flamesamp_map, path);
		return ends(h, at, h->size - at);
	case FLAMESAMP_EXEC:
		at = offsetof(struct flamesamp_exec, path);
		return ends(h, at, h->size - at);
	case FLAMESAMP_MODULE:
		at = offsetof(struct flamesamp_module, name);
		return ends(h, at, STRING_BYTES(flamesamp_module, name));
	default:
		return true;
	}
}

static bool is_sound(const struct flamesamp_header *h, size_t bytes)
{
	if (bytes < 8 || h->size < 8 || h->size % 8 || h->size > bytes)
		return false;
	if (h->type >= FLAMESAMP_RECORD_TYPES)
		return true;
	return h->size >= smallest[h->type] && inside_is_sound(h);
}

size_t records_check(const void *data, size_t bytes)
{
	const char *at = data;
	size_t done = 0;

	while (done < bytes) {
		const struct flamesamp_header *h = (const void *)(at + done);

		if (!is_sound(h, bytes - done))
			break;
		done += h->size;
	}
	return done;
}

const struct flamesamp_header *record_first(const void *data, size_t bytes)
{
	return bytes ? data : NULL;
}

const struct flamesamp_header *record_next(const struct flamesamp_header *h, const void *end)
{
	const void *next = (const char *)h + h->size;

	return next < end ? next : NULL;
}

unsigned int sample_weight(const struct flamesamp_sample *sample)
{
	size_t with_weight = offsetof(struct flamesamp_sample, weight) + sizeof(sample->weight);

	return sample->header.size >= with_weight ? sample->weight : 1;
}

unsigned long long sample_late_ns(const struct flamesamp_sample *sample)
{
	unsigned int step = sample->header.flags >> FLAMESAMP_LATE_SHIFT;

	if (!step)
		return 0;
	/* 181 / 128 is the square root of 2: the upper half of an octave. */
	return step % 2 ? (181ull << (step / 2)) / 128 : 1ull << (step / 2);
}
