// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * profile_new_names(): the names that a capture file keeps.
 */
#include "profile/naming.h"
#include "util/hash.h"

/* Many addresses lie in one function. Only the first of them hands out its name. */
static bool first_of_function(struct profile *profile, const struct named_place *place)
{
	bool added;

	u64map_at(&profile->kept, hash_u64(hash_u64(place->symbol.start) + place->file), &added);
	return added;
}

/* Something to tell of the file itself, where no name of it was told before. */
static bool first_of_file(struct profile *profile, const struct named_place *place)
{
	struct mapped_file *file = &profile->programs.maps.file[place->file];

	if (!place->file || file->kept)
		return false;
	file->kept = true;
	return true;
}

/*
 * Where one address of a program stands, in however many stacks: 1 once its name was handed out. Where
 * no two stacks are equal, there are a hundred times as many nodes as addresses.
 */
static uint64_t *named_before(struct profile *profile, uint32_t number)
{
	const struct chain_node *node = &profile->chains.node[number];
	uint64_t where = node->kind == CHAIN_KERNEL ?
			 UINT64_MAX : chains_program(&profile->chains, number);

	return u64map_at(&profile->named, hash_u64(hash_u64(where) + node->value * 2 + node->exact),
			 NULL);
}

/*
 * An address without a name is asked for again next time: its map may not have been read yet, and
 * the file may be found through another process.
 */
static bool is_new(struct profile *profile, struct chain_node *node,
		   const struct named_place *place)
{
	bool new_file = first_of_file(profile, place);

	if (place->symbol.why != NAMED)
		return new_file;
	node->kept = true;
	return first_of_function(profile, place) || new_file;
}

void profile_new_names(struct profile *profile, struct resolver *resolver,
		       void (*take)(void *arg, const struct profile_name *name), void *arg)
{
	for (uint32_t i = 1; i < profile->chains.count; i++) {
		struct chain_node *node = &profile->chains.node[i];
		struct named_place place;
		struct profile_name name;
		uint64_t *named;
		bool new;

		if (node->kept || node->kind == CHAIN_PROGRAM || node->kind == CHAIN_END)
			continue;
		named = named_before(profile, i);
		node->kept = *named;
		if (node->kept)
			continue;
		name_address(profile, resolver, i, &place);
		new = is_new(profile, node, &place);
		*named = node->kept;
		if (!new)
			continue;
		name.object = place.file ? &profile->programs.maps.file[place.file].object : NULL;
		name.symbol = place.symbol;
		take(arg, &name);
	}
}
