/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which kernel functions a CPU sleeps in.
 */
#ifndef FLAMEREC_SYMBOL_IDLE_H
#define FLAMEREC_SYMBOL_IDLE_H

#include <stdbool.h>

/**
 * symbol_is_idle() - whether a CPU that is in this function is idle
 * @name: name of the *leaf* of a kernel stack; suffixes of the compiler (".isra.0") are ignored
 *
 * The leaf decides, not pid 0: interrupts and softirqs work on pid 0, too, with idle functions
 * further down in their stack.
 */
bool symbol_is_idle(const char *name);

#endif
