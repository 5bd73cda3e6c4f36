// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A small program whose unwind information is what a fuzzer starts from: frames of several makes,
 * but no libraries.
 */
typedef unsigned long word;

void callee(word *p);
word last(word a, word b, word c);

__attribute__((noinline)) void callee(word *p)
{
	*(volatile word *)p = 1;
}

word last(word a, word b, word c)
{
	word block[40] = { a };
	volatile word *p = __builtin_alloca(b);

	for (word i = 0; i < c; i++) {
		callee(block + i % 40);
		p[0] += block[i % 40] * a + b;
	}
	callee(block);
	return p[0] + block[2];
}

word aligned(word n);

word aligned(word n)
{
	word block[16] __attribute__((aligned(64))) = { n };
	volatile word *p = __builtin_alloca(n);

	callee(block);
	p[0] = last(block[1], n, block[0]);
	return p[0];
}

void _start(void);

void _start(void)
{
	aligned((word)&aligned);
	for (;;)
		;
}
