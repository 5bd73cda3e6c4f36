/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A stack on its way: readers (captures, folded stacks, perf script) hand stacks one by one to what
 * selects and changes them, and this to trees and writers. All of it is calls of one type.
 */
#ifndef FLAMEREC_PROFILE_STACK_H
#define FLAMEREC_PROFILE_STACK_H

#include <stddef.h>
#include <stdint.h>

#include "profile/frame.h"

#define STACK_NOT_KNOWN UINT32_MAX

/**
 * struct stack - a stack, and how often it was seen
 * @frames: its frames, root first
 * @n: how many; 0: nothing is known but that there were samples
 * @shared: so many of the first frames are those of the stack before, in the same call's sequence;
 *	0 is always right
 * @count: samples, or what else was counted; with a fraction, perhaps
 * @was: the same of an earlier profile that this one is compared with; 0 where there is none
 * @pid: process; STACK_NOT_KNOWN: not known, or of several
 * @tid: thread; the same
 * @cpu: number of the CPU; the same
 * @ns: when, in the clock of what recorded it; 0: not known, or of several
 *
 * Valid during the call alone, with all that it points to. Objects of places alone stay until all
 * that stacks are read from is closed: they are known again by their address.
 */
struct stack {
	const struct frame *frames;
	size_t n, shared;
	double count, was;
	uint32_t pid, tid, cpu;
	uint64_t ns;
};

/* Takes a stack. @arg: whose it is. */
typedef void stack_fn(void *arg, const struct stack *stack);

/* What a taker wants of the stacks that it is given: flags. */
#define STACKS_EACH	1u	/* each sample by itself, in order of time, with CPU and thread */
#define STACKS_PLACES	2u	/* frames with their place */

#endif
