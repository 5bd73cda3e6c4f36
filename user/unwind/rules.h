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

/**
 * struct rules - the rules
 * @rule: by number; owned. Number 0 is FLAMESAMP_UNWIND_NONE
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

/* The number of a rule, which is added where it is new; 0 where there is no room left. */
uint16_t rules_number(struct rules *rules, const struct flamesamp_unwind_rule *rule);

#endif
