// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The unwind instructions of 32-bit ARM, and the index that leads to them. Expected values are from
 * the "Exception Handling ABI for the Arm Architecture", table 4.
 */
#include <stdlib.h>

#include "unit.h"
#include "unwind/exidx.h"
#include "unwind/exidx_ops.h"

#define AT_CFA FLAMESAMP_UNWIND_AT_CFA
#define SAME FLAMESAMP_UNWIND_SAME

/* On the heap, exactly as long as it is: whoever reads behind it is caught. */
static bool run_ops(const void *ops, size_t size, struct flamesamp_unwind_rule *rule)
{
	uint8_t *copy = malloc(size ? size : 1);
	bool sound;

	memcpy(copy, ops, size);
	sound = exidx_rule(copy, size, rule);
	free(copy);
	return sound;
}

#define RULE(ops, rule) run_ops(ops, sizeof(ops) - 1, rule)

static void nothing_saved_is_a_leaf(void)
{
	struct flamesamp_unwind_rule rule;

	CHECK(RULE("\xb0\xb0\xb0", &rule));
	CHECK_EQ(rule.kind, FLAMESAMP_UNWIND_CFA);
	CHECK_EQ(rule.reg, FLAMESAMP_UNWIND_SP);
	CHECK_EQ(rule.cfa, 0);
	CHECK_EQ(rule.where, FLAMESAMP_UNWIND_WHERE(SAME, SAME, SAME));
}

static void saved_registers_have_places(void)
{
	struct flamesamp_unwind_rule rule;

	/* vsp += 12; pop {r4-r11, r14} */
	CHECK(RULE("\x02\xaf\xb0", &rule));
	CHECK_EQ(rule.cfa, 12 + 36);
	CHECK_EQ(rule.where, FLAMESAMP_UNWIND_WHERE(AT_CFA, AT_CFA, AT_CFA));
	CHECK_EQ(rule.ra, -1);
	CHECK_EQ(rule.fp[0], -2);
	CHECK_EQ(rule.fp[1], -6);
	/* pop {r7, r14}, by mask; pop {r3} before it */
	CHECK(RULE("\xb1\x08\x84\x08", &rule));
	CHECK_EQ(rule.cfa, 12);
	CHECK_EQ(rule.where, FLAMESAMP_UNWIND_WHERE(AT_CFA, SAME, AT_CFA));
	CHECK_EQ(rule.ra, -1);
	CHECK_EQ(rule.fp[1], -2);
	/* pop {r4, r15}: the return address is what becomes the pc */
	CHECK(RULE("\x88\x01", &rule));
	CHECK_EQ(rule.ra, -1);
}

static void frame_pointers_are_bases(void)
{
	struct flamesamp_unwind_rule rule;

	/* vsp = r7; vsp += 8; pop {r4-r7, r14} */
	CHECK(RULE("\x97\x01\xab", &rule));
	CHECK_EQ(rule.reg, FLAMESAMP_UNWIND_FP2);
	CHECK_EQ(rule.cfa, 8 + 20);
	/* vsp = r11; vsp -= 8; pop {r11, r14} */
	CHECK(RULE("\x9b\x41\x84\x80", &rule));
	CHECK_EQ(rule.reg, FLAMESAMP_UNWIND_FP);
	CHECK_EQ(rule.cfa, 0);
	CHECK_EQ(rule.fp[0], -2);
	CHECK(RULE("\x94", &rule));
	CHECK_EQ(rule.reg, FLAMESAMP_UNWIND_REG0 + 4);
}

static void every_way_to_move(void)
{
	static const struct {
		const char *ops;
		size_t size;
		int cfa;
	} cases[] = {
		{ "\x00", 1, 4 },	{ "\x3f", 1, 256 },	{ "\x40", 1, -4 },
		{ "\xb2\x04", 2, 0x214 }, { "\xb2\x81\x01", 3, 0x204 + 129 * 4 },
		{ "\xb3\x01", 2, 20 },	{ "\xb9", 1, 20 },	{ "\xb4", 1, 4 },
		{ "\xc0", 1, 8 },	{ "\xc6\x03", 2, 32 },	{ "\xc7\x05", 2, 8 },
		{ "\xc8\x01", 2, 16 },	{ "\xc9\x83", 2, 32 },	{ "\xd7", 1, 64 },
		{ "\x00\xb0\x00", 3, 4 },
	};
	struct flamesamp_unwind_rule rule;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		CHECK(run_ops(cases[i].ops, cases[i].size, &rule));
		CHECK_EQ(rule.cfa, cases[i].cfa);
	}
}

static void nonsense_is_refused(void)
{
	struct flamesamp_unwind_rule rule;

	CHECK(!RULE("\x80\x00", &rule));
	CHECK(!RULE("\x80", &rule));
	CHECK(!RULE("\x82\x00", &rule));	/* pops the stack pointer */
	CHECK(!RULE("\x9d", &rule));
	CHECK(!RULE("\x9f", &rule));
	CHECK(!RULE("\xa8\x97", &rule));
	CHECK(!RULE("\xb1\x00", &rule));
	CHECK(!RULE("\xb1\x10", &rule));
	CHECK(!RULE("\xb2", &rule));
	CHECK(!RULE("\xb2\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x7f", &rule));
	CHECK(!RULE("\xb5", &rule));
	CHECK(!RULE("\xb3", &rule));
	CHECK(!RULE("\xc7\x00", &rule));
	CHECK(!RULE("\xca", &rule));
	CHECK(!RULE("\xd8", &rule));
	CHECK(!RULE("\xff", &rule));
}

#define BASE 0x8000u

/* An index, in a segment of its own. */
struct index {
	uint32_t word[16];
	struct exidx_image image;
	struct exidx exidx;
};

static uint32_t prel31(uint32_t target, unsigned int word)
{
	return (target - (BASE + 4 * word)) & 0x7fffffff;
}

static void index_make(struct index *index, size_t count)
{
	index->image = (struct exidx_image){ (uint8_t *)index->word, BASE, sizeof(index->word) };
	index->exidx = (struct exidx){ &index->image, 1, BASE, count };
}

static void entries_of_all_forms(void)
{
	struct index index = { .word = {
		prel31(0x1000, 0), 0x80a8b0b0,			/* inline */
		prel31(0x1100, 2), 1,				/* can't be unwound */
		prel31(0x1200, 4), prel31(BASE + 40, 5),	/* compact, one more word */
		prel31(0x1300, 6), prel31(BASE + 48, 7),	/* of a language */
		prel31(0x1400, 8), 1,
		0x81013c02, 0xaab0b0b0,
		prel31(0x100, 12), 0x0002a8b0,
	} };
	struct exidx_entry entry;

	index_make(&index, 5);
	CHECK(exidx_entry(&index.exidx, 0, &entry));
	CHECK_EQ(entry.start, 0x1000);
	CHECK_EQ(entry.end, 0x1100);
	CHECK(!entry.silent && entry.expressible);
	CHECK_EQ(entry.rule.cfa, 8);
	CHECK(exidx_entry(&index.exidx, 1, &entry));
	CHECK(entry.silent && !entry.expressible);
	CHECK(exidx_entry(&index.exidx, 2, &entry));
	CHECK(entry.expressible);
	CHECK_EQ(entry.rule.cfa, 244 + 12 + 16);
	CHECK(exidx_entry(&index.exidx, 3, &entry));
	CHECK(entry.expressible);
	CHECK_EQ(entry.rule.cfa, 12 + 8);
	CHECK(exidx_entry(&index.exidx, 4, &entry));
	CHECK_EQ(entry.end, 0x1400);
}

static void entries_out_of_the_file(void)
{
	struct index index = { .word = {
		prel31(0x1000, 0), prel31(BASE + 62, 1),	/* the table begins at the end */
		prel31(0x1100, 2), prel31(0x100, 3),
		prel31(0x1200, 4), prel31(BASE + 60, 5),	/* 255 more words */
		prel31(0x0900, 6), 0x83000000,
		[15] = 0x81ffb0b0,
	} };
	struct exidx_entry entry;
	size_t i;

	index_make(&index, 1000);
	for (i = 0; i < 3; i++) {
		if (exidx_entry(&index.exidx, i, &entry))
			CHECK(!entry.expressible);
	}
	CHECK(!exidx_entry(&index.exidx, 8, &entry));
	CHECK(!exidx_entry(&index.exidx, 900, &entry));
	/* The next function lies before this one. */
	CHECK(!exidx_entry(&index.exidx, 2, &entry));
}

static void random_instructions(void)
{
	struct flamesamp_unwind_rule rule;
	uint8_t ops[24];
	unsigned int i, j, sound = 0;

	srand(1);
	for (i = 0; i < 100000; i++) {
		for (j = 0; j < sizeof(ops); j++)
			ops[j] = rand() >> 5;
		sound += run_ops(ops, rand() % (sizeof(ops) + 1), &rule);
	}
	CHECK(sound > 0);
}

int main(void)
{
	RUN(nothing_saved_is_a_leaf);
	RUN(saved_registers_have_places);
	RUN(frame_pointers_are_bases);
	RUN(every_way_to_move);
	RUN(nonsense_is_refused);
	RUN(entries_of_all_forms);
	RUN(entries_out_of_the_file);
	RUN(random_instructions);
	return unit_done();
}
