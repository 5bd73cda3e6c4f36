// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "util/hash.h"

static uint64_t mix(uint64_t h, uint64_t word)
{
	h = (h ^ word) * 0x9e3779b97f4a7c15;
	return h ^ h >> 32;
}

/* The last eight bytes, or all of fewer: with the length, those say which bytes they are. */
static uint64_t last_word(const unsigned char *p, size_t len)
{
	uint64_t word;
	uint32_t low, high;

	if (len >= 8) {
		memcpy(&word, p + len - 8, 8);
		return word;
	}
	if (len >= 4) {
		memcpy(&low, p, 4);
		memcpy(&high, p + len - 4, 4);
		return (uint64_t)high << 32 | low;
	}
	return len ? p[0] | p[len / 2] << 8 | p[len - 1] << 16 : 0;
}

uint64_t hash_bytes(const void *data, size_t len)
{
	const unsigned char *p = data;
	uint64_t h = len, word;

	for (size_t i = 0; i + 8 < len; i += 8) {
		memcpy(&word, p + i, 8);
		h = mix(h, word);
	}
	return hash_u64(h ^ last_word(p, len));
}
