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

static void make_room(struct rules *rules)
{
	size_t i;

	if (rules->slots > rules->count + rules->count / 2)
		return;
	free(rules->slot);
	rules->slots *= 2;
	rules->slot = xcalloc(rules->slots, sizeof(*rules->slot));
	for (i = RULES_FIXED; i < rules->count; i++)
		*rules_slot(rules, &rules->rule[i]) = i;
}

uint16_t rules_add(struct rules *rules, const struct flamesamp_unwind_rule *rule)
{
	if (rule->kind == FLAMESAMP_UNWIND_NONE)
		return RULES_NONE;
	if (rule->kind == FLAMESAMP_UNWIND_GAP)
		return RULES_GAP;
	if (rules->count == FLAMESAMP_UNWIND_RULES_MAX)
		return RULES_NONE;
	*rules_slot(rules, rule) = rules->count;
	rules->rule = grow(rules->rule, &rules->capacity, rules->count + 1,
			   sizeof(*rules->rule));
	rules->rule[rules->count++] = *rule;
	make_room(rules);
	return rules->count - 1;
}
