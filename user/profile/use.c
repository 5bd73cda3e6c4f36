// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>
#include <string.h>

#include "profile/naming.h"
#include "profile/use.h"
#include "util/alloc.h"

/* Where a link of a chain is; file 0 is none. */
struct spot {
	uint32_t file;
	uint8_t why;
	bool is_kernel;
	bool is_known;
};

/**
 * struct walk - the work of one profile_file_uses()
 * @spot: one a node of the chains
 * @use: one a file, then the kernel
 * @seen: the stack that was counted last for each of them, from 1
 */
struct walk {
	struct profile *profile;
	struct resolver *resolver;
	struct spot *spot;
	struct file_use *use;
	size_t *seen;
	size_t files;
};

static const struct spot *find_spot(struct walk *walk, uint32_t number)
{
	struct spot *spot = &walk->spot[number];
	struct named_place place;

	if (spot->is_known)
		return spot;
	name_address(walk->profile, walk->resolver, number, &place);
	spot->file = place.file;
	spot->why = place.symbol.why;
	spot->is_kernel = walk->profile->chains.node[number].kind == CHAIN_KERNEL;
	spot->is_known = true;
	return spot;
}

static void count_stack(struct walk *walk, size_t stack, uint32_t end, uint64_t count)
{
	const struct chain_node *nodes = walk->profile->chains.node;

	for (uint32_t i = nodes[end].parent; nodes[i].kind != CHAIN_PROGRAM && i;
	     i = nodes[i].parent) {
		const struct spot *spot = find_spot(walk, i);
		size_t number = spot->is_kernel ? walk->files : spot->file;
		struct file_use *use = &walk->use[number];

		use->frames += count;
		if (spot->why != NAMED)
			use->unnamed[spot->why] += count;
		if (walk->seen[number] != stack)
			use->samples += count;
		walk->seen[number] = stack;
	}
}

uint64_t file_use_unnamed(const struct file_use *use)
{
	uint64_t sum = 0;

	for (int why = NAMED + 1; why < UNNAMED_REASONS; why++)
		sum += use->unnamed[why];
	return sum;
}

enum unnamed file_use_reason(const struct file_use *use)
{
	enum unnamed most = NAMED;

	for (int why = NAMED + 1; why < UNNAMED_REASONS; why++) {
		if (use->unnamed[why] > (most == NAMED ? 0 : use->unnamed[most]))
			most = why;
	}
	return most;
}

static int compare(const void *a, const void *b)
{
	const struct file_use *x = a, *y = b;
	uint64_t without_x = file_use_unnamed(x), without_y = file_use_unnamed(y);

	if (without_x != without_y)
		return without_x > without_y ? -1 : 1;
	if (x->samples != y->samples)
		return x->samples > y->samples ? -1 : 1;
	/* The same order whatever the memory is like. */
	return strcmp(x->object ? x->object->path : "", y->object ? y->object->path : "");
}

static size_t drop_unused(struct file_use *use, size_t count)
{
	size_t n = 0;

	for (size_t i = 0; i < count; i++) {
		if (use[i].frames)
			use[n++] = use[i];
	}
	return n;
}

size_t profile_file_uses(struct profile *profile, struct resolver *resolver,
			 struct file_use **uses)
{
	const struct maps *maps = &profile->programs.maps;
	const struct u64map *sampled = &profile->sampled;
	struct walk walk = { .profile = profile, .resolver = resolver, .files = maps->files };
	size_t n;

	walk.spot = xcalloc(profile->chains.count, sizeof(*walk.spot));
	walk.use = xcalloc(walk.files + 1, sizeof(*walk.use));
	walk.seen = xcalloc(walk.files + 1, sizeof(*walk.seen));
	for (size_t i = 0; i < sampled->slots; i++) {
		const struct u64map_slot *slot = &sampled->slot[i];

		if (slot->used && slot->value && bucket_context(slot->key) != FLAMESAMP_IN_IDLE)
			count_stack(&walk, i + 1, bucket_end(slot->key), slot->value);
	}
	walk.use[walk.files].is_kernel = true;
	for (size_t i = 1; i < walk.files; i++)
		walk.use[i].object = &maps->file[i].object;
	free(walk.spot);
	free(walk.seen);
	n = drop_unused(walk.use, walk.files + 1);
	qsort(walk.use, n, sizeof(*walk.use), compare);
	*uses = walk.use;
	return n;
}
