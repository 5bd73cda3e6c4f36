/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A table that was checked, and the lookup in it. Compiles for user space, too, where flamerec
 * walks stacks that were captured as raw memory, and where this is tested against other unwinders.
 */
#ifndef FLAMESAMP_UNWIND_TABLE_VIEW_H
#define FLAMESAMP_UNWIND_TABLE_VIEW_H

#include <linux/types.h>
#include <linux/flamesamp_unwind.h>
#ifndef __KERNEL__
#include <sys/cdefs.h>
#endif

/* A page is divided into as many blocks, for fsamp_table_index(). */
#define FSAMP_BLOCKS		256
#define FSAMP_BLOCK_SHIFT	(FLAMESAMP_UNWIND_PAGE_SHIFT - 8)

/**
 * struct fsamp_table_view - the parts of a checked table
 * @rule: its rules
 * @page: first row of each page, and one more
 * @row: its rows
 * @block: for each page, the rows (counted from the page's first) that hold where its blocks begin,
 *	and its last row; NULL: there is no such index
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
	const __u16 *block;
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

/* Bytes of the index of a table. */
static inline __u64 fsamp_table_index_bytes(const struct fsamp_table_view *view)
{
	return view->pages * (FSAMP_BLOCKS + 1) * (__u64)sizeof(*view->block);
}

/**
 * fsamp_table_index() - make lookups shorter
 * @view: a checked table, whose @block will be used
 * @block: fsamp_table_index_bytes(); as long-lived as @view
 */
void fsamp_table_index(struct fsamp_table_view *view, __u16 *block);

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
	const __u16 *block;
	const __u32 *row;
	__u32 n, half;

	if (page >= view->pages)
		return 0;
	row = view->row + view->page[page];
	n = view->page[page + 1] - view->page[page];
	if (view->block) {
		block = view->block + page * (FSAMP_BLOCKS + 1) + (low >> (16 + FSAMP_BLOCK_SHIFT));
		row += block[0];
		n = block[1] - block[0] + 1;
	}
	/* The last row that begins at or before the instruction; the first one always does. */
	for (; n > 1; n -= half) {
		half = n / 2;
		if (row[half] <= low)
			row += half;
	}
	return &view->rule[*row & 0xffff];
}

#endif
