// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Feeds the module's walk with hostile tables, registers and stacks. A table that the check accepts
 * must be safe to walk by, whatever the rest; and a walk with the memo of the walks before it must
 * find what a walk without one finds, whatever has changed in between.
 */
#include <elf.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "unwind_memo.h"
#include "unwind_table.h"

#include "input.h"
#include "unwind/walk.h"

#define WORDS	192		/* of a stack */
#define STACKS	2		/* the second one stands for a signal handler's */
#define CODE	0x400000ull
#define LIMIT	64		/* addresses of a walk */
#define ROOM	48		/* frames of a memo, at most */
#define WALKS	12
#define RULES	16
#define ROWS	64
#define TABLE	(1u << 16)	/* bytes of a table, at most */

static const uint64_t stack_base[STACKS] = { 0x7ff00000, 0x20000000 };

struct world {
	uint32_t word;
	uint64_t table[TABLE / 8];
	struct fsamp_table_view view;
	struct walk_code code[2];
	uint8_t stack[STACKS][WORDS * 8];
	struct walk_memory memory[STACKS];
	uint64_t reg[32];
	struct walk_stack start;
};

/* Values that lead somewhere are more use than any others. */
static uint64_t take_value(struct input *in, const struct world *world)
{
	uint8_t kind = input_u8(in);
	uint64_t low = input_u8(in);

	switch (kind & 7) {
	case 0:
		return input_u64(in);
	case 1:
		return 0;
	case 2:
	case 3:
		return stack_base[0] + low * world->word;
	case 4:
		return stack_base[1] + low * world->word + (kind >> 7);
	default:
		return CODE + (kind >> 3) * 256 + low;
	}
}

static void put_word(struct world *world, unsigned int stack, unsigned int i, uint64_t value)
{
	uint32_t half = value;

	if (world->word == 8)
		memcpy(&world->stack[stack][i * 8], &value, 8);
	else
		memcpy(&world->stack[stack][i * 4], &half, 4);
}

/* As compilers make them: a frame of some words, the return address in the last one. */
static struct flamesamp_unwind_rule usual_rule(struct input *in, uint32_t word)
{
	uint8_t shape = input_u8(in);
	bool saves_fp = shape & 1, by_fp = shape & 2;

	return (struct flamesamp_unwind_rule){
		.kind = FLAMESAMP_UNWIND_CFA,
		.reg = by_fp ? FLAMESAMP_UNWIND_FP : FLAMESAMP_UNWIND_SP,
		.where = FLAMESAMP_UNWIND_WHERE(FLAMESAMP_UNWIND_AT_CFA,
						saves_fp ? FLAMESAMP_UNWIND_AT_CFA : 0, 0),
		.cfa = (1 + (shape >> 2) % 16) * word,
		.ra = -(int)word / 4,
		.fp = { saves_fp ? -(int)word / 2 : 0 },
	};
}

/* A rule that the check accepts, mostly with places that are on the stack. */
static struct flamesamp_unwind_rule take_rule(struct input *in, uint32_t word)
{
	struct flamesamp_unwind_rule rule;

	if (input_u8(in) & 3)
		return usual_rule(in, word);
	input_take(in, &rule, sizeof(rule));
	rule.kind %= FLAMESAMP_UNWIND_KINDS;
	rule.reg %= FLAMESAMP_UNWIND_REGS;
	if (rule.reserved & 1)
		rule.reg %= FLAMESAMP_UNWIND_REG0;
	if (rule.reserved & 2) {
		rule.cfa = (int8_t)rule.cfa * 4;
		rule.ra = (int8_t)rule.ra;
		rule.fp[0] = (int8_t)rule.fp[0];
		rule.fp[1] = (int8_t)rule.fp[1];
		rule.extra = (int8_t)rule.extra;
	}
	rule.reserved = 0;
	for (int shift = 2; shift < 6; shift += 2) {
		if ((rule.where >> shift & 3) == 3)
			rule.where ^= 1u << shift;
	}
	rule.where &= rule.kind == FLAMESAMP_UNWIND_DEREF ? 0x7f : 0x3f;
	return rule;
}

/* A table of one page that the check will accept. Return: its bytes. */
static size_t make_table(struct input *in, struct world *world)
{
	struct flamesamp_unwind_table *head = (void *)world->table;
	struct flamesamp_unwind_rule *rule = (void *)(head + 1);
	unsigned int low = 0, i;
	uint32_t *page, *row;

	*head = (struct flamesamp_unwind_table){
		.version = FLAMESAMP_UNWIND_VERSION, .word = world->word,
		.pages = 1, .rules = 1 + input_u8(in) % RULES, .rows = 1 + input_u8(in) % ROWS,
	};
	for (i = 0; i < head->rules; i++)
		rule[i] = take_rule(in, world->word);
	page = (uint32_t *)(rule + head->rules);
	row = page + 2;
	page[0] = 0;
	page[1] = head->rows;
	for (i = 0; i < head->rows; i++) {
		row[i] = FLAMESAMP_UNWIND_ROW(low, input_u8(in) % head->rules);
		low += 1 + input_u8(in);
	}
	return (uint8_t *)(row + head->rows) - (uint8_t *)world->table;
}

/* The rest of the input is the table, as an ioctl would bring it. */
static size_t raw_table(struct input *in, struct world *world)
{
	size_t bytes = in->bytes < sizeof(world->table) ? in->bytes : sizeof(world->table);

	input_take(in, world->table, bytes);
	return bytes;
}

/* Every address has a rule, or none; none is read from outside of the table. */
static void look_up_all(const struct fsamp_table_view *view)
{
	const struct flamesamp_unwind_rule *rule;

	for (uint64_t i = 0; i < 2 * FLAMESAMP_UNWIND_PAGE; i += 61) {
		rule = fsamp_table_rule(view, view->start - 1 + i);
		if (rule && rule->kind >= FLAMESAMP_UNWIND_KINDS)
			abort();
	}
}

static void set_machine(struct world *world, uint8_t choice)
{
	static const struct {
		unsigned int machine;
		uint32_t word;
	} machine[] = {
		{ EM_X86_64, 8 }, { EM_AARCH64, 8 }, { EM_RISCV, 8 }, { EM_ARM, 4 }, { EM_386, 4 },
	};

	world->start.machine = machine[choice % 5].machine;
	world->word = machine[choice % 5].word;
}

static void set_registers(struct world *world, struct input *in)
{
	struct walk_stack *start = &world->start;
	unsigned int i;

	start->pc = take_value(in, world);
	start->sp = take_value(in, world);
	start->lr = take_value(in, world);
	start->fp[0] = take_value(in, world);
	start->fp[1] = take_value(in, world);
	for (i = 0; i < 4; i++)
		world->reg[input_u8(in) % 32] = take_value(in, world);
}

static void set_stack(struct world *world, struct input *in)
{
	unsigned int i, n, stack;

	for (stack = 0; stack < STACKS; stack++) {
		for (i = 0; i < WORDS; i++)
			put_word(world, stack, i, 0);
		world->memory[stack] = (struct walk_memory){
			stack_base[stack], WORDS * world->word, world->stack[stack],
		};
	}
	/* A few words over and over make a deeper stack than many different ones. */
	n = 1 + input_u8(in) % WORDS;
	for (i = 0; i < n; i++)
		put_word(world, 0, i, take_value(in, world));
	for (; i < WORDS; i++)
		memcpy(&world->stack[0][i * world->word], &world->stack[0][(i - n) * world->word],
		       world->word);
}

/* What happens to a thread between two samples of it. */
static void go_on(struct world *world, struct input *in)
{
	unsigned int n = input_u8(in) % 8;

	for (unsigned int i = 0; i < n; i++) {
		uint8_t where = input_u8(in);

		put_word(world, where & 1, (where >> 1) % WORDS, take_value(in, world));
	}
	switch (input_u8(in) % 6) {
	case 0:
		set_registers(world, in);
		break;
	case 1:
		world->start.sp += (int8_t)input_u8(in) * (int64_t)world->word;
		break;
	case 2:
		world->start.pc = take_value(in, world);
		break;
	case 3:
		/* A page goes out of memory, or comes back. */
		world->memory[0].bytes = input_u8(in) % (WORDS + 1) * world->word;
		break;
	}
}

/* Each frame of the memo is used once, in the list or among the free ones. */
static void check_memo(const struct fsamp_memo *memo)
{
	bool seen[ROOM] = { false };
	const uint16_t head[] = { memo->head, memo->free };
	unsigned int n = 0;

	for (unsigned int list = 0; list < 2; list++) {
		for (uint16_t i = head[list]; i != FSAMP_MEMO_NONE; i = memo->frame[i].next) {
			if (i >= memo->used || seen[i])
				abort();
			seen[i] = true;
			n++;
		}
	}
	if (n != memo->used || memo->used > memo->room)
		abort();
}

static void print_walk(const char *what, const struct walk_result *result, const __u64 *ip)
{
	fprintf(stderr, "%s: end %d%s:", what, result->end, result->by_fp ? ", by fp" : "");
	for (unsigned int i = 0; i < result->n; i++)
		fprintf(stderr, " %llx", ip[i]);
	fprintf(stderr, "\n");
}

static void walk_twice(struct world *world, struct fsamp_memo *memo, unsigned int max)
{
	struct walk_result with, without;
	__u64 ip[2][LIMIT];

	walk_stack(&world->start, NULL, ip[0], max, &without);
	walk_stack(&world->start, memo, ip[1], max, &with);
	if (without.n < 1 || without.n > max || with.n != without.n || with.end != without.end ||
	    with.by_fp != without.by_fp || memcmp(ip[0], ip[1], with.n * sizeof(ip[0][0]))) {
		print_walk("without", &without, ip[0]);
		print_walk("with", &with, ip[1]);
		abort();
	}
	check_memo(memo);
}

static void walk_on(struct world *world, struct input *in)
{
	struct fsamp_memo_frame frame[ROOM];
	struct fsamp_memo memo = { .frame = frame, .room = input_u8(in) % (ROOM + 1) };
	uint8_t limit = input_u8(in);
	unsigned int max = limit & 0x80 ? LIMIT : 1 + limit % LIMIT;

	fsamp_memo_forget(&memo);
	set_registers(world, in);
	set_stack(world, in);
	walk_twice(world, &memo, max);
	for (unsigned int i = 0; i < WALKS && in->bytes; i++) {
		go_on(world, in);
		/* Often nothing changes. */
		walk_twice(world, &memo, max);
		walk_twice(world, &memo, max);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = { data, size };
	static struct world world;
	uint8_t choice = input_u8(&in);
	struct input steps = in;
	size_t bytes;

	memset(&world, 0, sizeof(world));
	set_machine(&world, choice >> 1);
	if (choice & 1) {
		bytes = raw_table(&in, &world);
	} else {
		bytes = make_table(&in, &world);
		steps = in;
	}
	if (fsamp_table_check(world.table, bytes, &world.view)) {
		if (!(choice & 1))
			abort();
		return 0;
	}
	look_up_all(&world.view);
	/* Behind the code with the table is some that has none. */
	world.code[0] = (struct walk_code){ CODE, CODE + 0x1800, world.view.start, &world.view };
	world.code[1] = (struct walk_code){ CODE + 0x1800, CODE + 0x2000, 0, NULL };
	world.start.code = world.code;
	world.start.codes = 2;
	world.start.memory = world.memory;
	world.start.memories = STACKS;
	world.start.reg = world.reg;
	world.start.regs = 32;
	walk_on(&world, &steps);
	return 0;
}
