// SPDX-License-Identifier: GPL-2.0-or-later
#include "unwind/landmarks.h"

/* _start is short; where nobody says how short, it ends at the next function, or here. */
#define MAX_START 128

/* Where new threads begin may be a function of its own, right behind clone(). */
#define AFTER_CLONE 64

static const struct flamesamp_unwind_rule the_end = { .kind = FLAMESAMP_UNWIND_END };

/* Bit 0 of a function's address may say that it is Thumb code. */
static uint64_t first_byte(const struct unwind_code *code, uint64_t address)
{
	return code->machine == EM_ARM ? address & ~1ULL : address;
}

static void add_entry(struct unwind_code *code, const struct code_extent *entry,
		      struct unwind_rows *rows)
{
	uint64_t start, end, next;

	if (entry->size) {
		rows_add(rows, entry->address, entry->address + entry->size, ROW_ENTRY, &the_end,
			 true);
		return;
	}
	if (!code_range(code, first_byte(code, code->entry), MAX_START, &start, &end))
		return;
	next = rows_next(rows, start);
	rows_add(rows, start, next < end ? next : end, ROW_ENTRY, &the_end, true);
}

void entry_rows(struct unwind_code *code, const struct landmarks *landmarks,
		const struct code_extent *entry, struct unwind_rows *rows)
{
	uint64_t start, end;
	size_t i;

	if (landmarks->begins)
		add_entry(code, entry, rows);
	for (i = 0; i < landmarks->clone_count; i++) {
		const struct code_extent *clone = &landmarks->clones[i];

		if (code_range(code, first_byte(code, clone->address), clone->size, &start,
			       &end) &&
		    !rows_end_within(rows, start, end + AFTER_CLONE))
			rows_add(rows, start, end, ROW_ENTRY, &the_end, true);
	}
}
