// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The module's index of an unwind table changes no answer.
 */
#include <fcntl.h>

#include "fixture_table.h"
#include "unit.h"
#include "util/alloc.h"

/* At every byte of the table, and a little beyond. */
static void check_all(const struct fsamp_table_view *view)
{
	struct fsamp_table_view indexed = *view;
	uint64_t end = view->start + (uint64_t)view->pages * FLAMESAMP_UNWIND_PAGE + 100;
	uint16_t *block = xcalloc(1, fsamp_table_index_bytes(view));
	uint64_t at, differ = 0;

	fsamp_table_index(&indexed, block);
	for (at = view->start; at < end; at++)
		differ += fsamp_table_rule(view, at) != fsamp_table_rule(&indexed, at);
	CHECK_EQ(differ, 0);
	free(block);
}

static void test_program(void)
{
	struct fixture_table table;

	table_compile(open("/proc/self/exe", O_RDONLY), &table);
	CHECK_EQ(table.why, TABLED);
	CHECK_EQ(table_rule_at(&table, UINT64_MAX).kind, FLAMESAMP_UNWIND_NONE);
	check_all(&table.view);
	table_free(&table);
}

/*
 * Rows at the edges of blocks and of a page, one in each byte of a block, and blocks without any.
 */
static void test_edges(void)
{
	struct edges {
		struct flamesamp_unwind_table head;
		struct flamesamp_unwind_rule rule[2];
		uint32_t page[4];
		uint32_t row[264];
	} *data = xcalloc(1, sizeof(*data));
	struct fsamp_table_view view;
	uint32_t *row = data->row;

	*data = (struct edges){
		.head = {
			.version = FLAMESAMP_UNWIND_VERSION, .word = 8, .start = 4096, .pages = 3,
			.rows = 264, .rules = 2,
		},
		.rule = { { .kind = FLAMESAMP_UNWIND_NONE }, { .kind = FLAMESAMP_UNWIND_END } },
		.page = { 0, 260, 261, 264 },
	};
	for (uint32_t i = 0; i < 257; i++)
		row[1 + i] = FLAMESAMP_UNWIND_ROW(255 + i, i % 2);
	row[258] = FLAMESAMP_UNWIND_ROW(0xff00, 1);
	row[259] = FLAMESAMP_UNWIND_ROW(0xffff, 0);
	row[262] = FLAMESAMP_UNWIND_ROW(0x7fff, 1);
	row[263] = FLAMESAMP_UNWIND_ROW(0x8000, 0);
	CHECK_EQ(fsamp_table_check(data, sizeof(*data), &view), 0);
	check_all(&view);
	free(data);
}

int main(void)
{
	RUN(test_program);
	RUN(test_edges);
	return unit_done();
}
