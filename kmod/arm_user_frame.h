/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Frames of 32-bit ARM code. Two layouts are around, told apart by which of the words is a frame
 * pointer further up the stack:
 *
 *	GCC, ARM mode:	fp -> {return address}, caller's fp one word below
 *	Clang:		fp -> {caller's fp, return address}
 *
 * A leaf function of GCC saves its caller's fp alone, and nothing is below it.
 *
 * Thumb code of GCC keeps no chain; it needs unwind tables.
 */
#ifndef FLAMESAMP_ARM_USER_FRAME_H
#define FLAMESAMP_ARM_USER_FRAME_H

#include "user_words.h"

static __always_inline int fsamp_arm_leaf_next(struct fsamp_user_frame *frame, u64 *ip)
{
	u64 word[2];

	if (!frame->lr || frame->fp != frame->low || frame->fp % 4 || frame->fp + 8 > frame->high)
		return -ENOENT;
	if (fsamp_read_words(frame->fp, true, word))
		return -EFAULT;
	*ip = frame->lr & ~1ULL;
	frame->low = frame->fp + 4;
	frame->fp = word[0];
	frame->lr = 0;
	return 0;
}

static __always_inline int fsamp_arm_user_next(struct fsamp_user_frame *frame, u64 *ip)
{
	u64 gcc[2], clang[2], fp = frame->fp;

	/* The word below the frame pointer is read, too. */
	if (!fsamp_frame_plausible(frame, fp - 4, 4) || fp + 8 > frame->high)
		return fsamp_arm_leaf_next(frame, ip);
	frame->lr = 0;
	if (fsamp_read_words(fp - 4, true, gcc) || fsamp_read_words(fp, true, clang))
		return -EFAULT;
	frame->low = fp + 4;
	if (fsamp_frame_plausible(frame, gcc[0], 4)) {
		frame->fp = gcc[0];
		*ip = gcc[1];
	} else {
		frame->fp = clang[0];
		*ip = clang[1];
	}
	/* Bit 0 says Thumb; it is no part of the address. */
	*ip &= ~1ULL;
	return *ip ? 0 : -ENOENT;
}

#endif
