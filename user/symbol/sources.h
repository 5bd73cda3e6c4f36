/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where the functions of an ELF file are told of, each in a file of its own: from_NAME.c.
 */
#ifndef FLAMEREC_SYMBOL_SOURCES_H
#define FLAMEREC_SYMBOL_SOURCES_H

#include "symbol/elf_image.h"
#include "symbol/functions.h"

/**
 * from_symtab() - add the functions of a symbol table
 * @image: the file
 * @type: SHT_SYMTAB or SHT_DYNSYM
 * @bias: what to take off its addresses
 * @functions: gets them
 *
 * Return: whether there is such a table.
 */
bool from_symtab(const struct elf_image *image, GElf_Word type, uint64_t bias,
		 struct functions *functions);

/* The same for the table that PT_DYNAMIC leads to, where a file has no section headers. */
bool from_dynamic(const struct elf_image *image, struct functions *functions);

/**
 * from_debugdata() - add the functions of the file that is compressed in .gnu_debugdata
 * @image: the file
 * @functions: gets them
 *
 * Return: the names, for free() after @functions; NULL: there are none, or no liblzma.
 */
void *from_debugdata(const struct elf_image *image, struct functions *functions);

/* Add the functions of a Go program: they are told by .gopclntab, which strip(1) leaves alone. */
void from_gopclntab(const struct elf_image *image, struct functions *functions);

/**
 * from_plt() - add the stubs by which functions of other files are called, as "read@plt"
 * @image: the file
 * @functions: the file's functions, settled
 * @stubs: gets the stubs; it is used no longer than @functions
 */
void from_plt(const struct elf_image *image, const struct functions *functions,
	      struct functions *stubs);

/* Whether a section is of such stubs. */
bool is_plt_section(const char *name);

#endif
