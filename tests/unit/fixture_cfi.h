/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ELF files with call frame information, written byte by byte, for any machine of this one's byte
 * order: one page of code, one page of .eh_frame or .debug_frame, the headers that lead to them.
 */
#ifndef FLAMEREC_TESTS_FIXTURE_CFI_H
#define FLAMEREC_TESTS_FIXTURE_CFI_H

#include <elf.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "fixture_table.h"

#define CFI_TEXT 0x1000		/* file offsets */
#define CFI_FRAMES 0x2000
#define CFI_HEADER 0x2f00	/* .eh_frame_hdr */
#define CFI_NAMES 0x3000
#define CFI_SECTIONS 0x3100
#define CFI_SYMBOLS 0x3400
#define CFI_STRINGS 0x3800
#define CFI_SIZE 0x4000
#define CFI_ADDRESS 0x400000	/* of the file's first byte in memory */

/* Pointers relative to where they are, of four bytes: what compilers write. */
#define CFI_PCREL_S32 0x1b

/* A function. */
struct cfi_symbol {
	const char *name;
	uint64_t offset, size;		/* in the file */
};

/**
 * struct cfi_file - a file in the making
 * @machine: EM_*
 * @type: ET_*
 * @is_64: its class
 * @is_debug: the section is .debug_frame
 * @has_sections: it has section headers
 * @has_header: it has .eh_frame_hdr
 * @plt: name for the second half of the code, as of a section; NULL: none
 * @symbols: of .dynsym; the last one has no name; NULL: none
 * @at: end of the frames so far
 * @cie: where the last CIE begins in the section
 * @bytes: the file
 */
struct cfi_file {
	uint16_t machine, type;
	bool is_64, is_debug, has_sections, has_header;
	const char *plt;
	const struct cfi_symbol *symbols;
	size_t at, cie;
	uint8_t bytes[CFI_SIZE];
};

static void cfi_start(struct cfi_file *file, uint16_t machine, bool is_64)
{
	memset(file, 0, sizeof(*file));
	file->machine = machine;
	file->type = ET_DYN;
	file->is_64 = is_64;
	file->has_sections = true;
	file->at = CFI_FRAMES;
}

/* A number of @size bytes, in this machine's order. */
static void cfi_put_at(struct cfi_file *file, size_t at, size_t size, uint64_t value)
{
	uint8_t u8 = value;
	uint16_t u16 = value;
	uint32_t u32 = value;

	memcpy(file->bytes + at, size == 1 ? (void *)&u8 : size == 2 ? (void *)&u16 :
	       size == 4 ? (void *)&u32 : (void *)&value, size);
}

static void cfi_put(struct cfi_file *file, size_t size, uint64_t value)
{
	cfi_put_at(file, file->at, size, value);
	file->at += size;
}

/* Bytes, ended by -1. */
static void cfi_put_bytes(struct cfi_file *file, va_list ap)
{
	int byte;

	while ((byte = va_arg(ap, int)) >= 0)
		file->bytes[file->at++] = byte;
}

/* Fills an entry that begins at @start up to a multiple of 4, and sets its length. */
static void cfi_close(struct cfi_file *file, size_t start)
{
	file->at = (file->at + 3) & ~3ul;
	cfi_put_at(file, start, 4, file->at - start - 4);
}

/*
 * A CIE of version 1. @augmentation is as ".eh_frame" has it, with pointers of CFI_PCREL_S32 where
 * it has an R; instructions follow, ended by -1.
 */
static void cfi_put_cie(struct cfi_file *file, const char *augmentation, int code_align,
			int data_align, int ra, ...)
{
	size_t start = file->at;
	va_list ap;

	file->cie = start;
	cfi_put(file, 4, 0);
	cfi_put(file, 4, file->is_debug ? UINT32_MAX : 0);
	cfi_put(file, 1, 1);
	strcpy((char *)file->bytes + file->at, augmentation);
	file->at += strlen(augmentation) + 1;
	cfi_put(file, 1, code_align);
	cfi_put(file, 1, data_align & 0x7f);
	cfi_put(file, 1, ra);
	if (*augmentation == 'z') {
		cfi_put(file, 1, strchr(augmentation, 'R') ? 1 : 0);
		if (strchr(augmentation, 'R'))
			cfi_put(file, 1, CFI_PCREL_S32);
	}
	va_start(ap, ra);
	cfi_put_bytes(file, ap);
	va_end(ap);
	cfi_close(file, start);
}

/* A function of the last CIE, @size bytes from file offset @code on; instructions, ended by -1. */
static void cfi_put_function(struct cfi_file *file, uint64_t code, uint64_t size, ...)
{
	size_t start = file->at, word = file->is_64 ? 8 : 4;
	va_list ap;

	cfi_put(file, 4, 0);
	cfi_put(file, 4, file->is_debug ? file->cie - CFI_FRAMES : file->at - file->cie);
	if (file->is_debug) {
		cfi_put(file, word, CFI_ADDRESS + code);
		cfi_put(file, word, size);
	} else {
		cfi_put(file, 4, code - file->at);
		cfi_put(file, 4, size);
		cfi_put(file, 1, 0);
	}
	va_start(ap, size);
	cfi_put_bytes(file, ap);
	va_end(ap);
	cfi_close(file, start);
}

static void cfi_put_segment(struct cfi_file *file, unsigned int i, uint32_t type, uint32_t flags,
			    uint64_t offset, uint64_t size)
{
	Elf64_Phdr wide = { type, flags, offset, CFI_ADDRESS + offset, CFI_ADDRESS + offset, size,
			    size, 1 };
	Elf32_Phdr narrow = { type, offset, CFI_ADDRESS + offset, CFI_ADDRESS + offset, size, size,
			      flags, 1 };

	if (file->is_64)
		memcpy(file->bytes + sizeof(Elf64_Ehdr) + i * sizeof(wide), &wide, sizeof(wide));
	else
		memcpy(file->bytes + sizeof(Elf32_Ehdr) + i * sizeof(narrow), &narrow,
		       sizeof(narrow));
}

static void cfi_put_section(struct cfi_file *file, unsigned int i, size_t *name, const char *text,
			    uint32_t type, uint64_t flags, uint64_t offset, uint64_t size)
{
	uint64_t address = flags & SHF_ALLOC ? CFI_ADDRESS + offset : 0;
	uint32_t link = type == SHT_DYNSYM ? i + 1 : 0;
	Elf64_Shdr wide = { *name, type, flags, address, offset, size, link, 0, 1, 0 };
	Elf32_Shdr narrow = { *name, type, flags, address, offset, size, link, 0, 1, 0 };

	strcpy((char *)file->bytes + CFI_NAMES + *name, text);
	*name += strlen(text) + 1;
	if (file->is_64)
		memcpy(file->bytes + CFI_SECTIONS + i * sizeof(wide), &wide, sizeof(wide));
	else
		memcpy(file->bytes + CFI_SECTIONS + i * sizeof(narrow), &narrow, sizeof(narrow));
}

static void cfi_put_elf_header(struct cfi_file *file)
{
	uint16_t sections = file->has_sections ? 7 : 0;
	uint64_t table = file->has_sections ? CFI_SECTIONS : 0;
	Elf64_Ehdr wide = { .e_type = file->type, .e_machine = file->machine, .e_version = 1,
			    .e_entry = CFI_ADDRESS + CFI_TEXT, .e_phoff = sizeof(wide),
			    .e_shoff = table, .e_ehsize = sizeof(wide),
			    .e_phentsize = sizeof(Elf64_Phdr), .e_phnum = 3,
			    .e_shentsize = sizeof(Elf64_Shdr), .e_shnum = sections,
			    .e_shstrndx = file->has_sections ? 4 : 0 };
	Elf32_Ehdr narrow = { .e_type = file->type, .e_machine = file->machine, .e_version = 1,
			      .e_entry = CFI_ADDRESS + CFI_TEXT, .e_phoff = sizeof(narrow),
			      .e_shoff = table, .e_ehsize = sizeof(narrow),
			      .e_phentsize = sizeof(Elf32_Phdr), .e_phnum = 3,
			      .e_shentsize = sizeof(Elf32_Shdr), .e_shnum = sections,
			      .e_shstrndx = file->has_sections ? 4 : 0 };
	const uint16_t one = 1;

	if (file->is_64)
		memcpy(file->bytes, &wide, sizeof(wide));
	else
		memcpy(file->bytes, &narrow, sizeof(narrow));
	memcpy(file->bytes, ELFMAG, SELFMAG);
	file->bytes[EI_CLASS] = file->is_64 ? ELFCLASS64 : ELFCLASS32;
	file->bytes[EI_DATA] = *(const uint8_t *)&one ? ELFDATA2LSB : ELFDATA2MSB;
	file->bytes[EI_VERSION] = EV_CURRENT;
}

/* Return: bytes of the table. */
static size_t cfi_put_symbols(struct cfi_file *file)
{
	const struct cfi_symbol *symbol = file->symbols;
	size_t at = CFI_SYMBOLS, name = 1;

	for (; symbol && symbol->name; symbol++) {
		Elf64_Sym wide = { name, STT_FUNC, 0, 1, CFI_ADDRESS + symbol->offset,
				   symbol->size };
		Elf32_Sym narrow = { name, CFI_ADDRESS + symbol->offset, symbol->size, STT_FUNC, 0,
				     1 };

		memcpy(file->bytes + at, file->is_64 ? (void *)&wide : &narrow,
		       file->is_64 ? sizeof(wide) : sizeof(narrow));
		at += file->is_64 ? sizeof(wide) : sizeof(narrow);
		strcpy((char *)file->bytes + CFI_STRINGS + name, symbol->name);
		name += strlen(symbol->name) + 1;
	}
	return at - CFI_SYMBOLS;
}

static void cfi_put_headers(struct cfi_file *file)
{
	size_t name = 1, half = file->plt ? 0x800 : 0x1000;

	cfi_put_elf_header(file);
	cfi_put_segment(file, 0, PT_LOAD, PF_R | PF_X, CFI_TEXT, 0x1000);
	cfi_put_segment(file, 1, PT_LOAD, PF_R, CFI_FRAMES, 0x1000);
	cfi_put_segment(file, 2, file->has_header ? PT_GNU_EH_FRAME : PT_NULL, PF_R, CFI_HEADER,
			8);
	if (!file->has_sections)
		return;
	cfi_put_section(file, 1, &name, ".text", SHT_PROGBITS, SHF_ALLOC | SHF_EXECINSTR, CFI_TEXT,
			half);
	cfi_put_section(file, 2, &name, file->is_debug ? ".debug_frame" : ".eh_frame", SHT_PROGBITS,
			file->is_debug ? 0 : SHF_ALLOC, CFI_FRAMES, file->at - CFI_FRAMES);
	cfi_put_section(file, 3, &name, file->plt ? file->plt : ".none", SHT_PROGBITS,
			SHF_ALLOC | SHF_EXECINSTR, CFI_TEXT + half, 0x1000 - half);
	cfi_put_section(file, 4, &name, ".shstrtab", SHT_STRTAB, 0, CFI_NAMES, 0x100);
	cfi_put_section(file, 5, &name, ".dynsym", SHT_DYNSYM, 0, CFI_SYMBOLS,
			cfi_put_symbols(file));
	cfi_put_section(file, 6, &name, ".dynstr", SHT_STRTAB, 0, CFI_STRINGS, 0x100);
}

static void cfi_compile_bytes(const void *bytes, size_t size, struct fixture_table *table)
{
	int fd = memfd_create("cfi", MFD_CLOEXEC);

	if (fd < 0 || write(fd, bytes, size) != (ssize_t)size) {
		perror("memfd");
		exit(1);
	}
	table_compile(fd, table);
}

static inline void cfi_compile(struct cfi_file *file, struct fixture_table *table)
{
	cfi_put_headers(file);
	cfi_compile_bytes(file->bytes, sizeof(file->bytes), table);
}

#endif
