// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>
#include <string.h>

#include "util/alloc.h"
#include "util/distinct.h"
#include "util/hash.h"

#define SLOTS_MIN 64

void distinct_init(struct distinct *set, size_t size)
{
	*set = (struct distinct){ .words = size / sizeof(uint64_t) };
}

void distinct_free(struct distinct *set)
{
	free(set->word);
	free(set->slot);
	*set = (struct distinct){ 0 };
}

static uint32_t hash(const struct distinct *set, const void *record)
{
	uint64_t sum = 0, word;

	for (size_t i = 0; i < set->words; i++) {
		memcpy(&word, (const char *)record + i * sizeof(word), sizeof(word));
		sum = hash_u64(sum + word);
	}
	return sum;
}

/* Tables of more slots than a hash has bits only get slower. */
static void rehash(struct distinct *set)
{
	struct distinct_slot *old = set->slot;
	size_t slots = set->slots;

	set->slots = slots ? slots * 2 : SLOTS_MIN;
	set->slot = xcalloc(set->slots, sizeof(*set->slot));
	for (size_t from = 0; from < slots; from++) {
		size_t to = old[from].hash & (set->slots - 1);

		if (!old[from].number)
			continue;
		while (set->slot[to].number)
			to = (to + 1) & (set->slots - 1);
		set->slot[to] = old[from];
	}
	free(old);
}

static uint32_t add(struct distinct *set, const void *record)
{
	set->word = grow(set->word, &set->capacity, (set->count + 1) * set->words,
			 sizeof(*set->word));
	memcpy(set->word + set->count * set->words, record, set->words * sizeof(*set->word));
	return ++set->count;
}

uint32_t distinct_number(struct distinct *set, const void *record)
{
	uint32_t h = hash(set, record);
	struct distinct_slot *slot;

	if ((set->count + 1) * 2 > set->slots)
		rehash(set);
	for (size_t i = h & (set->slots - 1);; i = (i + 1) & (set->slots - 1)) {
		slot = &set->slot[i];
		if (!slot->number)
			break;
		if (slot->hash == h && !memcmp(distinct_get(set, slot->number), record,
					       set->words * sizeof(*set->word)))
			return slot->number;
	}
	*slot = (struct distinct_slot){ h, add(set, record) };
	return slot->number;
}

const void *distinct_get(const struct distinct *set, uint32_t number)
{
	return set->word + (number - 1) * set->words;
}
