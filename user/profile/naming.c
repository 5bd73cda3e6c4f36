// SPDX-License-Identifier: GPL-2.0-or-later
#include "profile/naming.h"
#include "symbol/label.h"

/*
 * A return address lies behind the call, perhaps already in the next function: the byte before it
 * is in the call.
 */
static uint64_t code_address(const struct chain_node *node)
{
	return node->exact || !node->value ? node->value : node->value - 1;
}

static const struct mapped_file *file_of(const struct maps *maps, uint32_t map)
{
	return &maps->file[maps->map[map].file];
}

static void name_in_map(struct profile *profile, struct resolver *resolver, uint32_t number,
			uint32_t tgid, uint64_t address, struct named_place *place)
{
	struct maps *maps = &profile->programs.maps;
	const struct map *map = &maps->map[number];

	if (profile->live)
		maps_locate(maps, number, tgid);
	place->file = map->file;
	place->offset = address - map->start + map->offset;
	resolver_user(resolver, &maps->file[map->file].object, place->offset, &place->symbol);
}

/* An answer that is worth something: a name, or that there is none any more. */
static bool is_told(const struct symbol *symbol, uint64_t ns)
{
	return symbol->end && symbol->since_ns <= ns;
}

/*
 * A child runs the code that its parent had made when it was forked, and what it makes itself. What
 * the parent told later may be true of the parent alone. Return: whether there is something to
 * tell.
 */
static bool name_generated(struct profile *profile, struct resolver *resolver, uint32_t program,
			   const char *path, uint64_t address, uint64_t ns,
			   struct named_place *place)
{
	const struct programs *programs = &profile->programs;
	uint64_t latest = UINT64_MAX;

	for (int i = 0; i < GENERATIONS_MAX && program != NO_PROGRAM; i++) {
		const struct program *at = &programs->program[program];

		resolver_jit(resolver, at->number, path, address, ns, &place->symbol);
		if (is_told(&place->symbol, latest)) {
			place->jit_program = at->number;
			return true;
		}
		if (at->fork_ns && at->fork_ns < latest)
			latest = at->fork_ns;
		if (latest < ns)
			ns = latest;
		program = at->parent;
	}
	place->symbol = (struct symbol){ .name = NULL };
	return false;
}

static void name_user(struct profile *profile, struct resolver *resolver, uint32_t number,
		      uint64_t address, struct named_place *place)
{
	uint64_t ns = profile->chains.node[number].first_ns;
	uint32_t program = chains_program(&profile->chains, number);
	uint32_t owner = program;
	uint32_t map = programs_find_map(&profile->programs, &owner, address, ns);
	const struct mapped_file *file = map ? file_of(&profile->programs.maps, map) : NULL;

	/* Also where the map was not read in time: only compilers tell of addresses. */
	if ((!file || file->is_memory) &&
	    name_generated(profile, resolver, program, file ? file->object.path : "", address, ns,
			   place))
		return;
	if (map)
		name_in_map(profile, resolver, map, profile->programs.program[owner].tgid,
			    address, place);
	else
		resolver_user(resolver, NULL, address, &place->symbol);
}

bool locate_address(struct profile *profile, uint32_t number, struct named_place *place)
{
	const struct chain_node *node = &profile->chains.node[number];
	const struct maps *maps = &profile->programs.maps;
	uint32_t program = chains_program(&profile->chains, number), map;

	*place = (struct named_place){ .offset = code_address(node) };
	if (node->kind == CHAIN_KERNEL)
		return true;
	map = programs_find_map(&profile->programs, &program, place->offset, node->first_ns);
	if (!map || file_of(maps, map)->is_memory)
		return false;
	place->file = maps->map[map].file;
	place->offset += maps->map[map].offset - maps->map[map].start;
	return true;
}

static void name_at(struct profile *profile, struct resolver *resolver, uint32_t number,
		    uint64_t address, struct named_place *place)
{
	*place = (struct named_place){ .file = 0 };
	if (profile->chains.node[number].kind == CHAIN_KERNEL) {
		place->offset = address;
		resolver_kernel(resolver, address, &place->symbol);
	} else {
		name_user(profile, resolver, number, address, place);
	}
}

/* The byte before it is another function's, or nobody's. */
static bool is_trampoline(const struct named_place *place)
{
	return place->symbol.why == NAMED && place->symbol.start == place->offset &&
	       symbol_is_trampoline(place->symbol.name);
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
	name_at(profile, resolver, number, node->value, &shown);
	if (is_trampoline(&shown))
		*place = shown;
}
