// SPDX-License-Identifier: GPL-2.0-only
#ifdef __KERNEL__
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/types.h>
#else
#include <errno.h>
#include <stdbool.h>
#endif

#include "unwind_table.h"

static bool where_is_sound(__u8 where)
{
	return !(where & 0x80) && FLAMESAMP_UNWIND_WHERE_FP(where, 0) <= FLAMESAMP_UNWIND_AT_BASE &&
	       FLAMESAMP_UNWIND_WHERE_FP(where, 1) <= FLAMESAMP_UNWIND_AT_BASE;
}

static bool rule_is_sound(const struct flamesamp_unwind_rule *rule)
{
	if (rule->kind >= FLAMESAMP_UNWIND_KINDS || rule->reg >= FLAMESAMP_UNWIND_REGS ||
	    rule->reserved)
		return false;
	if (rule->where & FLAMESAMP_UNWIND_SIGNAL && rule->kind != FLAMESAMP_UNWIND_DEREF)
		return false;
	return where_is_sound(rule->where);
}

static bool rules_are_sound(struct fsamp_table_view *view, __u32 rules)
{
	__u32 i;

	for (i = 0; i < rules; i++) {
		if (!rule_is_sound(&view->rule[i]))
			return false;
		if (view->rule[i].reg == FLAMESAMP_UNWIND_FP2)
			view->by_fp2 = 1;
	}
	return true;
}

/* The rows of one page: the first at 0, each behind the one before, each with a rule. */
static bool page_is_sound(const struct fsamp_table_view *view, __u32 page, __u32 rules)
{
	__u32 i;

	if (view->row[view->page[page]] >> 16)
		return false;
	for (i = view->page[page]; i < view->page[page + 1]; i++) {
		if ((view->row[i] & 0xffff) >= rules)
			return false;
		if (i > view->page[page] && view->row[i] >> 16 <= view->row[i - 1] >> 16)
			return false;
	}
	return true;
}

/* All of page[] is looked at before any of it is used as an index. */
static bool pages_are_sound(const struct fsamp_table_view *view, __u32 rows, __u32 rules)
{
	__u32 i;

	if (view->page[0] || view->page[view->pages] != rows)
		return false;
	for (i = 0; i < view->pages; i++) {
		if (view->page[i] >= view->page[i + 1] || view->page[i + 1] > rows)
			return false;
	}
	for (i = 0; i < view->pages; i++) {
		if (!page_is_sound(view, i, rules))
			return false;
	}
	return true;
}

int fsamp_table_check(const void *data, __u64 bytes, struct fsamp_table_view *view)
{
	const struct flamesamp_unwind_table *head = data;
	__u64 need;

	if (bytes < sizeof(*head) || bytes > FLAMESAMP_UNWIND_BYTES_MAX)
		return -EINVAL;
	if (head->version != FLAMESAMP_UNWIND_VERSION || head->reserved ||
	    (head->word != 4 && head->word != 8) || !head->pages || !head->rules ||
	    head->rules > FLAMESAMP_UNWIND_RULES_MAX)
		return -EINVAL;
	/* 64 bits hold the sum of any three 32-bit counts times their sizes. */
	need = sizeof(*head) + (__u64)head->rules * sizeof(*view->rule) +
	       ((__u64)head->pages + 1) * sizeof(*view->page) +
	       (__u64)head->rows * sizeof(*view->row);
	if (need != bytes)
		return -EINVAL;

	view->rule = (const void *)(head + 1);
	view->page = (const void *)(view->rule + head->rules);
	view->row = view->page + head->pages + 1;
	view->block = 0;
	view->start = head->start;
	view->pages = head->pages;
	view->word = head->word;
	view->by_fp2 = 0;
	if (!rules_are_sound(view, head->rules) || !pages_are_sound(view, head->rows, head->rules))
		return -EINVAL;
	return 0;
}

/* From block to block, to the last row that begins at or before it. */
static void index_page(const __u32 *row, __u32 rows, __u16 *block)
{
	__u32 i, at = 0;

	for (i = 0; i <= FSAMP_BLOCKS; i++) {
		while (at + 1 < rows && row[at + 1] >> 16 <= i << FSAMP_BLOCK_SHIFT)
			at++;
		block[i] = at;
	}
}

void fsamp_table_index(struct fsamp_table_view *view, __u16 *block)
{
	__u32 page;

	for (page = 0; page < view->pages; page++)
		index_page(view->row + view->page[page], view->page[page + 1] - view->page[page],
			   block + (__u64)page * (FSAMP_BLOCKS + 1));
	view->block = block;
}
