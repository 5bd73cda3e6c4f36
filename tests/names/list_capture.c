// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What a capture says of addresses, as lines of text:
 *
 *	A PATH OFFSET			an address that occurs: an offset in a file
 *	K ADDRESS			one of the kernel's
 *	N PATH START END NAME		a name that the capture kept, of offsets in a file
 *	M START END NAME [MODULE]	one of the kernel's
 *
 * Numbers are in hex; of a return address, the address is that of its call's last byte. Each
 * address once a program that it occurs in.
 *
 * list_capture CAPTURE
 */
#include <inttypes.h>
#include <stdio.h>

#include "capture/fsc.h"
#include "profile/state.h"
#include "util/hash.h"
#include "util/u64map.h"

static void print_name(void *arg, const struct kept_name *name)
{
	(void)arg;
	if (!name->name)
		return;
	if (name->object)
		printf("N %s %" PRIx64 " %" PRIx64 " %s\n", name->object, name->start, name->end,
		       name->name);
	else
		printf("M %" PRIx64 " %" PRIx64 " %s %s\n", name->start, name->end, name->name,
		       name->module ? name->module : "");
}

static void print_user(const struct profile *profile, uint32_t program, uint64_t address,
		       uint64_t ns)
{
	const struct maps *maps = &profile->programs.maps;
	uint32_t number = programs_find_map(&profile->programs, &program, address, ns);
	const struct map *map = &maps->map[number];
	const char *path;

	if (!number)
		return;
	path = maps->file[map->file].object.path;
	if (*path)
		printf("A %s %" PRIx64 "\n", path, address - map->start + map->offset);
}

static void print_addresses(const struct profile *profile)
{
	const struct chains *chains = &profile->chains;
	struct u64map seen = { .slots = 0 };

	for (uint32_t i = 1; i < chains->count; i++) {
		const struct chain_node *node = &chains->node[i];
		uint64_t address = node->value - !node->exact;
		uint32_t program;
		bool added;

		if (node->kind != CHAIN_USER && node->kind != CHAIN_KERNEL)
			continue;
		program = chains_program(chains, i);
		u64map_at(&seen, hash_u64(address) ^ program, &added);
		if (!added)
			continue;
		if (node->kind == CHAIN_USER)
			print_user(profile, program, address, node->first_ns);
		else
			printf("K %" PRIx64 "\n", address);
	}
	u64map_free(&seen);
}

int main(int argc, char **argv)
{
	struct profile *profile = profile_new(0);
	const struct fsc_sink sink = {
		.arg = profile, .records = profile_records, .name = print_name,
	};
	bool whole;

	if (argc != 2) {
		fprintf(stderr, "usage: list_capture CAPTURE\n");
		return 2;
	}
	if (fsc_read(argv[1], &sink, &whole))
		return 1;
	print_addresses(profile);
	profile_free(profile);
	return 0;
}
