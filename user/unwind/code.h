/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An ELF file that is compiled to an unwind table: what machine its code is for, where the code is
 * in the file, and the bytes of the sections that speak of it.
 *
 * Files are read, never mapped: one that is replaced in place while it is read must not end
 * flamerec by SIGBUS. Nothing in a file is trusted. Addresses are as the file was linked.
 */
#ifndef FLAMEREC_UNWIND_CODE_H
#define FLAMEREC_UNWIND_CODE_H

#include <gelf.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "unwind/table.h"

/* A part of the file that is loaded (PT_LOAD). */
struct code_segment {
	uint64_t offset;	/* in the file */
	uint64_t address;
	uint64_t size;		/* bytes that come from the file */
	bool executable;
};

/* A stretch of addresses; size 0: there is none. */
struct code_extent {
	uint64_t address;
	uint64_t size;
};

/* A part of the file in memory; @data is for free(). */
struct code_bytes {
	uint8_t *data;
	size_t size;
	uint64_t address;	/* of its first byte; 0 for a section that is not loaded */
};

/* A function or a label. On arm, bit 0 of a function's address says that it is Thumb code. */
struct code_symbol {
	const char *name;
	uint64_t address, size;
	unsigned char type;	/* STT_* */
};

/**
 * struct unwind_code - an open ELF file
 * @fd: the file; the caller's
 * @elf: libelf's view of it
 * @machine: EM_X86_64, EM_386, EM_AARCH64, EM_ARM or EM_RISCV (64 bits)
 * @word: bytes of a word of its stack: 4 or 8
 * @is_fixed: it is a program that runs where it was linked (ET_EXEC)
 * @entry: e_entry; 0: none
 * @segments: its loaded parts, @segment_count of them, at least one of them executable
 * @last: the segment that was found last, where the next address mostly is, too
 * @eh_frame_hdr: PT_GNU_EH_FRAME
 * @exidx: PT_ARM_EXIDX
 * @dynamic: PT_DYNAMIC
 * @has_interpreter: PT_INTERP is there
 * @keeps_rbx: there are frames that are found by rbx, see machine_with_rbx(); the caller's to set
 */
struct unwind_code {
	int fd;
	Elf *elf;
	uint16_t machine;
	unsigned int word;
	bool is_fixed;
	uint64_t entry;
	struct code_segment *segments;
	size_t segment_count;
	size_t last;
	struct code_extent eh_frame_hdr;
	struct code_extent exidx;
	struct code_extent dynamic;
	bool has_interpreter;
	bool keeps_rbx;
};

/**
 * code_open() - read the headers of an ELF file
 * @code: filled in; to be closed by code_close() whatever is returned
 * @fd: the file; stays the caller's, and must be open until code_close()
 *
 * Return: TABLED, or why no table can be made: UNTABLED_NOT_ELF, UNTABLED_MACHINE,
 * UNTABLED_NO_CODE.
 */
enum untabled code_open(struct unwind_code *code, int fd);
void code_close(struct unwind_code *code);

/**
 * code_range() - where a stretch of code is in the file
 * @code: the file
 * @address: of its first byte
 * @size: its bytes
 * @start: set to the file offset of its first byte
 * @end: set to the file offset behind it; what reaches beyond its segment is cut off
 *
 * Return: whether it begins in code.
 */
bool code_range(struct unwind_code *code, uint64_t address, uint64_t size, uint64_t *start,
		uint64_t *end);

/**
 * code_read() - read what is loaded at an address
 * @code: the file
 * @address: of the first byte
 * @size: how many bytes; fewer are read where the segment ends
 * @bytes: set; all zero where nothing is read
 *
 * Return: whether anything is there.
 */
bool code_read(const struct unwind_code *code, uint64_t address, uint64_t size,
	       struct code_bytes *bytes);

/**
 * code_section() - find a section by name
 * @code: the file
 * @name: as ".eh_frame"
 * @section: set to its header
 *
 * Return: whether there is one that has bytes in the file, uncompressed ones.
 */
bool code_section(const struct unwind_code *code, const char *name, GElf_Shdr *section);

/* Read a section by name. Return: whether it is there. See code_read() for @bytes. */
bool code_read_section(const struct unwind_code *code, const char *name, struct code_bytes *bytes);

/**
 * code_each_symbol() - all symbols that .symtab and .dynsym define
 * @code: the file
 * @visit: called with each; the symbol and its name are valid only during the call
 * @context: for @visit
 */
void code_each_symbol(const struct unwind_code *code,
		      void (*visit)(void *context, const struct code_symbol *symbol),
		      void *context);

#endif
