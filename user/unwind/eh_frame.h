/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The two sections of call frame information: .eh_frame, which programs load, and .debug_frame,
 * which is there for debuggers.
 */
#ifndef FLAMEREC_UNWIND_EH_FRAME_H
#define FLAMEREC_UNWIND_EH_FRAME_H

#include "unwind/code.h"
#include "unwind/rows.h"

/**
 * eh_frame_read() - add the rows of .eh_frame
 * @code: the file
 * @rows: gets the rows
 * @entry: set to what the function at the file's entry covers, in file offsets; size 0 where no
 *	function is told of there
 *
 * The section is found by the section headers or, where these were stripped, by PT_GNU_EH_FRAME.
 *
 * Return: TABLED, UNTABLED_NO_INFO or UNTABLED_CORRUPT, in which case there may be some rows all
 * the same.
 */
enum untabled eh_frame_read(struct unwind_code *code, struct unwind_rows *rows,
			    struct code_extent *entry);

/* The same for .debug_frame: 32 and 64 bits wide, of versions 1, 3 and 4. */
enum untabled debug_frame_read(struct unwind_code *code, struct unwind_rows *rows,
			       struct code_extent *entry);

#endif
