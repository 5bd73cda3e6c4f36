/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The distinct rules of a table in the making, each with a number.
 */
#ifndef FLAMEREC_UNWIND_RULES_H
#define FLAMEREC_UNWIND_RULES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <linux/flamesamp_unwind.h>

/* Numbers of the rules of kinds FLAMESAMP_UNWIND_NONE and FLAMESAMP_UNWIND_GAP. */
enum { RULES_NONE, RULES_GAP, RULES_FIXED };

/**
 * struct rules - the rules
 * @rule: by number; owned. RULES_NONE and RULES_GAP are always there
 * @count: how many there are, 1..FLAMESAMP_UNWIND_RULES_MAX
 * @capacity: how many @rule has room for
 * @slot: hash -> number; 0 where it is free. Owned
 * @slots: a power of two, above 3/2 of @count
 */
struct rules {
	struct flamesamp_unwind_rule *rule;
	size_t count, capacity;
	uint16_t *slot;
	size_t slots;
};

void rules_init(struct rules *rules);
void rules_free(struct rules *rules);

/* The number of a rule, which is added where it is new; RULES_NONE where there is no room left. */
uint16_t rules_number(struct rules *rules, const struct flamesamp_unwind_rule *rule);

#endif
