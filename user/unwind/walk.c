// SPDX-License-Identifier: GPL-2.0-or-later
#include <elf.h>
#include <string.h>

/* Of kmod/: compiled for user space here. */
#include "unwind_walk.h"

#include "unwind/walk.h"

/* So far above the stack pointer a stack is followed, as in the module. */
#define STACK_WINDOW (256ull << 20)

/* Pointer authentication keeps a signature above the address. */
#define ARM64_ADDRESS (UINT64_MAX >> 16)

/**
 * struct machine - what differs between machines
 * @machine: EM_*
 * @word: bytes of a word
 * @pc_mask: bits of a return address that are part of it
 * @record: place of {caller's frame pointer, return address}, from the frame pointer, bytes
 */
static const struct machine {
	unsigned int machine;
	uint32_t word;
	uint64_t pc_mask;
	int64_t record;
} machines[] = {
	{ EM_X86_64, 8, UINT64_MAX, 0 },
	{ EM_386, 4, UINT32_MAX, 0 },
	{ EM_AARCH64, 8, ARM64_ADDRESS, 0 },
	{ EM_ARM, 4, UINT32_MAX & ~1ull, 0 },
	{ EM_RISCV, 8, UINT64_MAX, -16 },
};

/* The includer's part of a walk. */
struct context {
	const struct walk_stack *stack;
	const struct machine *machine;
};

static const struct machine *find_machine(unsigned int machine)
{
	for (size_t i = 0; i < sizeof(machines) / sizeof(machines[0]); i++) {
		if (machines[i].machine == machine)
			return &machines[i];
	}
	return NULL;
}

bool walk_machine_known(unsigned int machine)
{
	return find_machine(machine);
}

static const struct context *context_of(const struct fsamp_walk *walk)
{
	return walk->context;
}

static __always_inline int fsamp_walk_load(const struct fsamp_walk *walk, __u64 at, __u64 *value)
{
	const struct walk_stack *stack = context_of(walk)->stack;
	const struct walk_memory *m;
	uint32_t half;

	for (m = stack->memory; m < stack->memory + stack->memories; m++) {
		if (at < m->at || m->bytes < walk->word || at - m->at > m->bytes - walk->word)
			continue;
		if (walk->word == sizeof(*value)) {
			memcpy(value, (const char *)m->data + (at - m->at), sizeof(*value));
		} else {
			memcpy(&half, (const char *)m->data + (at - m->at), sizeof(half));
			*value = half;
		}
		return 0;
	}
	return -EFAULT;
}

static __always_inline const struct fsamp_table_view *
fsamp_walk_table(struct fsamp_walk *walk, __u64 pc, __u64 *offset)
{
	const struct walk_stack *stack = context_of(walk)->stack;
	size_t low = 0, high = stack->codes, middle;
	const struct walk_code *code;

	while (low < high) {
		middle = low + (high - low) / 2;
		code = &stack->code[middle];
		if (pc < code->start) {
			high = middle;
		} else if (pc >= code->end) {
			low = middle + 1;
		} else {
			*offset = pc - code->start + code->offset;
			return code->view;
		}
	}
	return NULL;
}

static __always_inline bool fsamp_walk_register(const struct fsamp_walk *walk, unsigned int n,
						__u64 *value)
{
	const struct walk_stack *stack = context_of(walk)->stack;

	if (n >= stack->regs)
		return false;
	*value = stack->reg[n];
	return true;
}

/* A word of a frame record: it must be above the frame before, and not far. */
static inline int record_word(struct fsamp_walk *walk, __u64 at, __u64 *value)
{
	int err;

	if (at - walk->at.sp >= FSAMP_WALK_FRAME_MAX)
		return -ENOENT;
	err = fsamp_walk_word(walk, at, value);
	return err == -EINVAL ? -ENOENT : err;
}

/*
 * GCC's ARM code has the return address at the frame pointer and the caller's frame pointer below
 * it, Clang's has them at the frame pointer, the other way round. The one whose pointer leads up
 * the stack is believed, GCC's first.
 */
static inline int arm_record(struct fsamp_walk *walk, __u64 word[2])
{
	__u64 middle;
	int err;

	err = record_word(walk, walk->at.fp[0] - 4, &word[0]);
	if (!err)
		err = record_word(walk, walk->at.fp[0], &middle);
	if (!err)
		err = record_word(walk, walk->at.fp[0] + 4, &word[1]);
	if (err)
		return err;
	if (word[0] - walk->at.fp[0] < FSAMP_WALK_FRAME_MAX && word[0] % 4 == 0)
		word[1] = middle;
	else
		word[0] = middle;
	return 0;
}

static __always_inline int fsamp_walk_by_fp(struct fsamp_walk *walk)
{
	const struct machine *machine = context_of(walk)->machine;
	__u64 at = walk->at.fp[0] + machine->record;
	__u64 word[2];
	int err;

	if (machine->machine == EM_ARM) {
		err = arm_record(walk, word);
		at = walk->at.fp[0] - walk->word;
	} else {
		err = record_word(walk, at, &word[0]);
		if (!err)
			err = record_word(walk, at + walk->word, &word[1]);
	}
	if (err)
		return err;
	word[1] &= walk->pc_mask;
	if (!word[1])
		return -ENOENT;
	walk->at.sp = at + 2 * walk->word;
	walk->at.fp[0] = word[0];
	walk->at.pc = word[1];
	return 0;
}

/* The window above the stack pointer that may be read. Return: whether there is one. */
static bool open_window(struct fsamp_walk *walk)
{
	const uint64_t limit = walk->word == 4 ? 1ull << 32 : 1ull << 63;

	if (walk->at.sp >= limit)
		return false;
	walk->low = walk->at.sp;
	walk->high = limit - walk->low < STACK_WINDOW ? limit : walk->low + STACK_WINDOW;
	return true;
}

static int walk_all(struct fsamp_walk *walk)
{
	int end;

	do {
		if (!open_window(walk))
			return FLAMESAMP_USER_UNREADABLE;
		end = fsamp_walk_on(walk);
	} while (end == FSAMP_WALK_MOVED);
	return end;
}

void walk_stack(const struct walk_stack *stack, struct fsamp_memo *memo, __u64 *ip,
		unsigned int max, struct walk_result *result)
{
	struct context context = { .stack = stack, .machine = find_machine(stack->machine) };
	struct fsamp_memo none = { .room = 0 };
	struct fsamp_walk walk = {
		.at = { stack->pc, stack->sp, { stack->fp[0], stack->fp[1] } },
		.lr = stack->lr, .exact = true,
		.ip = ip, .n = 1, .max = max,
		.memo = memo ? memo : &none, .context = &context,
	};

	ip[0] = stack->pc;
	*result = (struct walk_result){ .end = FLAMESAMP_USER_LEAF, .n = 1, .sp = stack->sp };
	if (!context.machine)
		return;
	fsamp_memo_forget(&none);
	walk.word = context.machine->word;
	walk.pc_mask = context.machine->pc_mask;
	walk.old = walk.memo->head;
	result->end = walk_all(&walk);
	result->n = walk.n;
	result->by_fp = walk.by_fp;
	result->sp = walk.at.sp;
}
