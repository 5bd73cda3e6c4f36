// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A program of which is known where its time goes: hot70(), hot20() and hot10() run the same loop,
 * and are called 70, 20 and 10 times out of 100, in random order so that no rhythm meets the
 * sampling's. ask_kernel() is in the kernel nearly all of its time.
 *
 * Without a C library (or with one: WITH_LIBC), so that the chain is known from the first function
 * to the last, on 32 bits, too.
 */
#include "known_arch.h"
#include "known.h"

/* How long it works, by its own time: slow machines do less. */
#define CPU_SECONDS	5

static const unsigned int calls_each[] = { 70, 20, 10 };

/* Xorshift: any order will do, if it is none. */
static unsigned int next_random(unsigned int *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 17;
	*state ^= *state << 5;
	return *state;
}

/* Fills a buffer with zeros, in the kernel. The system call stands in this very function. */
NOINLINE unsigned int ask_kernel(int fd)
{
	static char buffer[64 * 1024];
	unsigned int i, n = 0;

	HAS_FRAME();
	for (i = 0; i < 10; i++)
		n += call3(NR_READ, fd, (long)buffer, sizeof(buffer));
	return n;
}

/* What is added to the result keeps the calls from being jumps. */
NOINLINE unsigned int middle(unsigned int which)
{
	HAS_FRAME();
	if (which == 0)
		return hot70() + 1;
	if (which == 1)
		return hot20() + 1;
	return hot10() + 1;
}

/* Deals a hundred cards. */
NOINLINE unsigned int outer(unsigned int *random)
{
	unsigned int left[3] = { calls_each[0], calls_each[1], calls_each[2] };
	unsigned int cards, card, which, sum = 0;

	HAS_FRAME();
	for (cards = 100; cards; cards--) {
		/* Not a remainder: some machines have no instruction to divide. */
		card = (unsigned long long)next_random(random) * cards >> 32;
		for (which = 0; card >= left[which]; which++)
			card -= left[which];
		left[which]--;
		sum += middle(which);
	}
	return sum;
}

int main(void)
{
	int fd = open_for_reading("/dev/zero");
	unsigned int sum = 0, random = 2463534242u;

	HAS_FRAME();
	while (cpu_seconds() < CPU_SECONDS)
		sum += outer(&random) + ask_kernel(fd);
	return sum == 0;
}
