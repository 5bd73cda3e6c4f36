/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The vsyscall page of x86-64: at one address in all processes, in no memory map that the module
 * reads, and for old programs only.
 */
#ifndef FLAMEREC_SYMBOL_VSYSCALL_H
#define FLAMEREC_SYMBOL_VSYSCALL_H

#include <stdint.h>

/* What memory maps that show it call it. */
#define VSYSCALL_PATH "[vsyscall]"

/* The function at @address. Return: its name, with its bounds set, or NULL. */
const char *vsyscall_find(uint64_t address, uint64_t *start, uint64_t *end);

#endif
