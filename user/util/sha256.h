/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * SHA-256 (FIPS 180-4), for content security policies, which name scripts by it.
 */
#ifndef FLAMEREC_UTIL_SHA256_H
#define FLAMEREC_UTIL_SHA256_H

#include <stddef.h>
#include <stdint.h>

#define SHA256_BYTES 32

struct sha256 {
	uint32_t state[8];
	uint64_t bytes;		/* taken so far */
	uint8_t block[64];	/* the last ones, while they are no whole block */
};

void sha256_start(struct sha256 *sha);
void sha256_take(struct sha256 *sha, const void *data, size_t len);
void sha256_finish(struct sha256 *sha, uint8_t digest[SHA256_BYTES]);

#endif
