// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Rows from several sources, in any order, against an array that knows the rule of every byte.
 */
#include <stdlib.h>

#include "../../kmod/unwind_table.h"
#include "unit.h"
#include "unwind/rows.h"

#define START 0x12345	/* of the code in the file, at no page's border */
#define CODE (5 * FLAMESAMP_UNWIND_PAGE)
#define PADDING 15	/* so much between two stretches goes with the first of them */

#define FIXED 2		/* rules that each table has: NONE and GAP */

static struct fsamp_table_view view;
static struct unwind_table table;

static struct flamesamp_unwind_rule rule_of(int cfa)
{
	return (struct flamesamp_unwind_rule){ .kind = FLAMESAMP_UNWIND_CFA, .cfa = cfa };
}

static void add(struct unwind_rows *rows, uint64_t start, uint64_t end, enum row_rank rank, int cfa)
{
	struct flamesamp_unwind_rule rule = rule_of(cfa);

	rows_add(rows, start, end, rank, &rule, true);
}

static enum untabled finish(struct unwind_rows *rows)
{
	enum untabled why;

	memset(&table, 0, sizeof(table));
	why = rows_finish(rows, 8, &table);
	rows_free(rows);
	if (why == TABLED)
		CHECK_EQ(fsamp_table_check(table.data, table.bytes, &view), 0);
	return why;
}

/* The CFA offset at an address; 0: there is no rule, -1: there is no table. */
static int cfa_at(uint64_t offset)
{
	const struct flamesamp_unwind_rule *rule = fsamp_table_rule(&view, offset);

	if (!rule)
		return -1;
	if (rule->kind == FLAMESAMP_UNWIND_NONE || rule->kind == FLAMESAMP_UNWIND_GAP)
		return 0;
	return rule->cfa;
}

static void test_nothing(void)
{
	struct unwind_rows *rows = rows_new();

	CHECK(!rows_any(rows));
	add(rows, 100, 100, ROW_EH_FRAME, 8);
	add(rows, 100, 90, ROW_EH_FRAME, 8);
	CHECK(!rows_any(rows));
	CHECK_EQ(finish(rows), UNTABLED_NO_INFO);
}

static void test_neighbours_merge(void)
{
	struct unwind_rows *rows = rows_new();

	add(rows, 100, 200, ROW_EH_FRAME, 8);
	add(rows, 200, 300, ROW_EH_FRAME, 8);
	add(rows, 300 + PADDING, 400, ROW_EH_FRAME, 8);
	add(rows, 400, 410, ROW_EH_FRAME, 16);
	CHECK_EQ(finish(rows), TABLED);
	/* Two, and one for where they end. */
	CHECK_EQ(table.rows, 3);
	CHECK_EQ(table.rules, 2 + FIXED);
	CHECK_EQ(cfa_at(99), -1);
	CHECK_EQ(cfa_at(100), 8);
	CHECK_EQ(cfa_at(300), 8);
	CHECK_EQ(cfa_at(399), 8);
	CHECK_EQ(cfa_at(400), 16);
	CHECK_EQ(cfa_at(409), 16);
	CHECK_EQ(cfa_at(410), 0);
	CHECK_EQ(cfa_at(100 + FLAMESAMP_UNWIND_PAGE), -1);
	free(table.data);
}

static void test_gap(void)
{
	struct unwind_rows *rows = rows_new();

	add(rows, 100, 200, ROW_EH_FRAME, 8);
	add(rows, 200 + PADDING + 1, 300, ROW_EH_FRAME, 8);
	CHECK_EQ(finish(rows), TABLED);
	CHECK_EQ(cfa_at(199), 8);
	CHECK_EQ(cfa_at(200), 0);
	CHECK_EQ(cfa_at(200 + PADDING), 0);
	CHECK_EQ(cfa_at(200 + PADDING + 1), 8);
	free(table.data);
}

static void test_ranks(void)
{
	struct unwind_rows *rows = rows_new();

	add(rows, 0, 1000, ROW_PLT, 1);
	add(rows, 100, 900, ROW_EXIDX, 2);
	add(rows, 300, 400, ROW_PROLOGUE, 3);
	add(rows, 350, 500, ROW_ENTRY, 4);
	CHECK_EQ(finish(rows), TABLED);
	CHECK_EQ(cfa_at(0), 1);
	CHECK_EQ(cfa_at(99), 1);
	CHECK_EQ(cfa_at(100), 2);
	CHECK_EQ(cfa_at(299), 2);
	CHECK_EQ(cfa_at(300), 3);
	CHECK_EQ(cfa_at(349), 3);
	CHECK_EQ(cfa_at(350), 4);
	CHECK_EQ(cfa_at(499), 4);
	CHECK_EQ(cfa_at(500), 2);
	CHECK_EQ(cfa_at(899), 2);
	CHECK_EQ(cfa_at(900), 1);
	CHECK_EQ(cfa_at(1000), 0);
	free(table.data);
}

/* Objects have cold code in a section of its own, which linkers put together. */
static void test_disorder(void)
{
	struct unwind_rows *rows = rows_new();
	uint64_t i;

	for (i = 0; i < 1000; i++) {
		add(rows, 0x100000 + i * 64, 0x100000 + i * 64 + 32, ROW_EH_FRAME, 8 + i);
		add(rows, 0x100000 + i * 64 + 32, 0x100000 + i * 64 + 64, ROW_EH_FRAME, 2008 + i);
		add(rows, 0x90000 - i * 16, 0x90000 - i * 16 + 16, ROW_EH_FRAME, 4008 + i);
	}
	CHECK_EQ(finish(rows), TABLED);
	for (i = 0; i < 1000; i++) {
		CHECK_EQ(cfa_at(0x100000 + i * 64), 8 + i);
		CHECK_EQ(cfa_at(0x100000 + i * 64 + 63), 2008 + i);
		CHECK_EQ(cfa_at(0x90000 - i * 16), 4008 + i);
		CHECK_EQ(cfa_at(0x90000 - i * 16 + 15), 4008 + i);
	}
	free(table.data);
}

/* Not all files are small. */
static void test_distance(void)
{
	struct unwind_rows *rows = rows_new();

	add(rows, 128 + (1ull << 33), 192 + (1ull << 33), ROW_EH_FRAME, 16);
	add(rows, 128 + (3 << 20), 192 + (3 << 20), ROW_EH_FRAME, 24);
	add(rows, 128, 192, ROW_EH_FRAME, 8);
	CHECK_EQ(finish(rows), TABLED);
	CHECK_EQ(cfa_at(128), 8);
	CHECK_EQ(cfa_at(192), 0);
	CHECK_EQ(cfa_at(128 + (3 << 20)), 24);
	CHECK_EQ(cfa_at(128 + (1ull << 33)), 16);
	free(table.data);
}

/* Two functions that claim the same code: there is one rule for each byte of it, of one of them. */
static void test_overlap(void)
{
	struct unwind_rows *rows = rows_new();
	int i;

	for (i = 0; i < 100; i++)
		add(rows, 1000 - i * 7, 1100 - i * 7, ROW_EH_FRAME, 8 + i);
	CHECK_EQ(finish(rows), TABLED);
	for (i = 1000 - 99 * 7; i < 1100; i++)
		CHECK(cfa_at(i) >= 8 && i >= 1000 - (cfa_at(i) - 8) * 7 &&
		      i < 1100 - (cfa_at(i) - 8) * 7);
	free(table.data);
}

/* The last page has no row of its own, and nothing comes behind it. */
static void test_ends_with_page(void)
{
	struct unwind_rows *rows = rows_new();

	add(rows, 0, 3 * FLAMESAMP_UNWIND_PAGE, ROW_EH_FRAME, 8);
	CHECK_EQ(finish(rows), TABLED);
	CHECK_EQ(cfa_at(3 * FLAMESAMP_UNWIND_PAGE - 1), 8);
	CHECK_EQ(cfa_at(3 * FLAMESAMP_UNWIND_PAGE), -1);
	free(table.data);
}

static void test_inexpressible(void)
{
	struct flamesamp_unwind_rule none = { .kind = FLAMESAMP_UNWIND_NONE };
	struct unwind_rows *rows = rows_new();

	add(rows, 0, 100, ROW_EH_FRAME, 8);
	rows_add(rows, 100, 200, ROW_EH_FRAME, &none, false);
	rows_add(rows, 200, 300, ROW_EH_FRAME, &none, false);
	add(rows, 300, 400, ROW_EH_FRAME, 8);
	rows_add(rows, 400, 500, ROW_EH_FRAME, &none, true);
	rows_add(rows, 600, 700, ROW_EH_FRAME, &none, false);
	CHECK_EQ(finish(rows), TABLED);
	CHECK_EQ(table.inexpressible, 2);
	CHECK_EQ(fsamp_table_rule(&view, 100)->kind, FLAMESAMP_UNWIND_NONE);
	CHECK_EQ(cfa_at(300), 8);
	CHECK_EQ(fsamp_table_rule(&view, 400)->kind, FLAMESAMP_UNWIND_NONE);
	CHECK_EQ(fsamp_table_rule(&view, 500)->kind, FLAMESAMP_UNWIND_GAP);
	CHECK_EQ(fsamp_table_rule(&view, 600)->kind, FLAMESAMP_UNWIND_NONE);
	CHECK_EQ(fsamp_table_rule(&view, 700)->kind, FLAMESAMP_UNWIND_GAP);
	free(table.data);
}

static void test_too_many_rules(void)
{
	struct unwind_rows *rows = rows_new();
	int i;

	for (i = 0; i < FLAMESAMP_UNWIND_RULES_MAX + 10; i++)
		add(rows, i, i + 1, ROW_EH_FRAME, 8 + i);
	CHECK_EQ(finish(rows), TABLED);
	CHECK_EQ(table.rules, FLAMESAMP_UNWIND_RULES_MAX);
	i = FLAMESAMP_UNWIND_RULES_MAX - FIXED;
	CHECK_EQ(cfa_at(i - 1), 8 + i - 1);
	CHECK_EQ(cfa_at(i), 0);
	CHECK_EQ(table.inexpressible, 1);
	free(table.data);
}

static void test_too_big(void)
{
	struct unwind_rows *rows = rows_new();

	add(rows, 0, 100, ROW_EH_FRAME, 8);
	add(rows, 1ull << 62, (1ull << 62) + 100, ROW_EH_FRAME, 8);
	CHECK_EQ(finish(rows), UNTABLED_TOO_BIG);
	CHECK(!table.data);

	/* Many empty pages: each has a row all the same. */
	rows = rows_new();
	add(rows, 0, 100, ROW_EH_FRAME, 8);
	add(rows, 1ull << 40, (1ull << 40) + 100, ROW_EH_FRAME, 8);
	CHECK_EQ(finish(rows), UNTABLED_TOO_BIG);
	CHECK(!table.data);
}

/* A corrupt file may speak of more code than there is memory. */
static void test_too_many(void)
{
	struct unwind_rows *rows = rows_new();
	uint64_t i;

	for (i = 0; i < 5 << 20; i++)
		add(rows, i * 32, i * 32 + 16, ROW_EH_FRAME, 8 + i % 2);
	CHECK_EQ(finish(rows), UNTABLED_TOO_BIG);
	CHECK(!table.data);
}

static void test_questions(void)
{
	struct flamesamp_unwind_rule end = { .kind = FLAMESAMP_UNWIND_END };
	struct flamesamp_unwind_rule signal = {
		.kind = FLAMESAMP_UNWIND_DEREF,
		.where = FLAMESAMP_UNWIND_SIGNAL,
	};
	struct unwind_rows *rows = rows_new();

	add(rows, 100, 200, ROW_EH_FRAME, 8);
	rows_add(rows, 200, 210, ROW_EH_FRAME, &end, true);
	CHECK(!rows_end_within(rows, 100, 200));
	CHECK(rows_end_within(rows, 100, 201));
	CHECK(rows_end_within(rows, 209, 300));
	CHECK(!rows_end_within(rows, 210, 300));
	CHECK_EQ(rows_next(rows, 99), 100);
	CHECK_EQ(rows_next(rows, 100), 200);
	CHECK_EQ(rows_next(rows, 200), UINT64_MAX);
	CHECK(!rows_signal_known(rows));
	rows_add(rows, 300, 310, ROW_SIGNAL, &signal, true);
	CHECK(rows_signal_known(rows));
	rows_free(rows);
}

static int model[ROW_PLT + 1][CODE];

static int model_at(uint64_t at)
{
	int rank;

	for (rank = 0; rank <= ROW_PLT; rank++) {
		if (model[rank][at])
			return model[rank][at];
	}
	return 0;
}

/* What is between two stretches, and too short for code. */
static bool is_padding(uint64_t at, int cfa)
{
	uint64_t low = at, high = at;

	while (low && !model_at(low))
		low--;
	while (high < CODE && !model_at(high))
		high++;
	return high < CODE && high - low - 1 <= PADDING && model_at(low) == cfa;
}

/* Stretches of a rank, which don't overlap, from any end of the code. */
static void add_at_random(struct unwind_rows *rows, enum row_rank rank)
{
	uint64_t start, end, at;
	int i, cfa;

	for (i = 0; i < 400; i++) {
		start = rand() % CODE;
		end = start + rand() % (rand() % 10 ? 100 : 100000);
		end = end < CODE ? end : CODE;
		for (at = start; at < end && !model[rank][at]; at++)
			;
		end = at;
		cfa = 1 + rand() % 300;
		add(rows, START + start, START + end, rank, cfa);
		for (at = start; at < end; at++)
			model[rank][at] = cfa;
	}
}

static void test_any(void)
{
	struct unwind_rows *rows;
	uint64_t at, wrong = 0;
	int seed, rank, cfa;

	for (seed = 1; seed <= 5; seed++) {
		srand(seed);
		memset(model, 0, sizeof(model));
		rows = rows_new();
		for (rank = 0; rank <= ROW_PLT; rank++)
			add_at_random(rows, rank);
		CHECK_EQ(finish(rows), TABLED);
		for (at = 0; at < CODE; at++) {
			cfa = cfa_at(START + at);
			if (cfa < 0)
				cfa = 0;
			wrong += cfa != model_at(at) && !(!model_at(at) && is_padding(at, cfa));
		}
		free(table.data);
	}
	CHECK_EQ(wrong, 0);
}

int main(void)
{
	RUN(test_nothing);
	RUN(test_neighbours_merge);
	RUN(test_gap);
	RUN(test_ranks);
	RUN(test_disorder);
	RUN(test_distance);
	RUN(test_overlap);
	RUN(test_ends_with_page);
	RUN(test_inexpressible);
	RUN(test_too_many_rules);
	RUN(test_too_big);
	RUN(test_too_many);
	RUN(test_questions);
	RUN(test_any);
	return unit_done();
}
