// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Linked into flamerec with --wrap=profile_tree, names all that a capture's stacks consist of in
 * one go before they are folded, and says on standard error what that took: "names LINKS ADDRESSES
 * MS KB", the links of stacks that were asked for, the distinct addresses among these, CPU time,
 * and at the end the most memory that was resident.
 */
#include <inttypes.h>
#include <stdio.h>
#include <time.h>

#include "profile/naming.h"
#include "util/hash.h"
#include "util/u64map.h"

void __real_profile_tree(struct profile *profile, struct resolver *resolver, struct tree *tree);
void __wrap_profile_tree(struct profile *profile, struct resolver *resolver, struct tree *tree);

static uint64_t links, addresses, ns;

static bool is_address(const struct chain_node *node)
{
	return node->kind == CHAIN_USER || node->kind == CHAIN_KERNEL;
}

static void count(struct profile *profile)
{
	const struct chains *chains = &profile->chains;
	struct u64map seen = { .slots = 0 };
	bool added;

	for (uint32_t i = 1; i < chains->count; i++) {
		const struct chain_node *node = &chains->node[i];

		if (!is_address(node))
			continue;
		links++;
		u64map_at(&seen, hash_u64(node->value) ^ chains_program(chains, i), &added);
		addresses += added;
	}
	u64map_free(&seen);
}

static uint64_t cpu_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return t.tv_sec * UINT64_C(1000000000) + t.tv_nsec;
}

void __wrap_profile_tree(struct profile *profile, struct resolver *resolver, struct tree *tree)
{
	uint64_t begin = cpu_ns();
	struct u64map named = { .slots = 0 };
	struct named_place place;
	bool is_new;

	for (uint32_t i = 1; i < profile->chains.count; i++) {
		if (!is_address(&profile->chains.node[i]))
			continue;
		is_new = true;
		if (locate_address(profile, i, &place))
			u64map_at(&named, hash_u64(hash_u64(place.offset) + place.file), &is_new);
		if (is_new)
			name_address(profile, resolver, i, &place);
	}
	ns = cpu_ns() - begin;
	u64map_free(&named);
	count(profile);
	__real_profile_tree(profile, resolver, tree);
}

/* VmHWM, in kB. */
static unsigned long most_resident(void)
{
	FILE *in = fopen("/proc/self/status", "r");
	unsigned long kb = 0;
	char line[256];

	while (in && fgets(line, sizeof(line), in))
		sscanf(line, "VmHWM: %lu", &kb);
	if (in)
		fclose(in);
	return kb;
}

__attribute__((destructor)) static void report(void)
{
	fprintf(stderr, "names %" PRIu64 " %" PRIu64 " %.2f %lu\n", links, addresses, ns / 1e6,
		most_resident());
}
