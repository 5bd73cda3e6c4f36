// SPDX-License-Identifier: GPL-2.0-only
#include <linux/mm.h>
#include <linux/random.h>
#include <linux/slab.h>

#include "stacktab.h"

int fsamp_stacktab_init(struct fsamp_stacktab *table, u32 stacks, int node)
{
	u32 buckets = stacks / FSAMP_STACKTAB_WAYS;

	table->bucket = kvzalloc_node(buckets * sizeof(*table->bucket), GFP_KERNEL, node);
	if (!table->bucket)
		return -ENOMEM;
	table->mask = buckets - 1;
	table->next_id = 0;
	get_random_bytes(&table->key, sizeof(table->key));
	get_random_bytes(&table->multiplier, sizeof(table->multiplier));
	/* Odd, so that multiplying loses nothing. */
	table->multiplier |= 1;
	return 0;
}

void fsamp_stacktab_free(struct fsamp_stacktab *table)
{
	kvfree(table->bucket);
	table->bucket = NULL;
}

/* Four instructions a word; the shift brings the well-mixed high bits back down. */
static inline u64 mix(u64 hash, u64 word, u64 multiplier)
{
	hash = (hash ^ word) * multiplier;
	return hash ^ (hash >> 32);
}

u64 fsamp_stack_hash(const struct fsamp_stacktab *table, u64 program, u64 other, const u64 *ip,
		     unsigned int n)
{
	u64 multiplier = table->multiplier;
	u64 hash = mix(mix(table->key, program, multiplier), other, multiplier);
	unsigned int i;

	for (i = 0; i < n; i++)
		hash = mix(hash, ip[i], multiplier);
	return hash ? hash : 1;
}

static struct fsamp_stack_bucket *bucket_of(const struct fsamp_stacktab *table, u64 hash)
{
	return &table->bucket[hash & table->mask];
}

bool fsamp_stack_find(const struct fsamp_stacktab *table, u64 hash, u32 *id)
{
	const struct fsamp_stack_bucket *bucket = bucket_of(table, hash);
	unsigned int i;

	for (i = 0; i < FSAMP_STACKTAB_WAYS; i++) {
		if (bucket->hash[i] == hash) {
			*id = bucket->id[i];
			return true;
		}
	}
	return false;
}

void fsamp_stack_add(struct fsamp_stacktab *table, u64 hash)
{
	struct fsamp_stack_bucket *bucket = bucket_of(table, hash);
	u32 id = table->next_id++;
	unsigned int i;

	for (i = 0; i < FSAMP_STACKTAB_WAYS; i++) {
		if (!bucket->hash[i])
			break;
	}
	if (i == FSAMP_STACKTAB_WAYS)
		i = id % FSAMP_STACKTAB_WAYS;
	bucket->hash[i] = hash;
	bucket->id[i] = id;
}
