/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where a kernel was loaded: what symbols of its vmlinux or System.map say together with where they
 * lie in memory. All lie at one distance, the slide, or the file is that of another kernel.
 */
#ifndef FLAMEREC_SYMBOL_KERNEL_SLIDE_H
#define FLAMEREC_SYMBOL_KERNEL_SLIDE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "symbol/resolver.h"

/**
 * struct clue - a symbol that tells something about the slide
 * @name: its name
 * @loaded: where it lies in memory
 * @linked: where the file has it
 * @found: how many symbols in the file have the name: only 1 says anything
 */
struct clue {
	const char *name;
	uint64_t loaded, linked;
	unsigned int found;
};

/* Look the clues up in a file of lines as those of kallsyms. */
void clues_find_in_map(struct clue *clues, size_t count, FILE *map);

/* The same in the symbol table of an ELF file; @fd stays the caller's. */
void clues_find_in_elf(struct clue *clues, size_t count, int fd);

/**
 * clues_slide() - what the clues say
 * @clues: the clues, looked up
 * @count: how many
 * @slide: what to add to the file's addresses, modulo 2^64
 *
 * Return: KERNEL_FITS; KERNEL_OTHER_ADDRESSES where they contradict each other; KERNEL_UNPROVEN
 * where too little is left for a proof (but where @slide has been set, nothing speaks against it);
 * KERNEL_NO_SLIDE where nothing was found.
 */
enum kernel_fit clues_slide(const struct clue *clues, size_t count, uint64_t *slide);

#endif
