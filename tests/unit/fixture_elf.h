/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ELF files of machines that the compiler at hand doesn't build for, written byte by byte: any
 * class and byte order, one segment and section of code, one symbol table, a build-id.
 */
#ifndef FLAMEREC_TESTS_FIXTURE_ELF_H
#define FLAMEREC_TESTS_FIXTURE_ELF_H

#include <elf.h>
#include <stdint.h>

#include "fixture.h"

/* The code: where it is in the file, and where it is linked to. */
#define MADE_TEXT_OFFSET 0x1000
#define MADE_TEXT_ADDRESS 0x11000
#define MADE_TEXT_SIZE 0x1000

/* Places of the rest in the file. */
#define MADE_SEGMENTS 0x100
#define MADE_NOTE 0x200
#define MADE_SYMBOLS 0x300
#define MADE_STRINGS 0x800
#define MADE_SECTIONS 0xa00
#define MADE_SIZE 0x2000

struct made_elf {
	bool is_64, is_big_endian;
	uint16_t machine;
	uint8_t bytes[MADE_SIZE];
};

struct made_symbol {
	const char *name;
	uint64_t address, size;
	uint8_t info;
};

static const uint8_t made_build_id[20] = "0123456789abcdefghi";

/* Writes a number at *at, and moves on. */
static void made_put(struct made_elf *elf, size_t *at, size_t size, uint64_t value)
{
	size_t i;

	for (i = 0; i < size; i++)
		elf->bytes[*at + (elf->is_big_endian ? size - 1 - i : i)] = value >> (8 * i);
	*at += size;
}

/* The same for a number that is as wide as the class says. */
static void made_word(struct made_elf *elf, size_t *at, uint64_t value)
{
	made_put(elf, at, elf->is_64 ? 8 : 4, value);
}

static void made_header(struct made_elf *elf)
{
	size_t at = EI_NIDENT;

	memcpy(elf->bytes, ELFMAG, SELFMAG);
	elf->bytes[EI_CLASS] = elf->is_64 ? ELFCLASS64 : ELFCLASS32;
	elf->bytes[EI_DATA] = elf->is_big_endian ? ELFDATA2MSB : ELFDATA2LSB;
	elf->bytes[EI_VERSION] = EV_CURRENT;
	made_put(elf, &at, 2, ET_DYN);
	made_put(elf, &at, 2, elf->machine);
	made_put(elf, &at, 4, EV_CURRENT);
	made_word(elf, &at, MADE_TEXT_ADDRESS);
	made_word(elf, &at, MADE_SEGMENTS);
	made_word(elf, &at, MADE_SECTIONS);
	made_put(elf, &at, 4, 0);
	made_put(elf, &at, 2, elf->is_64 ? sizeof(Elf64_Ehdr) : sizeof(Elf32_Ehdr));
	made_put(elf, &at, 2, elf->is_64 ? sizeof(Elf64_Phdr) : sizeof(Elf32_Phdr));
	made_put(elf, &at, 2, 2);
	made_put(elf, &at, 2, elf->is_64 ? sizeof(Elf64_Shdr) : sizeof(Elf32_Shdr));
	made_put(elf, &at, 2, 4);
	made_put(elf, &at, 2, 0);
}

static void made_segment(struct made_elf *elf, size_t *at, uint32_t type, uint64_t offset,
			 uint64_t address, uint64_t size, uint32_t align)
{
	made_put(elf, at, 4, type);
	if (elf->is_64)
		made_put(elf, at, 4, PF_R | PF_X);
	made_word(elf, at, offset);
	made_word(elf, at, address);
	made_word(elf, at, address);
	made_word(elf, at, size);
	made_word(elf, at, size);
	if (!elf->is_64)
		made_put(elf, at, 4, PF_R | PF_X);
	made_word(elf, at, align);
}

static void made_section(struct made_elf *elf, size_t *at, uint32_t type, uint64_t flags,
			 uint64_t address, uint64_t offset, uint64_t size, uint32_t link)
{
	size_t entry = elf->is_64 ? sizeof(Elf64_Sym) : sizeof(Elf32_Sym);

	made_put(elf, at, 4, 0);
	made_put(elf, at, 4, type);
	made_word(elf, at, flags);
	made_word(elf, at, address);
	made_word(elf, at, offset);
	made_word(elf, at, size);
	made_put(elf, at, 4, link);
	made_put(elf, at, 4, 0);
	made_word(elf, at, 1);
	made_word(elf, at, type == SHT_SYMTAB ? entry : 0);
}

static void made_symbol(struct made_elf *elf, size_t *at, size_t *name,
			const struct made_symbol *symbol)
{
	made_put(elf, at, 4, *name);
	if (!elf->is_64) {
		made_put(elf, at, 4, symbol->address);
		made_put(elf, at, 4, symbol->size);
	}
	made_put(elf, at, 1, symbol->info);
	made_put(elf, at, 1, 0);
	made_put(elf, at, 2, 1);
	if (elf->is_64) {
		made_put(elf, at, 8, symbol->address);
		made_put(elf, at, 8, symbol->size);
	}
	strcpy((char *)elf->bytes + MADE_STRINGS + *name, symbol->name);
	*name += strlen(symbol->name) + 1;
}

static void made_note(struct made_elf *elf)
{
	size_t at = MADE_NOTE;

	made_put(elf, &at, 4, sizeof("GNU"));
	made_put(elf, &at, 4, sizeof(made_build_id));
	made_put(elf, &at, 4, NT_GNU_BUILD_ID);
	memcpy(elf->bytes + at, "GNU", sizeof("GNU"));
	memcpy(elf->bytes + at + sizeof("GNU"), made_build_id, sizeof(made_build_id));
}

/* Fills in all; @elf's class, byte order and machine must be set. The last symbol has no name. */
static void made_fill(struct made_elf *elf, const struct made_symbol *symbols)
{
	size_t at = MADE_SEGMENTS, name = 1;
	size_t symbol = MADE_SYMBOLS + (elf->is_64 ? sizeof(Elf64_Sym) : sizeof(Elf32_Sym));

	memset(elf->bytes, 0, sizeof(elf->bytes));
	made_header(elf);
	made_segment(elf, &at, PT_LOAD, MADE_TEXT_OFFSET, MADE_TEXT_ADDRESS, MADE_TEXT_SIZE,
		     0x1000);
	made_segment(elf, &at, PT_NOTE, MADE_NOTE, MADE_NOTE, 36, 4);
	made_note(elf);
	for (; symbols->name; symbols++)
		made_symbol(elf, &symbol, &name, symbols);
	at = MADE_SECTIONS;
	made_section(elf, &at, SHT_NULL, 0, 0, 0, 0, 0);
	made_section(elf, &at, SHT_PROGBITS, SHF_ALLOC | SHF_EXECINSTR, MADE_TEXT_ADDRESS,
		     MADE_TEXT_OFFSET, MADE_TEXT_SIZE, 0);
	made_section(elf, &at, SHT_SYMTAB, 0, 0, MADE_SYMBOLS, symbol - MADE_SYMBOLS, 3);
	made_section(elf, &at, SHT_STRTAB, 0, 0, MADE_STRINGS, name, 0);
}

#endif
