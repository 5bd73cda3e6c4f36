/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The module's walk up a user stack, over registers and memory that were captured: for samples that
 * carry a piece of their stack, and for tests against other unwinders.
 */
#ifndef FLAMEREC_UNWIND_WALK_H
#define FLAMEREC_UNWIND_WALK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <linux/flamesamp.h>

struct fsamp_memo;
struct fsamp_table_view;

/**
 * struct walk_memory - memory that was captured
 * @at: its first address
 * @bytes: how many bytes
 * @data: the bytes, in this machine's byte order; need not be aligned
 */
struct walk_memory {
	uint64_t at;
	size_t bytes;
	const void *data;
};

/**
 * struct walk_code - a range of addresses with a program's code
 * @start: first address
 * @end: first address behind it
 * @offset: of @start in the file
 * @view: the file's table, checked; NULL: it has none
 */
struct walk_code {
	uint64_t start, end;
	uint64_t offset;
	const struct fsamp_table_view *view;
};

/**
 * struct walk_stack - what a walk starts from
 * @machine: EM_* of <elf.h>; see walk_machine_known()
 * @pc: the interrupted instruction
 * @sp: stack pointer
 * @lr: link register; 0 where the machine has none
 * @fp: what enum flamesamp_unwind_reg calls FP and FP2
 * @reg: registers by DWARF number; may be NULL
 * @regs: how many
 * @memory: captured memory, in any order
 * @memories: how many pieces
 * @code: the program's code, ordered by address, not overlapping
 * @codes: how many ranges
 */
struct walk_stack {
	unsigned int machine;
	uint64_t pc, sp, lr;
	uint64_t fp[2];
	const uint64_t *reg;
	unsigned int regs;
	const struct walk_memory *memory;
	size_t memories;
	const struct walk_code *code;
	size_t codes;
};

/**
 * struct walk_result - what a walk found
 * @end: how it ended
 * @n: number of addresses
 * @by_fp: some of them were found by frame pointers, as their callees have no table
 * @sp: stack pointer of the frame that it ended at; with FLAMESAMP_USER_UNREADABLE, the walk would
 *	go on if the memory around it had been captured. With a memo it may be an earlier frame's
 */
struct walk_result {
	enum flamesamp_user_end end;
	unsigned int n;
	bool by_fp;
	uint64_t sp;
};

/* Whether stacks of machine EM_* can be walked. */
bool walk_machine_known(unsigned int machine);

/**
 * walk_stack() - walk up a stack
 * @stack: what is known
 * @memo: the last walk of the same thread, with the same code, as the module keeps it
 *	(kmod/unwind_memo.h); becomes this one. NULL: none
 * @ip: out: addresses, innermost first
 * @max: room in @ip, at least 1
 * @result: out
 */
void walk_stack(const struct walk_stack *stack, struct fsamp_memo *memo, __u64 *ip,
		unsigned int max, struct walk_result *result);

#endif
