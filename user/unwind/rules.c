// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>
#include <string.h>

#include "unwind/rules.h"
#include "util/alloc.h"

#define FIRST_SLOTS 1024

void rules_init(struct rules *rules)
{
	memset(rules, 0, sizeof(*rules));
	rules->slots = FIRST_SLOTS;
	rules->slot = xcalloc(rules->slots, sizeof(*rules->slot));
	rules->rule = grow(NULL, &rules->capacity, RULES_FIXED, sizeof(*rules->rule));
	memset(rules->rule, 0, RULES_FIXED * sizeof(*rules->rule));
	rules->rule[RULES_NONE].kind = FLAMESAMP_UNWIND_NONE;
	rules->rule[RULES_GAP].kind = FLAMESAMP_UNWIND_GAP;
	rules->count = RULES_FIXED;
}

void rules_free(struct rules *rules)
{
	free(rules->rule);
	free(rules->slot);
}

static uint64_t hash_rule(const struct flamesamp_unwind_rule *rule)
{
	uint64_t half[2];

	_Static_assert(sizeof(half) == sizeof(*rule), "a rule has 16 bytes, without gaps");
	memcpy(half, rule, sizeof(half));
	/* Few bits differ, in few places: all of them shall reach the highest ones. */
	return ((half[0] ^ half[1] * 0x9e3779b97f4a7c15) * 0xbf58476d1ce4e5b9) >> 40;
}

/* Where the rule is, or where it belongs. */
static uint16_t *find_slot(const struct rules *rules, const struct flamesamp_unwind_rule *rule)
{
	size_t i = hash_rule(rule) & (rules->slots - 1);

	while (rules->slot[i] && memcmp(&rules->rule[rules->slot[i]], rule, sizeof(*rule)))
		i = (i + 1) & (rules->slots - 1);
	return &rules->slot[i];
}

static void make_room(struct rules *rules)
{
	size_t i;

	if (rules->slots > rules->count + rules->count / 2)
		return;
	free(rules->slot);
	rules->slots *= 2;
	rules->slot = xcalloc(rules->slots, sizeof(*rules->slot));
	for (i = RULES_FIXED; i < rules->count; i++)
		*find_slot(rules, &rules->rule[i]) = i;
}

uint16_t rules_number(struct rules *rules, const struct flamesamp_unwind_rule *rule)
{
	uint16_t *slot;

	if (rule->kind == FLAMESAMP_UNWIND_NONE)
		return RULES_NONE;
	if (rule->kind == FLAMESAMP_UNWIND_GAP)
		return RULES_GAP;
	slot = find_slot(rules, rule);
	if (*slot)
		return *slot;
	if (rules->count == FLAMESAMP_UNWIND_RULES_MAX)
		return RULES_NONE;
	*slot = rules->count;
	rules->rule = grow(rules->rule, &rules->capacity, rules->count + 1,
			   sizeof(*rules->rule));
	rules->rule[rules->count++] = *rule;
	make_room(rules);
	return rules->count - 1;
}
