/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A table that was checked, and the lookup in it. Compiles for user space, too, where flamerec walks
 * stacks that were captured as raw memory, and where this is tested against other unwinders.
 */
#ifndef FLAMESAMP_UNWIND_TABLE_VIEW_H
#define FLAMESAMP_UNWIND_TABLE_VIEW_H

#include <linux/types.h>
#include <linux/flamesamp_unwind.h>
#ifndef __KERNEL__
#include <sys/cdefs.h>
#endif

/**
 * struct fsamp_table_view - the parts of a checked table
 * @rule: its rules
 * @page: first row of each page, and one more
 * @row: its rows
 * @start: file offset of the first page
 * @pages: number of pages
 * @word: bytes of a word of the stack
 * @by_fp2: some of its rules have FLAMESAMP_UNWIND_FP2 as their base
 *
 * Points into the table's memory, which nobody may change any more.
 */
struct fsamp_table_view {
	const struct flamesamp_unwind_rule *rule;
	const __u32 *page;
	const __u32 *row;
	__u64 start;
	__u32 pages;
	__u32 word;
	__u8 by_fp2;
};

/**
 * fsamp_table_check() - check a table that nobody vouches for
 * @data: the table, at a multiple of 8
 * @bytes: its size
 * @view: filled in where it is sound
 *
 * Return: 0 or -EINVAL. With 0, fsamp_table_rule() stays inside of the table for every address.
 */
int fsamp_table_check(const void *data, __u64 bytes, struct fsamp_table_view *view);

/**
 * fsamp_table_rule() - the rule for an instruction
 * @view: a checked table
 * @offset: file offset of the instruction
 *
 * Context: any; reads nothing but the table. At most 16 steps.
 *
 * Return: the rule, or NULL outside of the table.
 */
static __always_inline const struct flamesamp_unwind_rule *
fsamp_table_rule(const struct fsamp_table_view *view, __u64 offset)
{
	__u64 page = (offset - view->start) >> FLAMESAMP_UNWIND_PAGE_SHIFT;
	__u32 low = (__u32)(offset - view->start) << 16 | 0xffff;
	const __u32 *row;
	__u32 n, half;

	if (page >= view->pages)
		return 0;
	row = view->row + view->page[page];
	/* The last row that begins at or before the instruction; the first one always does. */
	for (n = view->page[page + 1] - view->page[page]; n > 1; n -= half) {
		half = n / 2;
		if (row[half] <= low)
			row += half;
	}
	return &view->rule[*row & 0xffff];
}

#endif
