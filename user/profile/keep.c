// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * profile_new_names(): the names that a capture file keeps.
 */
#include "profile/naming.h"
#include "util/hash.h"

/* Whether there is more to tell than the address itself: a name, or at least the bounds. */
static bool is_function(const struct symbol *symbol)
{
	return symbol->why == NAMED || symbol->start < symbol->end;
}

/* Many addresses lie in one function. Only the first of them hands out its name. */
static bool first_of_function(struct profile *profile, const struct named_place *place)
{
	uint64_t whose = place->jit_program ?
				 hash_u64(place->jit_program + place->symbol.since_ns) :
				 place->file;
	bool added;

	u64map_at(&profile->kept, hash_u64(hash_u64(place->symbol.start) + whose), &added);
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
 * An address without a name is asked for again next time: its map may not have been read yet, and
 * the file may be found through another process.
 */
static bool is_new(struct profile *profile, struct chain_node *node,
		   const struct named_place *place)
{
	bool new_file = first_of_file(profile, place);

	/* Where generated code was, too: another sample at the address may be from before. */
	if (!is_function(&place->symbol) && !place->jit_program)
		return new_file;
	node->kept = true;
	return first_of_function(profile, place) || new_file;
}

/* The program of node @i, where @before is that of node @i - 1, most often its parent. */
static uint32_t program_of(const struct chains *chains, uint32_t i, uint32_t before)
{
	return chains->node[i].parent && chains->node[i].parent == i - 1 ?
	       before : chains_program(chains, i);
}

/*
 * Where stacks do not repeat, one address is in thousands of nodes. Another file can be at it only
 * when further maps have come.
 */
static uint64_t address_key(const struct profile *profile, const struct chain_node *node,
			    uint32_t program)
{
	uint64_t place = (uint64_t)program << 3 | node->kind << 1 | node->exact;

	return hash_u64(hash_u64(node->value) ^ place ^
			(uint64_t)profile->programs.maps.maps << 40);
}

bool profile_new_names(struct profile *profile, struct resolver *resolver,
		       void (*take)(void *arg, const struct profile_name *name),
		       bool (*goes_on)(void *arg), void *arg)
{
	uint32_t first = goes_on && profile->next_name ? profile->next_name : 1, program = 0;

	raw_walk(profile, false);
	if (first > 1)
		program = chains_program(&profile->chains, first - 1);
	profile->next_name = 0;
	for (uint32_t i = first; i < profile->chains.count; i++) {
		struct chain_node *node = &profile->chains.node[i];
		struct named_place place;
		struct profile_name name;
		uint64_t key;

		program = program_of(&profile->chains, i, program);
		if (node->kept || node->kind == CHAIN_PROGRAM || node->kind == CHAIN_END)
			continue;
		key = address_key(profile, node, program);
		if (u64map_find(&profile->named, key)) {
			node->kept = true;
			continue;
		}
		if (goes_on && !goes_on(arg)) {
			profile->next_name = i;
			return false;
		}
		name_address(profile, resolver, i, &place);
		/* Generated code is another one at another time. */
		if (is_function(&place.symbol) && !place.jit_program)
			u64map_at(&profile->named, key, NULL);
		if (!is_new(profile, node, &place))
			continue;
		name.object = place.file ? &profile->programs.maps.file[place.file].object : NULL;
		name.jit_program = place.jit_program;
		name.symbol = place.symbol;
		take(arg, &name);
	}
	return true;
}
