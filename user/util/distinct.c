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

static size_t hash(const struct distinct *set, const void *record)
{
	uint64_t sum = 0, word;

	for (size_t i = 0; i < set->words; i++) {
		memcpy(&word, (const char *)record + i * sizeof(word), sizeof(word));
		sum = hash_u64(sum + word);
	}
	return sum;
}

/* The slot of a record, or the free one where it belongs. */
static uint32_t *probe(const struct distinct *set, const void *record)
{
	size_t i = hash(set, record) & (set->slots - 1);

	while (set->slot[i] && memcmp(distinct_get(set, set->slot[i]), record,
				      set->words * sizeof(uint64_t)))
		i = (i + 1) & (set->slots - 1);
	return &set->slot[i];
}

static void rehash(struct distinct *set)
{
	free(set->slot);
	set->slots = set->slots ? set->slots * 2 : SLOTS_MIN;
	set->slot = xcalloc(set->slots, sizeof(*set->slot));
	for (size_t number = 1; number <= set->count; number++)
		*probe(set, distinct_get(set, number)) = number;
}

uint32_t distinct_number(struct distinct *set, const void *record)
{
	uint32_t *slot;

	if ((set->count + 1) * 3 > set->slots * 2)
		rehash(set);
	slot = probe(set, record);
	if (*slot)
		return *slot;
	set->word = grow(set->word, &set->capacity, (set->count + 1) * set->words,
			 sizeof(*set->word));
	memcpy(set->word + set->count * set->words, record, set->words * sizeof(*set->word));
	return *slot = ++set->count;
}

const void *distinct_get(const struct distinct *set, uint32_t number)
{
	return set->word + (number - 1) * set->words;
}
