/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An ELF file, or one in memory, while something is read from it: what its headers tell.
 */
#ifndef FLAMEREC_SYMBOL_ELF_IMAGE_H
#define FLAMEREC_SYMBOL_ELF_IMAGE_H

#include <gelf.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * struct elf_image - an ELF file
 * @elf: libelf's view of its headers
 * @fd: the file; -1: it is in memory. The caller's, as are @memory's @size bytes
 * @header: its header
 * @is_64: its class
 * @is_foreign: its byte order is not this machine's
 */
struct elf_image {
	Elf *elf;
	int fd;
	const uint8_t *memory;
	size_t size;
	GElf_Ehdr header;
	bool is_64;
	bool is_foreign;
};

/* What is open or in memory stays so until elf_image_close(). Return: whether it is an ELF file. */
bool elf_image_open(struct elf_image *image, int fd);
bool elf_image_open_memory(struct elf_image *image, const void *bytes, size_t size);
void elf_image_close(struct elf_image *image);

/* The name of a section, "" where it has none. Valid until elf_image_close(). */
const char *elf_image_section_name(const struct elf_image *image, const GElf_Shdr *section);

/* Find a section by name. Return: whether there is one. */
bool elf_image_section(const struct elf_image *image, const char *name, GElf_Shdr *section);

/* Find the first section of a type (SHT_*). Return: whether there is one. */
bool elf_image_section_of_type(const struct elf_image *image, GElf_Word type, GElf_Shdr *section);

/* Copy bytes. Return: whether all @size are there. */
bool elf_image_read(const struct elf_image *image, uint64_t offset, void *buffer, size_t size);

/**
 * elf_image_read_all() - copy a part of the file
 * @image: the file
 * @offset: the part's offset
 * @size: its bytes
 * @max: more are not read
 *
 * Return: the bytes, for free(); NULL: they are not in the file.
 */
uint8_t *elf_image_read_all(const struct elf_image *image, uint64_t offset, uint64_t size,
			    uint64_t max);

/* Whether a section has bytes in the file, as they are in memory when it is loaded. */
bool elf_image_has_bytes(const GElf_Shdr *section);

/* The loaded part (PT_LOAD) that an address is in. Return: whether there is one. */
bool elf_image_segment(const struct elf_image *image, uint64_t address, GElf_Phdr *segment);

/* Where the bytes at an address are in the file. Return: whether there are any. */
bool elf_image_offset(const struct elf_image *image, uint64_t address, uint64_t *offset);

/* The first program header of a type (PT_*). Return: whether there is one. */
bool elf_image_header(const struct elf_image *image, GElf_Word type, GElf_Phdr *header);

/* An element of a table. A REL is a RELA without addend. */
union elf_element {
	GElf_Sym sym;
	GElf_Rela rela;
	GElf_Dyn dyn;
};

/**
 * elf_image_each() - visit the elements of a table, a few at a time in memory
 * @image: the file
 * @type: what they are: ELF_T_SYM, ELF_T_REL, ELF_T_RELA or ELF_T_DYN
 * @offset: where the table is in the file
 * @size: its bytes
 * @visit: called with each element; false ends it
 * @context: for @visit
 *
 * Of a table that is not wholly in the file, only the beginning is visited.
 */
void elf_image_each(const struct elf_image *image, Elf_Type type, uint64_t offset, uint64_t size,
		    bool (*visit)(void *context, const union elf_element *element, size_t index),
		    void *context);

#endif
