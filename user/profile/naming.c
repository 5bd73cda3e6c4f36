// SPDX-License-Identifier: GPL-2.0-or-later
#include "profile/naming.h"

/*
 * A return address lies behind the call, perhaps already in the next function: the byte before it
 * is in the call.
 */
static uint64_t code_address(const struct chain_node *node)
{
	return node->exact || !node->value ? node->value : node->value - 1;
}

static void name_in_map(struct profile *profile, struct resolver *resolver, uint32_t number,
			uint32_t tgid, uint64_t address, struct named_place *place)
{
	struct maps *maps = &profile->programs.maps;
	const struct map *map = &maps->map[number];

	if (profile->live)
		maps_locate(maps, number, tgid);
	place->file = map->file;
	resolver_user(resolver, &maps->file[map->file].object, address - map->start + map->offset,
		      &place->symbol);
}

static void name_user(struct profile *profile, struct resolver *resolver, uint32_t number,
		      uint64_t address, struct named_place *place)
{
	uint64_t ns = profile->chains.node[number].first_ns;
	uint32_t program = chains_program(&profile->chains, number);
	uint32_t map = programs_find_map(&profile->programs, &program, address, ns);

	if (map)
		name_in_map(profile, resolver, map, profile->programs.program[program].tgid,
			    address, place);
	else
		resolver_user(resolver, NULL, address, &place->symbol);
}

static void name_at(struct profile *profile, struct resolver *resolver, uint32_t number,
		    uint64_t address, struct named_place *place)
{
	*place = (struct named_place){ .file = 0 };
	if (profile->chains.node[number].kind == CHAIN_KERNEL)
		resolver_kernel(resolver, address, &place->symbol);
	else
		name_user(profile, resolver, number, address, place);
}

void name_address(struct profile *profile, struct resolver *resolver, uint32_t number,
		  struct named_place *place)
{
	const struct chain_node *node = &profile->chains.node[number];
	uint64_t address = code_address(node);
	struct named_place shown;

	name_at(profile, resolver, number, address, place);
	if (place->symbol.why == NAMED || address == node->value)
		return;
	/* Shown as a number, it shall be the number that is on the stack. */
	name_at(profile, resolver, number, node->value, &shown);
	if (shown.symbol.why == place->symbol.why)
		*place = shown;
}
