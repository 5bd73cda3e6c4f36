/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The walk up a user stack by unwind tables, for the sampling interrupt and, compiled again, for
 * user space. All of it is inlined into the one function that holds user memory open: nothing may
 * be called there. That goes for the calls that UBSAN makes, too: no bools in memory, and arrays
 * are indexed through pointers.
 *
 * Who includes this defines, with the same care:
 *
 * static __always_inline int fsamp_walk_load(const struct fsamp_walk *walk, u64 at, u64 *value)
 *	Read the word of walk->word bytes at @at, an aligned address from FSAMP_WALK_RED_ZONE below
 *	walk->low up to walk->high.
 *	Return: 0 or -EFAULT. Never faults a page in.
 *
 * static __always_inline const struct fsamp_table_view *fsamp_walk_table(struct fsamp_walk *walk,
 *									u64 pc, u64 *offset)
 *	The table of the code at @pc, and the file offset of @pc; NULL where there is none.
 *
 * static __always_inline bool fsamp_walk_register(const struct fsamp_walk *walk, unsigned int n,
 *						   u64 *value)
 *	DWARF register @n of the interrupted frame; false where it is not known.
 *
 * static __always_inline int fsamp_walk_by_fp(struct fsamp_walk *walk)
 *	One step by frame pointers: sets walk->at to the caller. Reads by fsamp_walk_word().
 *	Return: 0, -ENOENT at the end of the chain, -EFAULT.
 */
#ifndef FLAMESAMP_UNWIND_WALK_H
#define FLAMESAMP_UNWIND_WALK_H

#include <linux/flamesamp.h>
#include <linux/flamesamp_unwind.h>
#ifdef __KERNEL__
#include <linux/errno.h>
#include <linux/types.h>
#else
#include <errno.h>
#include <stdbool.h>
#endif

#include "unwind_memo.h"
#include "unwind_table.h"

/* A frame larger than this is no frame. */
#define FSAMP_WALK_FRAME_MAX	(16u << 20)

/*
 * So far below the stack pointer words are read: x86-64's leaf functions keep some there, and the
 * rules of an epilogue still name the place of a register that it has popped.
 */
#define FSAMP_WALK_RED_ZONE	128

/* Not an end: the walk goes on, but on another stack, whose memory is to be opened first. */
#define FSAMP_WALK_MOVED	(-1)

/**
 * struct fsamp_walk - a walk
 * @at: the frame it is at
 * @lr: the link register; known while @exact
 * @low: stack memory from here, but for FSAMP_WALK_RED_ZONE
 * @high: up to here may be read
 * @pc_mask: bits of a return address that are part of it (not a signature, not Thumb's bit 0)
 * @word: bytes of a word of the program: 4 or 8
 * @exact: @at.pc is an interrupted instruction, not a return address
 * @by_fp: code that no table tells of was met, and left by frame pointers
 * @moved: to another stack than the first: the memo does not go there
 * @ip: room for @max addresses
 * @n: how many are there; 1 while @at is the interrupted frame
 * @memo: the last walk of the same thread; becomes this one
 * @old: the frame of the memo that may be met next
 * @tail: the last frame that was put into the memo; NULL: none
 * @this: the memo's frame for @at; NULL: none
 * @context: of the includer
 */
struct fsamp_walk {
	struct fsamp_frame at;
	__u64 lr;
	__u64 low, high;
	__u64 pc_mask;
	__u32 word;
	__u8 exact;
	__u8 by_fp;
	__u8 moved;
	__u64 *ip;
	unsigned int n, max;
	struct fsamp_memo *memo;
	__u16 old;
	struct fsamp_memo_frame *tail;
	struct fsamp_memo_frame *this;
	void *context;
};

static __always_inline int fsamp_walk_load(const struct fsamp_walk *walk, __u64 at, __u64 *value);
static __always_inline const struct fsamp_table_view *
fsamp_walk_table(struct fsamp_walk *walk, __u64 pc, __u64 *offset);
static __always_inline bool fsamp_walk_register(const struct fsamp_walk *walk, unsigned int n,
						__u64 *value);
static __always_inline int fsamp_walk_by_fp(struct fsamp_walk *walk);

/* The result rests on more than the memo holds: it must not be met again. */
static __always_inline void fsamp_walk_unrepeatable(struct fsamp_walk *walk)
{
	if (walk->this)
		walk->this->once = true;
}

/* Whether a whole word of the stack is at @at. */
static __always_inline bool fsamp_walk_covers(const struct fsamp_walk *walk, __u64 at)
{
	return at + FSAMP_WALK_RED_ZONE >= walk->low && at < walk->high &&
	       walk->high - at >= walk->word && !(at & (walk->word - 1));
}

/**
 * fsamp_walk_word() - read a word of the stack, and remember it
 * @walk: the walk
 * @at: any address
 * @value: out
 *
 * Return: 0, -EFAULT (not in memory) or -EINVAL (not on the stack).
 */
static __always_inline int fsamp_walk_word(struct fsamp_walk *walk, __u64 at, __u64 *value)
{
	struct fsamp_memo_frame *f = walk->this;
	struct fsamp_slot *slot;

	if (!fsamp_walk_covers(walk, at))
		return -EINVAL;
	if (fsamp_walk_load(walk, at, value))
		return -EFAULT;
	if (!f)
		return 0;
	/* Memory below the frame may be out of reach the next time. */
	if (f->slots == FSAMP_MEMO_SLOTS || at + FSAMP_WALK_RED_ZONE < f->frame.sp) {
		fsamp_walk_unrepeatable(walk);
		return 0;
	}
	if (at > walk->memo->top)
		walk->memo->top = at;
	slot = f->slot;
	slot += f->slots++;
	slot->at = at;
	slot->value = *value;
	return 0;
}

static __always_inline bool fsamp_walk_base(struct fsamp_walk *walk, unsigned int reg, __u64 *base)
{
	if (reg == FLAMESAMP_UNWIND_SP) {
		*base = walk->at.sp;
		return true;
	}
	if (reg < FLAMESAMP_UNWIND_REG0) {
		*base = reg == FLAMESAMP_UNWIND_FP ? walk->at.fp[0] : walk->at.fp[1];
		return true;
	}
	/*
	 * They are known of the first frame only: callees have used them for other things since,
	 * and so has the handler of a signal.
	 */
	fsamp_walk_unrepeatable(walk);
	return walk->n == 1 && fsamp_walk_register(walk, reg - FLAMESAMP_UNWIND_REG0, base);
}

static __always_inline int fsamp_walk_cfa(struct fsamp_walk *walk,
					  const struct flamesamp_unwind_rule *rule, __u64 base,
					  __u64 *cfa)
{
	int err;

	*cfa = base + rule->cfa;
	if (rule->kind == FLAMESAMP_UNWIND_PLT)
		*cfa += (walk->at.pc & 15) >= (__u64)rule->extra ? 8 : 0;
	if (rule->kind != FLAMESAMP_UNWIND_DEREF)
		return 0;
	err = fsamp_walk_word(walk, *cfa, cfa);
	if (!(rule->where & FLAMESAMP_UNWIND_SIGNAL))
		*cfa += rule->extra;
	return err;
}

/* Where a rule says that something was saved: @where says from what @words are counted. */
static __always_inline __u64 fsamp_walk_place(unsigned int where, __u64 base, __u64 cfa, int words)
{
	return (where == FLAMESAMP_UNWIND_AT_CFA ? cfa : base) + words * 4L;
}

/* A frame pointer that the frame saved, or did not. */
static __always_inline int fsamp_walk_saved(struct fsamp_walk *walk, unsigned int where, __u64 base,
				  __u64 cfa, int words, __u64 *value)
{
	__u64 at = fsamp_walk_place(where, base, cfa, words);
	int err;

	if (where == FLAMESAMP_UNWIND_SAME)
		return 0;
	err = fsamp_walk_word(walk, at, value);
	/* What was popped is in the register, too. */
	if (err && walk->exact && at < walk->at.sp) {
		fsamp_walk_unrepeatable(walk);
		return 0;
	}
	return err;
}

static __always_inline int fsamp_walk_return(struct fsamp_walk *walk,
				   const struct flamesamp_unwind_rule *rule, __u64 base,
				   __u64 cfa, __u64 *pc)
{
	unsigned int where = FLAMESAMP_UNWIND_WHERE_RA(rule->where);

	if (where == FLAMESAMP_UNWIND_IN_REGISTER) {
		fsamp_walk_unrepeatable(walk);
		return walk->n == 1 && fsamp_walk_register(walk, rule->ra, pc) ? 0 : -EINVAL;
	}
	if (where != FLAMESAMP_UNWIND_SAME)
		return fsamp_walk_word(walk, fsamp_walk_place(where, base, cfa, rule->ra), pc);
	/* A register is the caller's only as long as nothing else was called. */
	if (!walk->exact)
		return -EINVAL;
	fsamp_walk_unrepeatable(walk);
	*pc = walk->lr;
	return 0;
}

static __always_inline int fsamp_walk_ra_on_stack(__u32 where)
{
	return FLAMESAMP_UNWIND_WHERE_RA(where) == FLAMESAMP_UNWIND_AT_CFA ||
	       FLAMESAMP_UNWIND_WHERE_RA(where) == FLAMESAMP_UNWIND_AT_BASE;
}

/* Stacks grow down; only a function that was interrupted may have nothing on it. */
static __always_inline bool fsamp_walk_goes_up(const struct fsamp_walk *walk, __u64 cfa,
					       __u32 where)
{
	if (cfa - walk->at.sp > FSAMP_WALK_FRAME_MAX)
		return false;
	return cfa != walk->at.sp || (walk->exact && !fsamp_walk_ra_on_stack(where));
}

/* One step by a rule of kind CFA, DEREF or PLT. Return: 0 or a negative error. */
static __always_inline int fsamp_walk_by_rule(struct fsamp_walk *walk,
				    const struct flamesamp_unwind_rule *rule)
{
	bool signal = (rule->where & FLAMESAMP_UNWIND_SIGNAL) != 0;
	struct fsamp_frame caller = walk->at;
	__u64 base, cfa, lr = 0;
	int err;

	if (!fsamp_walk_base(walk, rule->reg, &base))
		return -EINVAL;
	err = fsamp_walk_cfa(walk, rule, base, &cfa);
	if (err)
		return err;
	if (!signal && !fsamp_walk_goes_up(walk, cfa, rule->where))
		return -EINVAL;
	err = fsamp_walk_return(walk, rule, base, cfa, &caller.pc);
	if (err)
		return err;
	err = fsamp_walk_saved(walk, FLAMESAMP_UNWIND_WHERE_FP(rule->where, 0), base, cfa,
			       rule->fp[0], &caller.fp[0]);
	if (err)
		return err;
	err = fsamp_walk_saved(walk, FLAMESAMP_UNWIND_WHERE_FP(rule->where, 1), base, cfa,
			       rule->fp[1], &caller.fp[1]);
	if (err)
		return err;
	if (signal && rule->extra) {
		err = fsamp_walk_word(walk, base + rule->extra * 4L, &lr);
		if (err)
			return err;
	}
	/* What was interrupted has a link register, which frames of the memo don't. */
	if (signal)
		fsamp_walk_unrepeatable(walk);
	caller.sp = cfa;
	caller.pc &= walk->pc_mask;
	walk->at = caller;
	walk->lr = lr & walk->pc_mask;
	walk->exact = signal;
	return 0;
}

/* The rule of most code: all that was saved, or of interest, is the return address. */
static __always_inline bool fsamp_walk_is_plain(const struct flamesamp_unwind_rule *rule)
{
	return rule->where == FLAMESAMP_UNWIND_WHERE(FLAMESAMP_UNWIND_AT_CFA, FLAMESAMP_UNWIND_SAME,
						     FLAMESAMP_UNWIND_SAME) &&
	       rule->kind == FLAMESAMP_UNWIND_CFA && rule->reg == FLAMESAMP_UNWIND_SP;
}

/* fsamp_walk_by_rule() of a plain rule, in a third of the instructions. */
static __always_inline int fsamp_walk_by_plain_rule(struct fsamp_walk *walk,
						    const struct flamesamp_unwind_rule *rule)
{
	const __u64 cfa = walk->at.sp + rule->cfa;
	__u64 pc;
	int err;

	if (!fsamp_walk_goes_up(walk, cfa, rule->where))
		return -EINVAL;
	err = fsamp_walk_word(walk, cfa + rule->ra * 4L, &pc);
	if (err)
		return err;
	walk->at.pc = pc & walk->pc_mask;
	walk->at.sp = cfa;
	walk->lr = 0;
	walk->exact = false;
	return 0;
}

static __always_inline bool fsamp_walk_same(const struct fsamp_walk *walk,
					    const struct fsamp_slot *slot)
{
	__u64 value;

	return !fsamp_walk_load(walk, slot->at, &value) && value == slot->value;
}

/*
 * Whether the words that led from the frame to its caller are what they were. That they are there
 * to be read is known from the memo's @top. Most frames have one, the return address.
 */
static __always_inline bool fsamp_walk_unchanged(const struct fsamp_walk *walk,
						 const struct fsamp_memo_frame *f)
{
	const struct fsamp_slot *slot = f->slot;
	unsigned int n;

	if (f->slots == 1)
		return fsamp_walk_same(walk, slot);
	for (n = f->slots; n; n--, slot++) {
		if (!fsamp_walk_same(walk, slot))
			return false;
	}
	return true;
}

static __always_inline void fsamp_walk_link(struct fsamp_walk *walk, struct fsamp_memo_frame *f)
{
	__u16 i = f - walk->memo->frame;

	if (walk->tail)
		walk->tail->next = i;
	else
		walk->memo->head = i;
	walk->tail = f;
}

/* The frame of the memo that is walk->at, with walk->old behind it; NULL where there is none. */
static __always_inline struct fsamp_memo_frame *fsamp_walk_met(struct fsamp_walk *walk)
{
	struct fsamp_memo *memo = walk->memo;
	struct fsamp_memo_frame *f, *last = 0;
	__u16 old = walk->old;

	/* Those below the stack pointer have returned: all of them are free at once. */
	while (old != FSAMP_MEMO_NONE && memo->frame[old].frame.sp < walk->at.sp) {
		last = &memo->frame[old];
		old = last->next;
	}
	if (last) {
		last->next = memo->free;
		memo->free = walk->old;
		walk->old = old;
	}
	if (walk->old == FSAMP_MEMO_NONE || walk->moved)
		return 0;
	f = &memo->frame[walk->old];
	if (f->exact != walk->exact || !fsamp_frame_equal(&f->frame, &walk->at))
		return 0;
	walk->old = f->next;
	return f;
}

/**
 * struct fsamp_repeat - how far a stack is what the memo has
 * @frame: the last frame that is
 * @ip: behind the last address that was put down
 * @by_fp: frame pointers led from one of them to the next
 * @whole: to the end of the walk
 */
struct fsamp_repeat {
	struct fsamp_memo_frame *frame;
	__u64 *ip;
	__u8 by_fp;
	__u8 whole;
};

/*
 * All that a frame costs where stacks repeat: nothing is written but its address. Of @walk, which
 * need not be the whole of it, only how to load a word is asked.
 */
static __always_inline void fsamp_walk_repeat(const struct fsamp_walk *walk,
					      const struct fsamp_memo *memo, const __u64 *end,
					      struct fsamp_repeat *repeat)
{
	struct fsamp_memo_frame *const frame = memo->frame;
	struct fsamp_memo_frame *f = repeat->frame;
	__u64 *ip = repeat->ip;
	__u8 by_fp = 0;

	while (!f->once && ip != end && fsamp_walk_unchanged(walk, f)) {
		if (f->next == FSAMP_MEMO_NONE) {
			repeat->whole = memo->end >= 0;
			by_fp |= repeat->whole & f->by_fp;
			break;
		}
		by_fp |= f->by_fp;
		f = &frame[f->next];
		*ip++ = f->frame.pc;
	}
	repeat->by_fp = by_fp;
	repeat->ip = ip;
	repeat->frame = f;
}

/*
 * From a frame of the memo on, follow it as long as the stack is what it was. Return: whether it
 * led to the end; if not, walk->at is where it ceased to hold, and walk->this its frame, emptied.
 */
static __always_inline bool fsamp_walk_follow(struct fsamp_walk *walk, struct fsamp_memo_frame *f)
{
	/* The width of a word is asked for once, not for each of them. */
	const struct fsamp_walk wide = { .word = 8, .context = walk->context };
	struct fsamp_repeat repeat = { .frame = f, .ip = walk->ip + walk->n };
	const __u64 *end = walk->ip + walk->max;

	if (walk->memo->top > walk->high - walk->word)
		end = repeat.ip;
	if (walk->word == 8)
		fsamp_walk_repeat(&wide, walk->memo, end, &repeat);
	else
		fsamp_walk_repeat(walk, walk->memo, end, &repeat);
	f = repeat.frame;
	walk->n = repeat.ip - walk->ip;
	walk->by_fp |= repeat.by_fp;
	walk->tail = f;
	walk->this = f;
	walk->exact = f->exact;
	walk->old = f->next;
	if (repeat.whole)
		return true;
	walk->at = f->frame;
	f->slots = 0;
	f->once = 0;
	f->by_fp = 0;
	return false;
}

/* Put walk->at into the memo. */
static __always_inline void fsamp_walk_note(struct fsamp_walk *walk)
{
	struct fsamp_memo_frame *f = walk->moved ? 0 : fsamp_memo_new(walk->memo);

	walk->this = f;
	if (!f) {
		/* Nothing that comes later can be linked to what came before. */
		walk->moved = true;
		return;
	}
	f->frame = walk->at;
	f->slots = 0;
	f->exact = walk->exact;
	f->once = false;
	f->by_fp = false;
	fsamp_walk_link(walk, f);
}

/* The memo ends with walk->this, whose walk ended in @end; what is left of the old one is free. */
static __always_inline void fsamp_walk_close_memo(struct fsamp_walk *walk, int end)
{
	struct fsamp_memo *memo = walk->memo;

	while (walk->old != FSAMP_MEMO_NONE)
		walk->old = fsamp_memo_drop(memo, walk->old);
	if (walk->tail)
		walk->tail->next = FSAMP_MEMO_NONE;
	else
		memo->head = FSAMP_MEMO_NONE;
	/*
	 * Only these rest on the frame and its words alone: a page may come back to memory, a lower
	 * stack pointer bring words into reach, and a limit be met with fewer frames before it.
	 */
	if (walk->moved || (end != FLAMESAMP_USER_WHOLE && end != FLAMESAMP_USER_NO_RULE))
		end = -1;
	memo->end = end;
}

/* One step from walk->at to its caller. Return: 0, or how the walk ended. */
static __always_inline int fsamp_walk_step(struct fsamp_walk *walk)
{
	const struct flamesamp_unwind_rule *rule = 0;
	const struct fsamp_table_view *view;
	__u64 offset;
	int err;

	/* A return address may be the first one behind its function: the call is what counts. */
	view = fsamp_walk_table(walk, walk->at.pc - !walk->exact, &offset);
	if (view && view->word == walk->word)
		rule = fsamp_table_rule(view, offset);
	if (!rule || rule->kind == FLAMESAMP_UNWIND_GAP) {
		walk->by_fp = true;
		if (walk->this)
			walk->this->by_fp = true;
		err = fsamp_walk_by_fp(walk);
		walk->exact = false;
		if (err == -EFAULT)
			return FLAMESAMP_USER_UNREADABLE;
		return err ? FLAMESAMP_USER_FP_END : 0;
	}
	if (rule->kind == FLAMESAMP_UNWIND_NONE)
		return FLAMESAMP_USER_NO_RULE;
	if (rule->kind == FLAMESAMP_UNWIND_END)
		return FLAMESAMP_USER_WHOLE;
	err = fsamp_walk_is_plain(rule) ? fsamp_walk_by_plain_rule(walk, rule) :
					  fsamp_walk_by_rule(walk, rule);
	if (err == -EFAULT)
		return FLAMESAMP_USER_UNREADABLE;
	if (err)
		return FLAMESAMP_USER_IMPLAUSIBLE;
	/* A caller of nothing: how threads begin where nothing else says so. */
	return walk->at.pc ? 0 : FLAMESAMP_USER_WHOLE;
}

/*
 * Of 64-bit code, only the dynamic linker's needs the second frame pointer. Elsewhere it changes
 * all the time, and would make frames that are the same look different to the memo.
 */
static __always_inline void fsamp_walk_begin(struct fsamp_walk *walk)
{
	const struct fsamp_table_view *view;
	__u64 offset;

	if (walk->word != 8 || !walk->at.fp[1])
		return;
	view = fsamp_walk_table(walk, walk->at.pc, &offset);
	if (!view || !view->by_fp2)
		walk->at.fp[1] = 0;
}

/**
 * fsamp_walk_on() - walk to the end of the stack
 * @walk: a walk; @at, @lr, @exact, @pc_mask, @word, @ip (and one address in it), @n (1), @max,
 *	@low, @high and @memo are set, @old is @memo's head, the rest is 0 at the first call
 *
 * Return: enum flamesamp_user_end, or FSAMP_WALK_MOVED: to be called again with @low and @high of
 * the stack that walk->at.sp is on. At most @max - @n addresses are added to @ip.
 */
static __always_inline int fsamp_walk_on(struct fsamp_walk *walk)
{
	struct fsamp_memo_frame *f;
	int end;

	if (walk->n == 1)
		fsamp_walk_begin(walk);
	for (;;) {
		f = fsamp_walk_met(walk);
		if (f) {
			fsamp_walk_link(walk, f);
			if (fsamp_walk_follow(walk, f)) {
				end = walk->memo->end;
				break;
			}
		} else {
			fsamp_walk_note(walk);
		}
		if (walk->n == walk->max) {
			end = FLAMESAMP_USER_DEEP;
			break;
		}
		end = fsamp_walk_step(walk);
		if (end)
			break;
		walk->ip[walk->n++] = walk->at.pc;
		if (walk->at.sp < walk->low || walk->at.sp >= walk->high) {
			end = FSAMP_WALK_MOVED;
			break;
		}
	}
	fsamp_walk_close_memo(walk, end);
	walk->moved |= end == FSAMP_WALK_MOVED;
	return end;
}

#endif
