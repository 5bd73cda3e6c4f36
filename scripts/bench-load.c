// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A fixed amount of work, and the time that it took:
 *
 *	bench-load u STEPS	STEPS turns of a loop in user space, under a stack of known depth
 *	bench-load s READS	READS reads of 4 KiB from /dev/zero, under the same stack
 *	bench-load r WALKS	WALKS descents through functions drawn by lot: no stack repeats
 *
 * Prints nanoseconds: all that went by, and what of it is put down to this process, interrupts
 * included. With QEMU's -icount a nanosecond is an instruction.
 */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define DEPTH 30

/* Descents of r go through 4 to 26 functions. */
#define SHALLOWEST	4
#define DEPTHS		23

static char page[4096];
static volatile unsigned long sink;

static void spin(long steps)
{
	for (long i = 0; i < steps; i++)
		sink += i;
}

static void read_zeroes(long reads)
{
	int fd = open("/dev/zero", O_RDONLY);

	for (long i = 0; i < reads; i++) {
		if (read(fd, page, sizeof(page)) != sizeof(page))
			exit(1);
	}
	close(fd);
}

/* The addition behind the call keeps it from becoming a jump; scripts/bench forbids the loop. */
static __attribute__((noinline)) long descend(int depth, void (*work)(long), long count)
{
	if (!depth) {
		work(count);
		return 0;
	}
	return descend(depth - 1, work, count) + 1;
}

static void spin_deep(long steps)
{
	sink += descend(DEPTH, spin, steps);
}

static void read_deep(long reads)
{
	sink += descend(DEPTH, read_zeroes, reads);
}

/* The same lots at every run. Marsaglia's xorshift; the low bits are the weaker ones. */
static inline unsigned int draw(void)
{
	static uint64_t state = 0x9e3779b97f4a7c15;

	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return state >> 32;
}

static __attribute__((noinline)) long work_at_leaf(unsigned int lot)
{
	for (unsigned int i = 100 + lot % 256; i; i--)
		sink += i;
	return lot;
}

typedef long step_function(unsigned int depth, unsigned int site);

static step_function *const step[256];

/* A function with a frame of its own size, which calls the next one from one of four places. */
#define STEP(n)									\
static long step_##n(unsigned int depth, unsigned int site)			\
{										\
	volatile unsigned char room[16 + 0x##n * 53 % 31 * 16];			\
	unsigned int lot = draw();						\
										\
	room[0] = 0x##n ^ site;							\
	if (!depth)								\
		return work_at_leaf(lot) + room[0];				\
	switch (lot >> 8 & 3) {							\
	case 0:									\
		return step[lot & 255](depth - 1, 0) + room[0];			\
	case 1:									\
		return step[lot & 255](depth - 1, 1) - room[0];			\
	case 2:									\
		return step[lot & 255](depth - 1, 2) ^ room[0];			\
	default:								\
		return step[lot & 255](depth - 1, 3) * 3 + room[0];		\
	}									\
}

#define OF_16(what, h)								\
	what(h##0) what(h##1) what(h##2) what(h##3)				\
	what(h##4) what(h##5) what(h##6) what(h##7)				\
	what(h##8) what(h##9) what(h##a) what(h##b)				\
	what(h##c) what(h##d) what(h##e) what(h##f)

#define OF_256(what)								\
	OF_16(what, 0) OF_16(what, 1) OF_16(what, 2) OF_16(what, 3)		\
	OF_16(what, 4) OF_16(what, 5) OF_16(what, 6) OF_16(what, 7)		\
	OF_16(what, 8) OF_16(what, 9) OF_16(what, a) OF_16(what, b)		\
	OF_16(what, c) OF_16(what, d) OF_16(what, e) OF_16(what, f)

#define ADDRESS(n) step_##n,

OF_256(STEP)

static step_function *const step[256] = { OF_256(ADDRESS) };

static void wander(long walks)
{
	for (long i = 0; i < walks; i++) {
		unsigned int lot = draw();

		sink += step[lot & 255](SHALLOWEST - 1 + (lot >> 8) % DEPTHS, 0);
	}
}

static long long now(clockid_t clock)
{
	struct timespec t;

	clock_gettime(clock, &t);
	return t.tv_sec * 1000000000LL + t.tv_nsec;
}

int main(int argc, char **argv)
{
	static const struct {
		const char *name;
		void (*run)(long count);
	} loads[] = {
		{ "u", spin_deep },
		{ "s", read_deep },
		{ "r", wander },
	};

	for (size_t i = 0; argc == 3 && i < sizeof(loads) / sizeof(loads[0]); i++) {
		long long start = now(CLOCK_MONOTONIC);
		long long start_own = now(CLOCK_PROCESS_CPUTIME_ID);

		if (strcmp(argv[1], loads[i].name))
			continue;
		loads[i].run(atol(argv[2]));
		printf("%lld %lld\n", now(CLOCK_MONOTONIC) - start,
		       now(CLOCK_PROCESS_CPUTIME_ID) - start_own);
		return 0;
	}
	fprintf(stderr, "usage: bench-load u|s|r COUNT\n");
	return 2;
}
