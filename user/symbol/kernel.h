/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Names of a kernel that shows none itself: from its vmlinux or System.map, moved to where it was
 * loaded, and from the files of its modules.
 */
#ifndef FLAMEREC_SYMBOL_KERNEL_H
#define FLAMEREC_SYMBOL_KERNEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "symbol/elf_file.h"
#include "symbol/names.h"
#include "symbol/resolver.h"

struct kernel;
struct places;

/**
 * kernel_new() - prepare to name a kernel's addresses
 * @image: what is known of it; copied
 * @places: where its files are looked for besides their usual places; NULL: nowhere else. Outlives
 *	the kernel
 * @names: takes the strings; outlives the kernel
 *
 * Nothing is opened until it is needed.
 */
struct kernel *kernel_new(const struct kernel_image *image, const struct places *places,
			  struct names *names);

/* @kernel may be NULL. */
void kernel_free(struct kernel *kernel);

/**
 * kernel_learn() - tell where a function of the kernel proper lies
 * @kernel: the kernel
 * @name: its name; outlives the kernel
 * @address: its first address
 *
 * The first few serve to find out where the kernel was loaded, and whether a vmlinux or System.map
 * is its own.
 */
void kernel_learn(struct kernel *kernel, const char *name, uint64_t address);

/**
 * kernel_find() - name an address
 * @kernel: the kernel
 * @address: the address, as sampled
 * @symbol: filled in where it has a name
 *
 * Return: NAMED; UNNAMED_NO_SLIDE where there is a vmlinux or System.map, but not where it was
 * loaded; UNNAMED_STRIPPED where it is in neither; UNNAMED_NO_FILE where the file of its module
 * can't be used; UNNAMED_NO_KALLSYMS where there is no vmlinux and no System.map.
 */
enum unnamed kernel_find(struct kernel *kernel, uint64_t address, struct symbol *symbol);

/**
 * kernel_vmlinux() - the kernel's vmlinux, for its debug information
 * @kernel: the kernel; NULL: none
 * @slide: how much higher than it was linked the kernel was loaded: subtract it from sampled
 *	addresses, modulo 2^64
 *
 * Return: the file, owned by @kernel; NULL where there is none, or the slide is not known.
 */
struct elf_file *kernel_vmlinux(struct kernel *kernel, uint64_t *slide);

/* Whether the files that the image names are this kernel's. */
enum kernel_fit kernel_check_vmlinux(struct kernel *kernel);
enum kernel_fit kernel_check_system_map(struct kernel *kernel);

#endif
