/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * When a process began: what tells it from a later one that has got the same number.
 */
#ifndef FLAMEREC_SYMBOL_PROCESS_START_H
#define FLAMEREC_SYMBOL_PROCESS_START_H

#include <stdbool.h>
#include <stdint.h>

/*
 * @ticks: set to clock ticks (sysconf(_SC_CLK_TCK) a second) in CLOCK_BOOTTIME. Return: whether
 * there is such a process.
 */
bool process_start_ticks(uint32_t tgid, uint64_t *ticks);

#endif
