/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a symbol's name alone says about it.
 */
#ifndef FLAMEREC_SYMBOL_LABEL_H
#define FLAMEREC_SYMBOL_LABEL_H

#include <stdbool.h>

/*
 * Whether it names no function: an assembler's local label (".L12") or one of the mapping symbols
 * with which ARM, AArch64 and RISC-V mark where code, Thumb code and data begin ("$a", "$x.12").
 */
bool symbol_is_label(const char *name);

/*
 * Whether it is of code that signal handlers return to, by the kernel's and the C libraries' names
 * for it. Nobody calls it: the address on the stack is that of its first instruction.
 */
bool symbol_is_trampoline(const char *name);

/*
 * How far a name is from what a programmer would call the function, 0 to 3: among aliases the
 * lowest is shown. "read" comes before "__read".
 */
unsigned int symbol_obscurity(const char *name);

#endif
