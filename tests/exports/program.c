// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Code that samples are made of. It is compiled with debug information, and never run.
 */
#include <stddef.h>

static volatile unsigned int sink;

static inline __attribute__((always_inline)) void innermost(unsigned int x)
{
	for (unsigned int i = 0; i < x; i++)
		sink = sink * 3 + i;
}

static inline __attribute__((always_inline)) void inlined(unsigned int x)
{
	innermost(x);
	sink -= x;
}

/* Key::less(), as a C++ compiler would call it. */
__attribute__((noinline)) void less(unsigned int x) __asm__("_ZN3Key4lessEv");

void less(unsigned int x)
{
	inlined(x);
	sink ^= x;
}

__attribute__((noinline)) void work(unsigned int x)
{
	less(x);
	sink++;
	inlined(x + 1);
	sink--;
}

int main(void)
{
	for (unsigned int i = 0; i < 10; i++)
		work(i);
	return 0;
}
