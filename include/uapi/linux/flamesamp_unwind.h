/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * flamesamp: unwind tables, as FLAMESAMP_IOC_TABLE takes them
 *
 * A table tells for each instruction of one file how to get from a frame of the stack to its
 * caller's: what .eh_frame, .debug_frame or .ARM.exidx say, reduced to what a walk needs. It is one
 * block of memory in the machine's byte order:
 *
 *	struct flamesamp_unwind_table
 *	struct flamesamp_unwind_rule	rule[rules]
 *	__u32				page[pages + 1]
 *	__u32				row[rows]
 *
 * Code is named by its offset in the file, so that a table needs no relocation. Page p covers
 * FLAMESAMP_UNWIND_PAGE bytes of the file from start + p * FLAMESAMP_UNWIND_PAGE on; its rows are
 * row[page[p]] to row[page[p + 1] - 1], at least one, ordered by address. A row is
 * FLAMESAMP_UNWIND_ROW(): the low half of the address (offset - start) where it begins, and the
 * number of its rule, which holds up to the next row. The first row of each page begins at 0.
 * page[0] is 0, page[pages] is rows.
 *
 * The lookup is thus a division, at most 16 steps of a binary search in 64 KiB of code, and an
 * index. The model is that of the unwinders that OpenTelemetry's and Parca's profilers run in BPF.
 */
#ifndef _UAPI_LINUX_FLAMESAMP_UNWIND_H
#define _UAPI_LINUX_FLAMESAMP_UNWIND_H

#include <linux/types.h>

#define FLAMESAMP_UNWIND_VERSION	1

#define FLAMESAMP_UNWIND_PAGE_SHIFT	16
#define FLAMESAMP_UNWIND_PAGE		(1u << FLAMESAMP_UNWIND_PAGE_SHIFT)

/* @low: low 16 bits of the address; @rule: number of the rule. */
#define FLAMESAMP_UNWIND_ROW(low, rule)	((__u32)(low) << 16 | (rule))

#define FLAMESAMP_UNWIND_RULES_MAX	65536
#define FLAMESAMP_UNWIND_BYTES_MAX	(64u << 20)

/**
 * struct flamesamp_unwind_table - head of a table
 * @version: FLAMESAMP_UNWIND_VERSION
 * @word: bytes of a word of the code's stack: 4 or 8
 * @start: file offset of the first page
 * @pages: number of pages, at least 1
 * @rows: number of rows
 * @rules: number of rules, 1..FLAMESAMP_UNWIND_RULES_MAX
 * @reserved: 0
 */
struct flamesamp_unwind_table {
	__u32 version;
	__u32 word;
	__u64 start;
	__u32 pages;
	__u32 rows;
	__u32 rules;
	__u32 reserved;
};

/* Where a rule begins. */
enum flamesamp_unwind_kind {
	FLAMESAMP_UNWIND_NONE,	/* the rule can't be expressed: the walk is cut */
	FLAMESAMP_UNWIND_END,	/* the outermost frame: the walk has come to its end */
	FLAMESAMP_UNWIND_CFA,	/* CFA = base + @cfa */
	FLAMESAMP_UNWIND_DEREF,	/* CFA = word at (base + @cfa), + @extra */
	FLAMESAMP_UNWIND_PLT,	/* x86-64: CFA = base + @cfa, + 8 if (pc & 15) >= @extra */
	FLAMESAMP_UNWIND_GAP,	/* nothing is told of this code: by frame pointers, if at all */
	FLAMESAMP_UNWIND_KINDS
};

/* The base register of a rule. */
enum flamesamp_unwind_reg {
	FLAMESAMP_UNWIND_SP,
	FLAMESAMP_UNWIND_FP,	/* x86: (e|r)bp; arm: r11; arm64: x29; riscv: s0 */
	/*
	 * arm: r7, the frame pointer of Thumb code. x86-64: rbx, which the dynamic linker's stub
	 * keeps its frame in; it is known only where the interrupted code's table has it for a
	 * base. Others: not used.
	 */
	FLAMESAMP_UNWIND_FP2,
	FLAMESAMP_UNWIND_REG0,	/* + n: DWARF register n, which only an interrupted frame knows */
	FLAMESAMP_UNWIND_REGS = FLAMESAMP_UNWIND_REG0 + 32
};

/* Where the caller's value of a register is. */
enum flamesamp_unwind_where {
	FLAMESAMP_UNWIND_SAME,	/* in the register still; a return address: in the link register */
	FLAMESAMP_UNWIND_AT_CFA,	/* in memory, so many words of 4 bytes from the CFA */
	FLAMESAMP_UNWIND_AT_BASE,	/* in memory, so many 4-byte words from the base register */
	FLAMESAMP_UNWIND_IN_REGISTER,	/* return address, if interrupted: in DWARF register @ra */
};

/*
 * struct flamesamp_unwind_rule.where: two bits each. With FLAMESAMP_UNWIND_SIGNAL the frame is one
 * that the kernel made for a signal handler: the return address is where the program was
 * interrupted, and the link register is restored from the word @extra * 4 bytes from the base (0:
 * there is none).
 */
#define FLAMESAMP_UNWIND_WHERE(ra, fp, fp2)	((ra) | (fp) << 2 | (fp2) << 4)
#define FLAMESAMP_UNWIND_WHERE_RA(where)	((where) & 3)
#define FLAMESAMP_UNWIND_WHERE_FP(where, n)	((where) >> (2 + 2 * (n)) & 3)
#define FLAMESAMP_UNWIND_SIGNAL			(1u << 6)

/**
 * struct flamesamp_unwind_rule - how to find the caller's frame
 * @kind: enum flamesamp_unwind_kind
 * @reg: enum flamesamp_unwind_reg: the base
 * @where: FLAMESAMP_UNWIND_WHERE(), FLAMESAMP_UNWIND_SIGNAL
 * @cfa: bytes
 * @ra: place of the return address, in words of 4 bytes, as @where says
 * @fp: places of the two frame pointers
 * @extra: bytes; see the kinds, and FLAMESAMP_UNWIND_SIGNAL, which goes with DEREF and then takes
 *	it for the place of the link register
 *
 * The CFA (canonical frame address, as DWARF calls it) is the caller's stack pointer.
 */
struct flamesamp_unwind_rule {
	__u8 kind;
	__u8 reg;
	__u8 where;
	__u8 reserved;
	__s32 cfa;
	__s16 ra;
	__s16 fp[2];
	__s16 extra;
};

#endif /* _UAPI_LINUX_FLAMESAMP_UNWIND_H */
