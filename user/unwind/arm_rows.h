/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The rows of 32-bit ARM code. Distributions compile C for it without unwind tables: in Debian's
 * armhf libc three quarters of the code have none, in most programs all of it. So what .ARM.exidx
 * says is only what is left over where the instructions themselves, followed through the code,
 * don't tell.
 */
#ifndef FLAMEREC_UNWIND_ARM_ROWS_H
#define FLAMEREC_UNWIND_ARM_ROWS_H

#include "unwind/arm_flow.h"
#include "unwind/code.h"
#include "unwind/exidx.h"
#include "unwind/rows.h"

/**
 * arm_rows() - add the rows of a file of machine EM_ARM
 * @code: the file
 * @begins: the kernel starts programs at its entry
 * @rows: the rows
 *
 * Return: UNWIND_EXIDX, UNWIND_FLOW: where rows came from.
 */
uint32_t arm_rows(struct unwind_code *code, bool begins, struct unwind_rows *rows);

/**
 * arm_starts() - tell a flow where functions begin
 * @code: the file
 * @images: its segments in memory, @image_count of them
 * @flow: of one of its executable segments
 *
 * By symbols, by pointers that are relocated, by the sections of code that is no function of the
 * program's own.
 */
void arm_starts(const struct unwind_code *code, const struct exidx_image *images,
		size_t image_count, struct arm_flow *flow);

#endif
