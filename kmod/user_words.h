/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Two neighbouring words of user memory, read without faulting: what a frame record is.
 */
#ifndef FLAMESAMP_USER_WORDS_H
#define FLAMESAMP_USER_WORDS_H

#include <linux/kernel.h>
#include <linux/types.h>
#include <linux/uaccess.h>

#include "compat.h"

/**
 * struct fsamp_user_frame - a place in a chain of user frames
 * @fp: frame pointer
 * @low: frames lie at or above this: the stack pointer, then the frame before
 * @high: and below this
 * @lr: the link register of the interrupted frame, where 32-bit ARM code is; else 0
 * @compat: the words are 32 bits wide
 */
struct fsamp_user_frame {
	u64 fp;
	u64 low, high;
	u64 lr;
	bool compat;
};

/*
 * A frame this much above the one below it is no frame: stops a chain of garbage from wandering
 * over the address space, where device memory may be mapped.
 */
#define FSAMP_FRAME_BYTES_MAX	(16UL << 20)

/* How far above the stack pointer frames are looked for. */
#define FSAMP_STACK_WINDOW	(256UL << 20)

/*
 * Open user memory from @low upwards for fsamp_read_words(): once a stack, since it costs a
 * serialising instruction on some CPUs. Page faults must be disabled before (access_ok() warns in
 * interrupts otherwise). To be followed by user_access_end() where it returns true; between the two
 * nothing but inlined code may run.
 *
 * Return: whether there is user memory at @low; @high is then the first address behind it.
 */
static __always_inline bool fsamp_open_stack(u64 low, u64 *high)
{
	unsigned long limit = TASK_SIZE_MAX;

	if (low >= limit)
		return false;
	*high = low + min_t(unsigned long, FSAMP_STACK_WINDOW, limit - low);
	return user_access_begin((const void __user *)(unsigned long)low, *high - low);
}

/**
 * fsamp_read_words() - read two words
 * @at: address inside of what fsamp_open_stack() opened
 * @compat: words of 32 bits, else of the kernel's width
 * @word: out
 *
 * Return: 0 or -EFAULT.
 */
static __always_inline int fsamp_read_words(u64 at, bool compat, u64 word[2])
{
	const void __user *from = (const void __user *)(unsigned long)at;
	unsigned long native[2];
	u32 half[2];

	if (compat) {
		unsafe_get_user(half[0], (const u32 __user *)from, fault);
		unsafe_get_user(half[1], (const u32 __user *)from + 1, fault);
		word[0] = half[0];
		word[1] = half[1];
	} else {
		unsafe_get_user(native[0], (const unsigned long __user *)from, fault);
		unsafe_get_user(native[1], (const unsigned long __user *)from + 1, fault);
		word[0] = native[0];
		word[1] = native[1];
	}
	return 0;
fault:
	return -EFAULT;
}

/*
 * Whether two words of @size bytes at @at can be a frame of a stack that grows down: above the one
 * before, not too far, and in the opened memory.
 */
static __always_inline bool fsamp_frame_plausible(const struct fsamp_user_frame *frame, u64 at,
						  unsigned int size)
{
	return at >= frame->low && at - frame->low < FSAMP_FRAME_BYTES_MAX && at % size == 0 &&
	       at + 2 * size <= frame->high;
}

#endif
