/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The few functions that unwind information says too little about: where programs and threads
 * begin, and where signal handlers return to.
 */
#ifndef FLAMEREC_UNWIND_LANDMARKS_H
#define FLAMEREC_UNWIND_LANDMARKS_H

#include "unwind/code.h"
#include "unwind/machine.h"
#include "unwind/rows.h"

/* Symbols of clone(), by its several names. */
#define LANDMARKS_CLONES 8

/**
 * struct landmarks - what a file is known to have
 * @clones: what starts threads, @clone_count of them
 * @begins: the kernel starts programs at its entry
 * @returns: signal handlers may return to it
 * @is_arm64_vdso: it has what only the kernel's has
 */
struct landmarks {
	struct code_extent clones[LANDMARKS_CLONES];
	size_t clone_count;
	bool begins;
	bool returns;
	bool is_arm64_vdso;
};

void landmarks_find(const struct unwind_code *code, struct landmarks *landmarks);

/**
 * entry_rows() - add the ends of stacks
 * @code: the file
 * @landmarks: of it
 * @entry: what the function at its entry covers, in file offsets, if unwind information tells;
 *	size 0: it doesn't
 * @rows: has all rows of the unwind information; gets those that it lacks
 */
void entry_rows(struct unwind_code *code, const struct landmarks *landmarks,
		const struct code_extent *entry, struct unwind_rows *rows);

/* Add the returns from signal handlers, where unwind information doesn't tell of any. */
void signal_rows(struct unwind_code *code, const struct machine *machine,
		 const struct landmarks *landmarks, struct unwind_rows *rows);

/* Add what the instructions of arm64's vdso tell, which may have no unwind information. */
void arm64_vdso_rows(struct unwind_code *code, const struct machine *machine,
		     struct unwind_rows *rows);

/* Add the stubs that call functions of other files, for where unwind information doesn't tell. */
void plt_rows(struct unwind_code *code, const struct machine *machine, struct unwind_rows *rows);

#endif
