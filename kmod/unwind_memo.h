/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the last walk of a thread found: its frames, and each word of the stack that it read for
 * them. A frame with the same registers whose words have not changed has the same caller, so a
 * stack that repeats is compared, not walked again. Compiles for user space, too.
 */
#ifndef FLAMESAMP_UNWIND_MEMO_H
#define FLAMESAMP_UNWIND_MEMO_H

#include <linux/types.h>
#ifndef __KERNEL__
#include <stdbool.h>
#include <sys/cdefs.h>
#endif

/**
 * struct fsamp_frame - a frame as a walk meets it
 * @pc: the interrupted instruction or a return address
 * @sp: stack pointer
 * @fp: what enum flamesamp_unwind_reg calls FP and FP2
 */
struct fsamp_frame {
	__u64 pc;
	__u64 sp;
	__u64 fp[2];
};

/* A word of the stack, and what it was. */
struct fsamp_slot {
	__u64 at;
	__u64 value;
};

#define FSAMP_MEMO_SLOTS	4
#define FSAMP_MEMO_NONE		0xffff

/*
 * What is true or not is a byte of 0 or 1 here and in struct fsamp_walk: kernels with UBSAN check
 * the value of a bool by a call, which must not be where user memory is open.
 */

/**
 * struct fsamp_memo_frame - a frame of the last walk
 * @frame: its registers
 * @slot: the words that led to its caller
 * @slots: how many
 * @next: its caller; FSAMP_MEMO_NONE: not known. Or the next one that is free
 * @exact: an interrupted instruction, not a return address
 * @once: its caller was found by more than these words: never to be relied on
 * @by_fp: its caller was found by frame pointers
 * @reserved: makes the size a power of two, and so a frame's number its address at little cost
 */
struct fsamp_memo_frame {
	struct fsamp_frame frame;
	struct fsamp_slot slot[FSAMP_MEMO_SLOTS];
	__u8 slots;
	__u8 exact;
	__u8 once;
	__u8 by_fp;
	__u16 next;
	__u64 reserved[3];
};

/**
 * struct fsamp_memo - the last walk
 * @frame: room for @room frames
 * @room: below FSAMP_MEMO_NONE
 * @head: the innermost frame
 * @free: a frame that was given back
 * @used: frames from here on were never used
 * @top: no word of a frame is above this address
 * @end: how the walk ended, where it ended behind the last frame; else negative
 */
struct fsamp_memo {
	struct fsamp_memo_frame *frame;
	__u16 room;
	__u16 head;
	__u16 free;
	__u16 used;
	__u64 top;
	int end;
};

static inline void fsamp_memo_forget(struct fsamp_memo *memo)
{
	memo->head = FSAMP_MEMO_NONE;
	memo->free = FSAMP_MEMO_NONE;
	memo->used = 0;
	memo->top = 0;
	memo->end = -1;
}

/* A frame to fill in, or NULL where there is no room. */
static __always_inline struct fsamp_memo_frame *fsamp_memo_new(struct fsamp_memo *memo)
{
	struct fsamp_memo_frame *f;

	if (memo->free != FSAMP_MEMO_NONE) {
		f = &memo->frame[memo->free];
		memo->free = f->next;
		return f;
	}
	return memo->used < memo->room ? &memo->frame[memo->used++] : 0;
}

/* Gives frame @i back. Return: what came after it. */
static __always_inline __u16 fsamp_memo_drop(struct fsamp_memo *memo, __u16 i)
{
	__u16 next = memo->frame[i].next;

	memo->frame[i].next = memo->free;
	memo->free = i;
	return next;
}

static __always_inline bool fsamp_frame_equal(const struct fsamp_frame *a,
					      const struct fsamp_frame *b)
{
	return a->pc == b->pc && a->sp == b->sp && a->fp[0] == b->fp[0] && a->fp[1] == b->fp[1];
}

#endif
