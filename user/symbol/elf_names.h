/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The names of an ELF file's functions, of all sources. Tables are read when they are first needed.
 */
#ifndef FLAMEREC_SYMBOL_ELF_NAMES_H
#define FLAMEREC_SYMBOL_ELF_NAMES_H

#include "symbol/elf_file.h"

struct elf_names;

/* Read the symbol tables of a file, which stays open until elf_names_free(). */
struct elf_names *elf_names_read(const struct elf_file *file);
void elf_names_free(struct elf_names *names);

/* How many functions are in memory, or would be in as much of it. */
size_t elf_names_count(const struct elf_names *names);

/* As elf_file_find_address(). */
enum unnamed elf_names_find(struct elf_names *names, uint64_t address, struct strbuf *name,
			    uint64_t *start, uint64_t *end);

/* As elf_file_dwarf(). */
struct dwarf *elf_names_dwarf(struct elf_names *names, uint64_t *bias);

#endif
