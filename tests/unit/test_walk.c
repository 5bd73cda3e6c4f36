// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The walk up a stack, over tables and stacks made by hand: what each kind of rule does, and how
 * walks end. What it makes of real programs is compared with another unwinder in tests/unwind/.
 */
#include <elf.h>

#include "../../kmod/unwind_memo.h"
#include "../../kmod/unwind_table.h"
#include "unit.h"
#include "unwind/walk.h"

#define CODE	0x10000ull
#define STACK	0x7fff0000ull
#define WORDS	64
#define FUNCTION 0x100		/* bytes; rule n is that of function n */
#define RULES	8
#define LIMIT	32

/* A table of RULES functions of one rule each. */
static struct {
	struct flamesamp_unwind_table head;
	struct flamesamp_unwind_rule rule[RULES];
	__u32 page[2];
	__u32 row[RULES];
} table;

static struct fsamp_table_view view;
static const struct walk_code code = { CODE, CODE + RULES * FUNCTION, 0, &view };
static uint64_t word[WORDS];
static struct walk_memory memory[2];
static struct walk_stack stack;
static struct walk_result result;
static __u64 ip[LIMIT];

/* Where a function was interrupted, and where it returns to. */
static uint64_t in_function(unsigned int n)
{
	return CODE + n * FUNCTION + 0x10;
}

static void begin(unsigned int machine)
{
	memset(&table, 0, sizeof(table));
	memset(word, 0, sizeof(word));
	table.head = (struct flamesamp_unwind_table){
		.version = FLAMESAMP_UNWIND_VERSION, .word = 8, .pages = 1, .rows = RULES,
		.rules = RULES,
	};
	table.page[1] = RULES;
	for (unsigned int i = 0; i < RULES; i++)
		table.row[i] = FLAMESAMP_UNWIND_ROW(i * FUNCTION, i);
	memory[0] = (struct walk_memory){ STACK, sizeof(word), word };
	stack = (struct walk_stack){
		.machine = machine, .pc = in_function(1), .sp = STACK, .memory = memory,
		.memories = 1, .code = &code, .codes = 1,
	};
	table.rule[0].kind = FLAMESAMP_UNWIND_END;
}

static void walk(struct fsamp_memo *memo, unsigned int max)
{
	CHECK_EQ(fsamp_table_check(&table, sizeof(table), &view), 0);
	walk_stack(&stack, memo, ip, max, &result);
}

/* A frame of @words words above the stack pointer, the last of them the return address. */
static struct flamesamp_unwind_rule frame_of(unsigned int words)
{
	return (struct flamesamp_unwind_rule){
		.kind = FLAMESAMP_UNWIND_CFA,
		.reg = FLAMESAMP_UNWIND_SP,
		.where = FLAMESAMP_UNWIND_WHERE(FLAMESAMP_UNWIND_AT_CFA, 0, 0),
		.cfa = words * 8,
		.ra = -2,
	};
}

static void check_chain(enum flamesamp_user_end end, unsigned int n, const unsigned int *function)
{
	CHECK_EQ(result.end, end);
	CHECK_EQ(result.n, n);
	for (unsigned int i = 0; i < n && i < result.n; i++)
		CHECK_EQ(ip[i], in_function(function[i]));
}

static void by_stack_pointer(void)
{
	const unsigned int chain[] = { 1, 2, 1, 0 };

	begin(EM_X86_64);
	table.rule[1] = frame_of(3);
	table.rule[2] = frame_of(1);
	word[2] = in_function(2);
	word[3] = in_function(1);
	word[6] = in_function(0);
	walk(NULL, LIMIT);
	check_chain(FLAMESAMP_USER_WHOLE, 4, chain);
	CHECK(!result.by_fp);
}

/* The frame pointer is saved by one function and used by its caller. */
static void by_frame_pointer(void)
{
	const unsigned int chain[] = { 1, 2, 0 };

	begin(EM_X86_64);
	table.rule[1] = frame_of(2);
	table.rule[1].where |= FLAMESAMP_UNWIND_WHERE(0, FLAMESAMP_UNWIND_AT_CFA, 0);
	table.rule[1].fp[0] = -4;
	table.rule[2] = frame_of(2);
	table.rule[2].reg = FLAMESAMP_UNWIND_FP;
	word[0] = STACK + 20 * 8;
	word[1] = in_function(2);
	word[21] = in_function(0);
	stack.fp[0] = 1;
	walk(NULL, LIMIT);
	check_chain(FLAMESAMP_USER_WHOLE, 3, chain);
}

/* An epilogue has popped the register, and what was captured begins at the stack pointer. */
static void popped_register(void)
{
	const unsigned int chain[] = { 1, 2, 0 };

	begin(EM_X86_64);
	table.rule[1] = frame_of(1);
	table.rule[1].where |= FLAMESAMP_UNWIND_WHERE(0, FLAMESAMP_UNWIND_AT_CFA, 0);
	table.rule[1].fp[0] = -4;
	table.rule[2] = frame_of(2);
	table.rule[2].reg = FLAMESAMP_UNWIND_FP;
	word[0] = in_function(2);
	word[11] = in_function(0);
	stack.fp[0] = STACK + 10 * 8;
	walk(NULL, LIMIT);
	check_chain(FLAMESAMP_USER_WHOLE, 3, chain);
}

static void by_word_in_memory(void)
{
	const unsigned int chain[] = { 1, 0 };

	begin(EM_X86_64);
	table.rule[1] = frame_of(2);
	table.rule[1].kind = FLAMESAMP_UNWIND_DEREF;
	table.rule[1].extra = 16;
	word[2] = STACK + 8 * 8;
	word[9] = in_function(0);
	walk(NULL, LIMIT);
	check_chain(FLAMESAMP_USER_WHOLE, 2, chain);
}

/* The second half of a PLT's entry has pushed a word. */
static void in_plt(void)
{
	const unsigned int chain[] = { 1, 0 };

	begin(EM_X86_64);
	table.rule[1] = frame_of(1);
	table.rule[1].kind = FLAMESAMP_UNWIND_PLT;
	table.rule[1].extra = 11;
	word[0] = in_function(0);
	word[1] = in_function(3);
	walk(NULL, LIMIT);
	check_chain(FLAMESAMP_USER_WHOLE, 2, chain);

	stack.pc += 11;
	word[0] = 1;
	word[1] = in_function(0);
	walk(NULL, LIMIT);
	CHECK_EQ(result.end, FLAMESAMP_USER_WHOLE);
	CHECK_EQ(ip[1], in_function(0));
}

/* A leaf function of arm64: the return address, signed, is in the link register still. */
static void by_link_register(void)
{
	const unsigned int chain[] = { 1, 2, 0 };

	begin(EM_AARCH64);
	table.rule[1].kind = FLAMESAMP_UNWIND_CFA;
	table.rule[2] = frame_of(2);
	stack.lr = in_function(2) | 0x0055ull << 48;
	word[1] = in_function(0) | 0x00aaull << 48;
	walk(NULL, LIMIT);
	check_chain(FLAMESAMP_USER_WHOLE, 3, chain);

	/* Only a function that was interrupted can be one. */
	word[1] = in_function(1);
	walk(NULL, LIMIT);
	CHECK_EQ(result.end, FLAMESAMP_USER_IMPLAUSIBLE);
	CHECK_EQ(result.n, 3);
}

static void by_other_register(void)
{
	uint64_t reg[16] = { [10] = STACK + 4 * 8 };
	const unsigned int chain[] = { 1, 0 };

	begin(EM_X86_64);
	table.rule[1] = frame_of(1);
	table.rule[1].reg = FLAMESAMP_UNWIND_REG0 + 10;
	word[4] = in_function(0);
	stack.reg = reg;
	stack.regs = 16;
	walk(NULL, LIMIT);
	check_chain(FLAMESAMP_USER_WHOLE, 2, chain);

	/* What the caller had in it is not known. */
	word[4] = in_function(1);
	walk(NULL, LIMIT);
	CHECK_EQ(result.end, FLAMESAMP_USER_IMPLAUSIBLE);
	CHECK_EQ(result.n, 2);
}

/* As in the dynamic linker: a frame is found by rbx, which its callee has saved. */
static void by_rbx(void)
{
	const unsigned int chain[] = { 1, 2, 0 };

	begin(EM_X86_64);
	table.rule[1] = frame_of(2);
	table.rule[1].where |= FLAMESAMP_UNWIND_WHERE(0, 0, FLAMESAMP_UNWIND_AT_CFA);
	table.rule[1].fp[1] = -4;
	table.rule[2] = frame_of(2);
	table.rule[2].reg = FLAMESAMP_UNWIND_FP2;
	word[0] = STACK + 20 * 8;
	word[1] = in_function(2);
	word[21] = in_function(0);
	walk(NULL, LIMIT);
	check_chain(FLAMESAMP_USER_WHOLE, 3, chain);

	/* Where the callee has not saved it, it is what it was. */
	table.rule[1] = frame_of(2);
	stack.fp[1] = STACK + 20 * 8;
	walk(NULL, LIMIT);
	check_chain(FLAMESAMP_USER_WHOLE, 3, chain);
}

/* In all other code rbx is for anything, and equal frames stay equal whatever it is. */
static void rbx_is_left_out(void)
{
	struct fsamp_memo_frame frame[LIMIT];
	struct fsamp_memo memo = { .frame = frame, .room = LIMIT };

	fsamp_memo_forget(&memo);
	begin(EM_X86_64);
	table.rule[1] = frame_of(1);
	word[0] = in_function(0);
	for (stack.fp[1] = 0; stack.fp[1] < 3; stack.fp[1]++) {
		walk(&memo, LIMIT);
		CHECK_EQ(memo.frame[memo.head].frame.fp[1], 0);
	}
	CHECK_EQ(memo.used, 2);
}

/*
 * A handler on a stack of its own, far away: the frame that the kernel made leads back. What was
 * interrupted is at its first instruction, which no call leads to.
 */
static void over_signal(void)
{
	const uint64_t away = 0x20000000;
	uint64_t handler[8] = { 0 };

	begin(EM_X86_64);
	table.rule[1] = frame_of(1);
	table.rule[2] = (struct flamesamp_unwind_rule){
		.kind = FLAMESAMP_UNWIND_DEREF, .reg = FLAMESAMP_UNWIND_SP,
		.where = FLAMESAMP_UNWIND_WHERE(FLAMESAMP_UNWIND_AT_BASE, 0, 0) |
			 FLAMESAMP_UNWIND_SIGNAL,
		.cfa = 8, .ra = 4,
	};
	table.rule[3] = frame_of(3);
	handler[0] = in_function(2);
	handler[2] = STACK;
	handler[3] = CODE + 3 * FUNCTION;
	word[2] = in_function(0);
	memory[1] = (struct walk_memory){ away, sizeof(handler), handler };
	stack.memories = 2;
	stack.sp = away;
	walk(NULL, LIMIT);
	CHECK_EQ(result.end, FLAMESAMP_USER_WHOLE);
	CHECK_EQ(result.n, 4);
	CHECK_EQ(ip[1], in_function(2));
	CHECK_EQ(ip[2], CODE + 3 * FUNCTION);
	CHECK_EQ(ip[3], in_function(0));
}

/* Code without a table, and code that the table does not tell of. */
static void by_frame_records(void)
{
	const uint64_t unknown = CODE - 0x1000;

	begin(EM_X86_64);
	table.rule[1].kind = FLAMESAMP_UNWIND_GAP;
	stack.fp[0] = STACK + 2 * 8;
	word[2] = STACK + 8 * 8;
	word[3] = unknown;
	word[8] = 0;
	word[9] = in_function(0);
	walk(NULL, LIMIT);
	CHECK_EQ(result.end, FLAMESAMP_USER_WHOLE);
	CHECK_EQ(result.n, 3);
	CHECK_EQ(ip[1], unknown);
	CHECK(result.by_fp);

	word[9] = unknown;
	walk(NULL, LIMIT);
	CHECK_EQ(result.end, FLAMESAMP_USER_FP_END);
	CHECK_EQ(result.n, 3);
}

/* riscv64 has the record below the frame pointer. */
static void by_riscv_records(void)
{
	begin(EM_RISCV);
	table.rule[1].kind = FLAMESAMP_UNWIND_GAP;
	stack.fp[0] = STACK + 4 * 8;
	word[3] = in_function(0);
	walk(NULL, LIMIT);
	CHECK_EQ(result.end, FLAMESAMP_USER_WHOLE);
	CHECK_EQ(ip[1], in_function(0));
}

static void ends(void)
{
	const unsigned int chain[] = { 1, 1, 1, 1 };

	begin(EM_X86_64);
	table.rule[1] = frame_of(1);
	for (unsigned int i = 0; i < WORDS; i++)
		word[i] = in_function(1);
	walk(NULL, 4);
	check_chain(FLAMESAMP_USER_DEEP, 4, chain);

	memory[0].bytes = 3 * 8;
	walk(NULL, LIMIT);
	check_chain(FLAMESAMP_USER_UNREADABLE, 4, chain);
	CHECK_EQ(result.sp, STACK + 3 * 8);

	word[0] = in_function(2);
	table.rule[2].kind = FLAMESAMP_UNWIND_NONE;
	walk(NULL, LIMIT);
	CHECK_EQ(result.end, FLAMESAMP_USER_NO_RULE);
	CHECK_EQ(result.n, 2);

	/* A frame that ends where it begins, or below, is none. */
	table.rule[2] = frame_of(0);
	walk(NULL, LIMIT);
	CHECK_EQ(result.end, FLAMESAMP_USER_IMPLAUSIBLE);

	word[0] = 0;
	walk(NULL, LIMIT);
	CHECK_EQ(result.end, FLAMESAMP_USER_WHOLE);
}

/* The memo is believed as long as the words are what they were, and no longer. */
static void memo_is_checked(void)
{
	struct fsamp_memo_frame frame[LIMIT];
	struct fsamp_memo memo = { .frame = frame, .room = LIMIT };
	const unsigned int before[] = { 1, 2, 3, 0 }, after[] = { 1, 3, 2, 0 };

	fsamp_memo_forget(&memo);
	begin(EM_X86_64);
	for (unsigned int i = 1; i < 4; i++) {
		table.rule[i] = frame_of(2);
		word[2 * i - 1] = in_function(before[i]);
	}
	walk(&memo, LIMIT);
	check_chain(FLAMESAMP_USER_WHOLE, 4, before);
	walk(&memo, LIMIT);
	check_chain(FLAMESAMP_USER_WHOLE, 4, before);
	CHECK_EQ(memo.used, 4);

	word[1] = in_function(3);
	word[3] = in_function(2);
	walk(&memo, LIMIT);
	check_chain(FLAMESAMP_USER_WHOLE, 4, after);
}

static void machines(void)
{
	CHECK(walk_machine_known(EM_X86_64));
	CHECK(walk_machine_known(EM_ARM));
	CHECK(!walk_machine_known(EM_PPC64));
	begin(EM_PPC64);
	walk(NULL, LIMIT);
	CHECK_EQ(result.end, FLAMESAMP_USER_LEAF);
	CHECK_EQ(result.n, 1);
}

int main(void)
{
	RUN(by_stack_pointer);
	RUN(by_frame_pointer);
	RUN(popped_register);
	RUN(by_word_in_memory);
	RUN(in_plt);
	RUN(by_link_register);
	RUN(by_other_register);
	RUN(by_rbx);
	RUN(rbx_is_left_out);
	RUN(over_signal);
	RUN(by_frame_records);
	RUN(by_riscv_records);
	RUN(ends);
	RUN(memo_is_checked);
	RUN(machines);
	return unit_done();
}
