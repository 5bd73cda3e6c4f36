/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A fuzzer's bytes, taken piece by piece; what comes behind their end is zero.
 */
#ifndef FLAMEREC_TESTS_FUZZ_INPUT_H
#define FLAMEREC_TESTS_FUZZ_INPUT_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct input {
	const uint8_t *data;
	size_t bytes;
};

static inline void input_take(struct input *in, void *to, size_t bytes)
{
	size_t n = bytes < in->bytes ? bytes : in->bytes;

	memset(to, 0, bytes);
	if (!n)
		return;
	memcpy(to, in->data, n);
	in->data += n;
	in->bytes -= n;
}

static inline uint8_t input_u8(struct input *in)
{
	uint8_t value;

	input_take(in, &value, sizeof(value));
	return value;
}

static inline uint16_t input_u16(struct input *in)
{
	uint16_t value;

	input_take(in, &value, sizeof(value));
	return value;
}

static inline uint64_t input_u64(struct input *in)
{
	uint64_t value;

	input_take(in, &value, sizeof(value));
	return value;
}

#endif
