/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The rows of a table in the making: stretches of code with a rule each, in any order and from
 * several sources, and the pool of distinct rules.
 */
#ifndef FLAMEREC_UNWIND_ROWS_H
#define FLAMEREC_UNWIND_ROWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <linux/flamesamp_unwind.h>

#include "unwind/table.h"

/* Where two sources speak of one instruction, the lower one of these is believed. */
enum row_rank {
	ROW_ENTRY,		/* a program's entry, a thread's: the outermost frame */
	ROW_SIGNAL,		/* the return from a signal handler, by its instructions */
	ROW_EH_FRAME,
	ROW_DEBUG_FRAME,
	ROW_PROLOGUE,		/* read off the instructions of a prologue or an epilogue */
	ROW_EXIDX,
	ROW_PLT,		/* stubs that nothing else speaks of */
};

struct unwind_rows;

struct unwind_rows *rows_new(void);
void rows_free(struct unwind_rows *rows);

/**
 * rows_add() - a stretch of code
 * @rows: the rows
 * @start: file offset of its first byte
 * @end: file offset behind it; a stretch that is empty or the wrong way round is left out
 * @rank: where this is from
 * @rule: the rule
 * @expressible: false: @rule stands for one that the format has no words for
 */
void rows_add(struct unwind_rows *rows, uint64_t start, uint64_t end, enum row_rank rank,
	      const struct flamesamp_unwind_rule *rule, bool expressible);

/* Whether anything was added. */
bool rows_any(const struct unwind_rows *rows);

/* Whether a rule of kind FLAMESAMP_UNWIND_END was added for any of the code. */
bool rows_end_within(const struct unwind_rows *rows, uint64_t start, uint64_t end);

/* Whether any of the rules has FLAMESAMP_UNWIND_SIGNAL. */
bool rows_signal_known(const struct unwind_rows *rows);

/* Where the first stretch behind @offset begins; UINT64_MAX: there is none. */
uint64_t rows_next(const struct unwind_rows *rows, uint64_t offset);

/**
 * rows_finish() - make the table
 * @rows: the rows; used up, but still to be freed
 * @word: bytes of a word of the code's stack
 * @table: filled in but for @sources, on TABLED
 *
 * Code between the stretches gets FLAMESAMP_UNWIND_GAP, unless there is so little of it that it can
 * only be padding; neighbours with one rule become one row.
 *
 * Return: TABLED, UNTABLED_NO_INFO (no rows) or UNTABLED_TOO_BIG.
 */
enum untabled rows_finish(struct unwind_rows *rows, unsigned int word, struct unwind_table *table);

#endif
