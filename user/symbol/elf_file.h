/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An ELF file of any class, byte order and machine: its build-id, where its bytes are loaded, and
 * the names of its functions. Nothing in the file is trusted: a corrupt one has fewer names.
 *
 * Files are read, never mapped: a program that is replaced in place while it is sampled must not
 * end flamerec by SIGBUS.
 */
#ifndef FLAMEREC_SYMBOL_ELF_FILE_H
#define FLAMEREC_SYMBOL_ELF_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "symbol/resolver.h"
#include "util/strbuf.h"

/* A part of the file that is loaded (PT_LOAD). */
struct elf_segment {
	uint64_t offset;	/* in the file */
	uint64_t address;	/* as the file was linked */
	uint64_t size;		/* bytes that come from the file */
	bool executable;
};

/* A function; the addresses are as the file was linked. */
struct elf_symbol {
	uint64_t start;
	uint32_t size:26;
	uint32_t sizeless:1;	/* the file tells no size; @size reaches to the next function */
	uint32_t unfit:5;	/* among aliases the lowest is shown */
	uint32_t name;		/* file offset of the string */
};

/**
 * struct elf_file - an open ELF file
 * @fd: the file
 * @id: its build-id; len 0: it has none
 * @segments: its loaded parts, @segment_count of them
 * @symbols: its functions sorted by start, @symbol_count of them; read when first asked for
 * @has_symbols: @symbols have been read
 */
struct elf_file {
	int fd;
	struct build_id id;
	struct elf_segment *segments;
	size_t segment_count;
	struct elf_symbol *symbols;
	size_t symbol_count;
	bool has_symbols;
};

/**
 * elf_file_open() - read what identifies an ELF file, and where it is loaded
 * @file: filled; on success to be closed by elf_file_close()
 * @fd: an open file; owned by @file on success, by the caller else
 *
 * Return: NAMED, or UNNAMED_NOT_ELF.
 */
enum unnamed elf_file_open(struct elf_file *file, int fd);
void elf_file_close(struct elf_file *file);

/**
 * elf_file_find() - name a file offset
 * @file: the file
 * @offset: the offset
 * @name: set to the name
 * @start: file offset of the function
 * @end: file offset of the first byte behind it
 *
 * Return: NAMED, or UNNAMED_STRIPPED where no function is known to be at the offset.
 */
enum unnamed elf_file_find(struct elf_file *file, uint64_t offset, struct strbuf *name,
			   uint64_t *start, uint64_t *end);

/**
 * elf_symbols_read() - read the function symbols of .symtab and .dynsym
 * @fd: the file
 * @symbols: set to an array for free(), sorted by start, one symbol an address
 *
 * Return: the number of symbols.
 */
size_t elf_symbols_read(int fd, struct elf_symbol **symbols);

#endif
