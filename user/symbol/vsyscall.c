// SPDX-License-Identifier: GPL-2.0-or-later
#include <stddef.h>

#include "symbol/vsyscall.h"

/* See arch/x86/include/uapi/asm/vsyscall.h of Linux: no other machine has user code up there. */
#define VSYSCALL_START 0xffffffffff600000ull
#define VSYSCALL_STEP 0x400

const char *vsyscall_find(uint64_t address, uint64_t *start, uint64_t *end)
{
	static const char *const names[] = { "gettimeofday", "time", "getcpu" };
	uint64_t n;

	if (address < VSYSCALL_START)
		return NULL;
	n = (address - VSYSCALL_START) / VSYSCALL_STEP;
	if (n >= sizeof(names) / sizeof(names[0]))
		return NULL;
	*start = VSYSCALL_START + n * VSYSCALL_STEP;
	*end = *start + VSYSCALL_STEP;
	return names[n];
}
