// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Frames of every make: alloca, stacks that a function aligns, deep recursion, callbacks from a
 * library, calls through the PLT and through pointers, tail calls, and the vdso.
 */
#include <alloca.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static volatile unsigned int sink;
static unsigned int state = 1;

static unsigned int next_random(void)
{
	state = state * 1103515245 + 12345;
	return state >> 16;
}

__attribute__((noinline)) static void leaf(unsigned int n)
{
	for (unsigned int i = 0; i < n % 64; i++)
		sink += i * n;
}

__attribute__((noinline)) static void tail(unsigned int n)
{
	sink++;
	leaf(n + 1);
}

/* Saves many registers: a long prologue and a long epilogue. */
__attribute__((noinline)) static unsigned int many(unsigned int a, unsigned int b, unsigned int c,
						   unsigned int d, unsigned int e, unsigned int f)
{
	for (unsigned int i = 0; i < 4; i++) {
		leaf(a);
		a += b ^ c;
		b += c ^ d;
		c += d ^ e;
		d += e ^ f;
		tail(b);
	}
	return a + b + c + d + e + f;
}

__attribute__((noinline)) static void with_alloca(unsigned int n)
{
	volatile char *p = alloca(n % 3000 + 1);

	p[0] = n;
	leaf(n);
	sink += many(n, p[0], 3, 4, 5, 6);
}

/* An aligned variable and alloca() together: the frame is found by an expression. */
__attribute__((noinline)) static void with_aligned(unsigned int n)
{
	_Alignas(64) volatile char block[128];
	volatile char *p = alloca(n % 500 + 1);

	block[0] = n;
	p[0] = block[0];
	leaf(n);
	sink += many(n, p[0], block[0], 4, 5, 6);
}

__attribute__((noinline)) static unsigned int deep(unsigned int n)
{
	volatile unsigned int local[4] = { n };

	if (n)
		local[1] = deep(n - 1);
	else
		leaf(next_random());
	return local[0] + local[1];
}

static int compare(const void *a, const void *b)
{
	unsigned int x = *(const unsigned int *)a, y = *(const unsigned int *)b;

	leaf(x);
	return x < y ? -1 : x > y;
}

__attribute__((noinline)) static void with_callbacks(void)
{
	unsigned int value[40], key = next_random();

	for (unsigned int i = 0; i < 40; i++)
		value[i] = next_random();
	qsort(value, 40, sizeof(value[0]), compare);
	sink += bsearch(&key, value, 40, sizeof(value[0]), compare) != NULL;
}

__attribute__((noinline)) static void with_libc(unsigned int n)
{
	char text[256];
	struct timespec now;

	snprintf(text, sizeof(text), "%u %f %s", n, n / 3.0, "and some more text");
	sink += strlen(text) + strtoul(text, NULL, 0);
	clock_gettime(CLOCK_MONOTONIC, &now);
	sink += now.tv_nsec;
	free(malloc(n % 100000));
}

static void (*const pick[])(unsigned int) = { leaf, tail, with_alloca, with_aligned, with_libc };

int main(void)
{
	for (;;) {
		pick[next_random() % 5](next_random());
		deep(next_random() % 150);
		with_callbacks();
	}
}
