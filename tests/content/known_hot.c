// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Three functions that take the same time.
 */
#include "known.h"

/* Long enough for the calls and the frames around it to vanish. */
#define TURNS	10000

/* Inlined into each, so that each has samples of its own. */
static inline __attribute__((always_inline)) unsigned int loop(void)
{
	unsigned int turns = TURNS, x = 1;

	while (turns--) {
		x = x * 1103515245 + 12345;
		asm volatile("" : "+r"(x));
	}
	return x;
}

NOINLINE unsigned int hot70(void)
{
	HAS_FRAME();
	return loop() + 70;
}

NOINLINE unsigned int hot20(void)
{
	HAS_FRAME();
	return loop() + 20;
}

NOINLINE unsigned int hot10(void)
{
	HAS_FRAME();
	return loop() + 10;
}
