// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A fixed amount of work under a stack of known depth, and the time that it took:
 *
 *	bench-load u STEPS	STEPS turns of a loop in user space
 *	bench-load s READS	READS reads of 4 KiB from /dev/zero
 *
 * Prints nanoseconds. With QEMU's -icount a nanosecond is an instruction.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define DEPTH 30

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

/* The addition behind the call keeps it from becoming a jump. */
static __attribute__((noinline)) long descend(int depth, void (*work)(long), long count)
{
	if (!depth) {
		work(count);
		return 0;
	}
	return descend(depth - 1, work, count) + 1;
}

static long long now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000000LL + t.tv_nsec;
}

int main(int argc, char **argv)
{
	long long start;

	if (argc != 3) {
		fprintf(stderr, "usage: bench-load u|s COUNT\n");
		return 2;
	}
	start = now();
	sink += descend(DEPTH, strcmp(argv[1], "s") ? spin : read_zeroes, atol(argv[2]));
	printf("%lld\n", now() - start);
	return 0;
}
