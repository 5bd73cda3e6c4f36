/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reading numbers from bytes that nobody vouches for: nothing is read behind the end, where there
 * are only zeros, and where @bad says that somebody tried.
 */
#ifndef FLAMEREC_UNWIND_BYTES_H
#define FLAMEREC_UNWIND_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct bytes {
	const uint8_t *at, *end;
	bool bad;
};

static inline size_t bytes_left(const struct bytes *bytes)
{
	return bytes->end - bytes->at;
}

/* Leaves nothing behind for the next one to read. */
static inline void bytes_fail(struct bytes *bytes)
{
	bytes->at = bytes->end;
	bytes->bad = true;
}

/* Where @n bytes are, which are skipped; NULL where there are not as many. */
static inline const uint8_t *bytes_take(struct bytes *bytes, uint64_t n)
{
	const uint8_t *at = bytes->at;

	if (n > bytes_left(bytes)) {
		bytes_fail(bytes);
		return NULL;
	}
	bytes->at += n;
	return at;
}

static inline uint8_t bytes_u8(struct bytes *bytes)
{
	const uint8_t *at = bytes_take(bytes, 1);

	return at ? *at : 0;
}

static inline uint16_t bytes_u16(struct bytes *bytes)
{
	const uint8_t *at = bytes_take(bytes, sizeof(uint16_t));
	uint16_t n = 0;

	if (at)
		memcpy(&n, at, sizeof(n));
	return n;
}

static inline uint32_t bytes_u32(struct bytes *bytes)
{
	const uint8_t *at = bytes_take(bytes, sizeof(uint32_t));
	uint32_t n = 0;

	if (at)
		memcpy(&n, at, sizeof(n));
	return n;
}

static inline uint64_t bytes_u64(struct bytes *bytes)
{
	const uint8_t *at = bytes_take(bytes, sizeof(uint64_t));
	uint64_t n = 0;

	if (at)
		memcpy(&n, at, sizeof(n));
	return n;
}

/* LEB128; bits above the 64th are lost. @last: the number's last byte, which has its sign. */
static inline uint64_t bytes_leb(struct bytes *bytes, unsigned int *shift, uint8_t *last)
{
	uint64_t n = 0;

	*shift = 0;
	do {
		*last = bytes_u8(bytes);
		if (*shift < 64)
			n |= (uint64_t)(*last & 0x7f) << *shift;
		*shift += 7;
	} while (*last & 0x80);
	return n;
}

static inline uint64_t bytes_uleb(struct bytes *bytes)
{
	unsigned int shift;
	uint8_t last;

	/* Nearly all of them are short. */
	if (bytes->at < bytes->end && *bytes->at < 0x80)
		return *bytes->at++;
	return bytes_leb(bytes, &shift, &last);
}

static inline int64_t bytes_sleb(struct bytes *bytes)
{
	unsigned int shift;
	uint8_t last;
	uint64_t n = bytes_leb(bytes, &shift, &last);

	if (last & 0x40 && shift < 64)
		n |= -1ULL << shift;
	return n;
}

#endif
