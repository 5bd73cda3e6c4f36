/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * libelf's view of files that nobody vouches for. It allocates, and reads, as much as a file's
 * headers claim: a file of one page with a hole behind it could claim all of our memory.
 */
#ifndef FLAMEREC_UTIL_ELF_OPEN_H
#define FLAMEREC_UTIL_ELF_OPEN_H

#include <libelf.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Names of sections, or all that is read of a string table at once: more are no linker's. */
#define ELF_STRINGS_MAX (16u << 20)

/**
 * elf_open() - begin to read an ELF file
 * @fd: the file; stays the caller's, and open until elf_end()
 *
 * Return: for elf_end(); NULL where it is no ELF file, or claims to have more sections, segments or
 * section names than any program has.
 */
Elf *elf_open(int fd);

/* Whether a section has at most @max bytes: elf_strptr() and elf_getdata() read it as a whole. */
bool elf_section_within(Elf *elf, size_t section, uint64_t max);

#endif
