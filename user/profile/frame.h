/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A frame of a stack: what a function, a marker or an address without a name is in every output.
 */
#ifndef FLAMEREC_PROFILE_FRAME_H
#define FLAMEREC_PROFILE_FRAME_H

#include <stdbool.h>
#include <stdint.h>

struct object;

/* Where a frame's code lies: palettes and annotations go by it. */
enum frame_kind {
	FRAME_PROCESS,		/* the root frame of a stack: the program's name */
	FRAME_USER,		/* user code */
	FRAME_JIT,		/* code that a JIT compiler has made */
	FRAME_KERNEL,		/* the kernel proper */
	FRAME_MODULE,		/* a kernel module */
	FRAME_INLINED,		/* a function that was inlined into the frame below, of any kind */
	FRAME_CONTEXT,		/* a marker such as [softirq], [hardirq], [idle], [late] */
	FRAME_BROKEN,		/* a marker such as [truncated], [unreadable stack] */
	FRAME_UNKNOWN,		/* an address without a name */
	FRAME_KINDS
};

static inline bool frame_kind_is_kernel(enum frame_kind kind)
{
	return kind == FRAME_KERNEL || kind == FRAME_MODULE;
}

/**
 * struct frame_place - where the code of a frame is
 * @address: in the process or the kernel; behind the call, where it is a return address
 * @offset: in the file of @object; of a call, not of what follows it
 * @object: the file; NULL: the kernel, generated code, or not known
 * @function: the frame's name without what may follow it: module, line of the source. NULL: it has
 *	none
 * @symbol: the same as the symbol table has it, mangled; NULL: not known
 * @file: of the source, its base name; NULL: not known
 * @line: in @file, from 1; 0: not known
 */
struct frame_place {
	uint64_t address, offset;
	const struct object *object;
	const char *function, *symbol;
	const char *file;
	unsigned int line;
};

/**
 * struct frame - a frame
 * @name: what is shown
 * @kind: where its code lies
 * @package: what it belongs to: the base name of the file, the module, "kernel", "[jit]", or what
 *	another tool calls so; NULL: not known
 * @place: NULL: not known, or not asked for
 *
 * Who passes one on owns the texts; who takes it copies what is to be kept.
 */
struct frame {
	const char *name;
	enum frame_kind kind;
	const char *package;
	const struct frame_place *place;
};

#endif
