/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The unwind instructions of the "Exception Handling ABI for the Arm Architecture", section 10.3,
 * reduced to one rule, which holds at the calls of a function.
 */
#ifndef FLAMEREC_UNWIND_EXIDX_OPS_H
#define FLAMEREC_UNWIND_EXIDX_OPS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <linux/flamesamp_unwind.h>

/**
 * exidx_rule() - from unwind instructions to a rule
 * @ops: the instructions, in the order of their execution
 * @size: bytes of them; "finish" behind them is implied
 * @rule: filled in
 *
 * Return: whether the instructions are sound, and the format has words for what they do.
 */
bool exidx_rule(const uint8_t *ops, size_t size, struct flamesamp_unwind_rule *rule);

#endif
