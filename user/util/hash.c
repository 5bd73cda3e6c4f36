// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "util/hash.h"

uint64_t hash_bytes(const void *data, size_t len)
{
	const unsigned char *p = data;
	uint64_t h = len, word;

	for (; len >= 8; p += 8, len -= 8) {
		memcpy(&word, p, 8);
		h = hash_u64(h ^ word);
	}
	word = 0;
	memcpy(&word, p, len);
	return hash_u64(h ^ word);
}
