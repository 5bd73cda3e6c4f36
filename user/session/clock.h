/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The clock that samples are stamped with.
 */
#ifndef FLAMEREC_SESSION_CLOCK_H
#define FLAMEREC_SESSION_CLOCK_H

#include <stdint.h>
#include <time.h>

#define NS_PER_S 1000000000ull
#define NS_PER_MS 1000000ull

static inline uint64_t clock_ns(clockid_t clock)
{
	struct timespec ts;

	clock_gettime(clock, &ts);
	return ts.tv_sec * NS_PER_S + ts.tv_nsec;
}

static inline uint64_t now_ns(void)
{
	return clock_ns(CLOCK_MONOTONIC);
}

#endif
