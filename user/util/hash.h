/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Hash functions for tables in memory; nothing is stored by them, so they may change.
 */
#ifndef FLAMEREC_UTIL_HASH_H
#define FLAMEREC_UTIL_HASH_H

#include <stddef.h>
#include <stdint.h>

/* Spreads every input bit over the whole word. */
static inline uint64_t hash_u64(uint64_t x)
{
	uint64_t low = (x ^ 0x9e3779b97f4a7c15) * 0xbf58476d1ce4e5b9;

	low ^= low >> 32;
	low *= 0x94d049bb133111eb;
	return low ^ (low >> 29);
}

uint64_t hash_bytes(const void *data, size_t len);

#endif
