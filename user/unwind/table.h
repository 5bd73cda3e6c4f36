/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From the unwind information of an ELF file to the table that the module walks stacks by (see
 * <linux/flamesamp_unwind.h>).
 */
#ifndef FLAMEREC_UNWIND_TABLE_H
#define FLAMEREC_UNWIND_TABLE_H

#include <stddef.h>
#include <stdint.h>

/* Why a file has no table. */
enum untabled {
	TABLED,
	UNTABLED_NO_FILE,	/* the file can't be opened, or is not the one that ran */
	UNTABLED_NOT_ELF,	/* no ELF file, or a corrupt one */
	UNTABLED_MACHINE,	/* code of an architecture that has no tables here */
	UNTABLED_NO_CODE,	/* nothing in it is executable */
	UNTABLED_NO_INFO,	/* it has no unwind information */
	UNTABLED_CORRUPT,	/* its unwind information makes no sense */
	UNTABLED_TOO_BIG,	/* more than FLAMESAMP_UNWIND_BYTES_MAX */
	UNTABLED_NO_MEMORY,	/* the module has no room for it */
	UNTABLED_REASONS
};

/* A sentence for users, without a full stop: "no unwind information in the file". */
const char *untabled_reason(enum untabled why);

/* Where rows came from: bits of unwind_table.sources. */
#define UNWIND_EH_FRAME		(1u << 0)
#define UNWIND_DEBUG_FRAME	(1u << 1)
#define UNWIND_EXIDX		(1u << 2)
#define UNWIND_FLOW		(1u << 3)	/* the instructions themselves */

/**
 * struct unwind_table - a compiled table
 * @data: struct flamesamp_unwind_table and what follows it; for free()
 * @bytes: bytes of @data
 * @rows: rows in it
 * @rules: distinct rules
 * @sources: UNWIND_*
 * @inexpressible: rows whose rule the format has no words for; they are FLAMESAMP_UNWIND_NONE
 */
struct unwind_table {
	void *data;
	size_t bytes;
	uint32_t rows;
	uint32_t rules;
	uint32_t sources;
	uint32_t inexpressible;
};

/**
 * unwind_compile() - compile the table of an ELF file
 * @fd: the file, of any class and of this machine's byte order; stays the caller's. Nothing in it
 *	is trusted
 * @table: filled in on TABLED; @data is to be freed then. Else all zero
 *
 * Return: TABLED, or why there is none.
 */
enum untabled unwind_compile(int fd, struct unwind_table *table);

#endif
