/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The distinct rules of a table in the making, each with a number.
 */
#ifndef FLAMEREC_UNWIND_RULES_H
#define FLAMEREC_UNWIND_RULES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
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

/* Where the number of a rule is, or where it belongs. */
static inline uint16_t *rules_slot(const struct rules *rules,
				   const struct flamesamp_unwind_rule *rule)
{
	uint64_t half[2], hash;
	size_t i;

	_Static_assert(sizeof(half) == sizeof(*rule), "a rule has 16 bytes, without gaps");
	memcpy(half, rule, sizeof(half));
	/* Few bits differ, in few places: all of them shall reach the highest ones. */
	hash = (half[0] ^ half[1] * 0x9e3779b97f4a7c15) * 0xbf58476d1ce4e5b9;
	i = hash >> 40 & (rules->slots - 1);
	while (rules->slot[i] && memcmp(&rules->rule[rules->slot[i]], rule, sizeof(*rule)))
		i = (i + 1) & (rules->slots - 1);
	return &rules->slot[i];
}

/* The number of a rule that has none yet; RULES_NONE where there is no room left. */
uint16_t rules_add(struct rules *rules, const struct flamesamp_unwind_rule *rule);

/* The number of a rule, which is added where it is new; see rules_add(). */
static inline uint16_t rules_number(struct rules *rules, const struct flamesamp_unwind_rule *rule)
{
	uint16_t *slot = rules_slot(rules, rule);

	return *slot ? *slot : rules_add(rules, rule);
}

#endif
