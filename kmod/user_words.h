/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Two neighbouring words of user memory, read without faulting: what a frame record is.
 */
#ifndef FLAMESAMP_USER_WORDS_H
#define FLAMESAMP_USER_WORDS_H

#include <linux/types.h>
#include <linux/uaccess.h>

/*
 * A frame this much above the one below it is no frame: stops a chain of garbage from wandering
 * over the address space, where device memory may be mapped.
 */
#define FSAMP_FRAME_BYTES_MAX	(16UL << 20)

/**
 * fsamp_read_words() - read two words
 * @at: address in the current task
 * @compat: words of 32 bits, else of the kernel's width
 * @word: out
 *
 * Context: any, page faults disabled (that goes before access_ok(), which warns in interrupts
 * otherwise).
 *
 * Return: 0 or -EFAULT.
 */
static __always_inline int fsamp_read_words(u64 at, bool compat, u64 word[2])
{
	unsigned long native[2];
	u32 half[2];
	const void __user *from = (const void __user *)(unsigned long)at;

	if (compat) {
		if (!user_access_begin(from, sizeof(half)))
			return -EFAULT;
		unsafe_get_user(half[0], (const u32 __user *)from, fault);
		unsafe_get_user(half[1], (const u32 __user *)from + 1, fault);
		user_access_end();
		word[0] = half[0];
		word[1] = half[1];
		return 0;
	}
	if (!user_access_begin(from, sizeof(native)))
		return -EFAULT;
	unsafe_get_user(native[0], (const unsigned long __user *)from, fault);
	unsafe_get_user(native[1], (const unsigned long __user *)from + 1, fault);
	user_access_end();
	word[0] = native[0];
	word[1] = native[1];
	return 0;
fault:
	user_access_end();
	return -EFAULT;
}

/* Whether a frame pointer can belong to the frame above @low on a stack that grows down. */
static inline bool fsamp_frame_plausible(u64 fp, u64 low, unsigned int align)
{
	return fp >= low && fp - low < FSAMP_FRAME_BYTES_MAX && fp % align == 0;
}

#endif
