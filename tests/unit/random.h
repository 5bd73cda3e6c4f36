/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Numbers that look random and are the same in each run, so that a failure comes again.
 */
#ifndef FLAMEREC_TESTS_RANDOM_H
#define FLAMEREC_TESTS_RANDOM_H

#include <stdint.h>

#define RANDOM_SEED 2463534242u

/* Marsaglia's xorshift (2003); @state is not 0 at first. Threads have a state each. */
static inline uint32_t next_random(uint32_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 17;
	*state ^= *state << 5;
	return *state;
}

#endif
