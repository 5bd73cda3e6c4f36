/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The debug file that was split off an ELF file.
 */
#ifndef FLAMEREC_SYMBOL_ELF_DEBUG_H
#define FLAMEREC_SYMBOL_ELF_DEBUG_H

#include "symbol/elf_file.h"
#include "symbol/elf_image.h"

/**
 * elf_debug_open() - look for the debug file of a file
 * @file: the file, with its origin
 * @bias: set to what is to be added to an address of the file to have the debug file's: the file
 *	may have been prelinked after that was split off
 *
 * Return: a file descriptor for the caller to close; -1: none is found.
 */
int elf_debug_open(const struct elf_file *file, uint64_t *bias);

/* The same where only the executable parts are known of the file that @debug was split off. */
uint64_t elf_debug_bias(const struct elf_image *debug, const struct loaded_part *parts,
			size_t count);

/* Whether an ELF file has DWARF. */
bool elf_debug_has_info(const struct elf_image *image);

#endif
