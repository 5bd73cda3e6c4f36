/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What all sessions together may take of the machine: module parameters.
 */
#ifndef FLAMESAMP_LIMITS_H
#define FLAMESAMP_LIMITS_H

#include <linux/types.h>

/* Count a session in and out. Return: false where there are too many. Context: any. */
bool fsamp_limits_enter(void);
void fsamp_limits_leave(void);

/* Take @bytes of the memory for rings, give them back. Return: false where it is used up. */
bool fsamp_limits_take(u64 bytes);
void fsamp_limits_give(u64 bytes);

/* The same of the memory for unwind tables and what goes with them. */
bool fsamp_limits_take_tables(u64 bytes);
void fsamp_limits_give_tables(u64 bytes);

#endif
