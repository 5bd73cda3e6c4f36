/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The interpreter of call frame instructions (DWARF 5, section 6.4.2): from the program of a
 * function to rows. Of all registers it follows only the return address and the frame pointers.
 */
#ifndef FLAMEREC_UNWIND_CFI_H
#define FLAMEREC_UNWIND_CFI_H

#include <stdbool.h>
#include <stdint.h>

#include "unwind/bytes.h"
#include "unwind/machine.h"
#include "unwind/pointer.h"
#include "unwind/rows.h"

/* Where the caller's value of a register is. */
enum cfi_how {
	CFI_SAME,		/* in the register */
	CFI_UNDEFINED,		/* nowhere */
	CFI_AT_CFA,		/* in memory at CFA + offset */
	CFI_AT_REGISTER,	/* in memory at another register + offset */
	CFI_IN_REGISTER,	/* in another register */
	CFI_LOST,		/* somewhere that a table has no words for */
};

struct cfi_place {
	enum cfi_how how;
	uint32_t reg;
	int64_t offset;
};

/* How the CFA is computed. */
enum cfi_cfa {
	CFI_CFA_UNSET,
	CFI_CFA_REGISTER,	/* reg + offset */
	CFI_CFA_DEREF,		/* word at (reg + offset), + extra */
	CFI_CFA_PLT,		/* reg + offset, + 8 if (pc & 15) >= extra */
	CFI_CFA_LOST,		/* in a way that a table has no words for */
};

/* The registers that are followed. */
enum { CFI_RA, CFI_FP, CFI_FP2, CFI_FOLLOWED };

/* What is known at one instruction. */
struct cfi_state {
	enum cfi_cfa cfa;
	uint64_t reg;
	int64_t offset, extra;
	struct cfi_place place[CFI_FOLLOWED];
};

/**
 * struct cfi_cie - what the functions of a CIE (common information entry) have in common
 * @code_align: factor of the advances
 * @data_align: factor of the offsets
 * @ra: the column that stands for the return address
 * @encoding: of pointers: DW_EH_PE_*
 * @is_signal: these are frames that the kernel made for signal handlers
 * @initial: where each function begins
 */
struct cfi_cie {
	uint64_t code_align;
	int64_t data_align;
	uint64_t ra;
	uint8_t encoding;
	bool is_signal;
	struct cfi_state initial;
};

/**
 * struct cfi_function - a function, and where its rows go
 * @machine: whose code it is
 * @cie: its CIE
 * @address: of its first byte
 * @start: file offset of its first byte
 * @end: file offset behind it
 * @base: what its pointers are relative to
 * @rows: gets the rows
 * @rank: their rank
 */
struct cfi_function {
	const struct machine *machine;
	const struct cfi_cie *cie;
	uint64_t address, start, end;
	struct pointer_base base;
	struct unwind_rows *rows;
	enum row_rank rank;
};

/**
 * cfi_rule() - what a table calls a state
 * @machine: whose code it is
 * @is_signal: the frame is one that the kernel made for a signal handler
 * @state: the state
 * @rule: set; of kind FLAMESAMP_UNWIND_NONE where there are no words for it
 *
 * Return: whether there are words for it.
 */
bool cfi_rule(const struct machine *machine, bool is_signal, const struct cfi_state *state,
	      struct flamesamp_unwind_rule *rule);

/**
 * cfi_begin() - run the initial instructions of a CIE
 * @machine: whose code it is
 * @cie: all is filled in but @initial, which is set
 * @program: the instructions
 *
 * Return: whether they are sound.
 */
bool cfi_begin(const struct machine *machine, struct cfi_cie *cie, struct bytes program);

/**
 * cfi_function() - run the instructions of a function
 * @function: the function
 * @program: the instructions
 *
 * Return: whether they are sound; if not, there are no rows from where they aren't.
 */
bool cfi_function(const struct cfi_function *function, struct bytes program);

#endif
