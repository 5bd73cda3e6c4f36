// SPDX-License-Identifier: GPL-2.0-or-later
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "capture/fsc.h"
#include "capture/records.h"
#include "recorded.h"
#include "util/alloc.h"

static void begins(struct recorded *recorded, uint32_t tgid, uint64_t number, uint64_t ns)
{
	uint32_t program = programs_at(&recorded->profile->programs, tgid, number);

	*u64map_at(&recorded->begun, program, NULL) = ns;
}

static void take_sample(struct recorded *recorded, unsigned int cpu,
			const struct flamesamp_sample *sample)
{
	const struct profile *profile = recorded->profile;
	const uint64_t *run, *base;
	struct taken *taken;

	run = u64map_find(&profile->runs, (uint64_t)cpu << 32 | sample->stack / STACK_RUN);
	base = u64map_find(&profile->base_ns, cpu);
	if (!run || !base || !profile->stack[*run + sample->stack % STACK_RUN])
		return;
	recorded->taken = grow(recorded->taken, &recorded->capacity, recorded->count + 1,
			       sizeof(*recorded->taken));
	taken = &recorded->taken[recorded->count++];
	taken->end = profile->stack[*run + sample->stack % STACK_RUN];
	taken->ns = *base + sample->time;
}

static void take_record(struct recorded *recorded, unsigned int cpu,
			const struct flamesamp_header *h)
{
	const struct flamesamp_exec *exec = (const void *)h;
	const struct flamesamp_fork *fork = (const void *)h;

	profile_records(recorded->profile, cpu, h, h->size);
	if (h->type == FLAMESAMP_SAMPLE)
		take_sample(recorded, cpu, (const void *)h);
	else if (h->type == FLAMESAMP_EXEC)
		begins(recorded, exec->tgid, exec->program, exec->ns);
	else if (h->type == FLAMESAMP_FORK)
		begins(recorded, fork->tgid, fork->program, fork->ns);
}

/* One by one, so that each sample finds the profile as it was made for it. */
static int take_records(void *arg, unsigned int cpu, const void *data, size_t bytes)
{
	const struct flamesamp_header *h;

	for (h = record_first(data, bytes); h; h = record_next(h, (const char *)data + bytes))
		take_record(arg, cpu, h);
	return 0;
}

void recorded_read(struct recorded *recorded, const char *path)
{
	const struct fsc_sink sink = { .arg = recorded, .records = take_records };
	bool whole;

	*recorded = (struct recorded){ .profile = profile_new(0) };
	if (fsc_read(path, &sink, &whole))
		exit(1);
}

/* "PATH START END", in hex. */
void entries_read(struct entries *entries, const char *path)
{
	struct entry entry;
	FILE *file = fopen(path, "r");

	*entries = (struct entries){ .count = 0 };
	if (!file) {
		perror(path);
		exit(1);
	}
	while (fscanf(file, "%255s %" SCNx64 " %" SCNx64, entry.path, &entry.start,
		      &entry.end) == 3) {
		entries->entry = grow(entries->entry, &entries->capacity, entries->count + 1,
				      sizeof(entry));
		entries->entry[entries->count++] = entry;
	}
	fclose(file);
}

bool entries_hold(const struct entries *entries, const char *path, uint64_t offset)
{
	for (size_t i = 0; i < entries->count; i++) {
		const struct entry *entry = &entries->entry[i];

		if (offset >= entry->start && offset < entry->end && !strcmp(path, entry->path))
			return true;
	}
	return false;
}

const char *recorded_name(const struct recorded *recorded, const struct taken *taken)
{
	const char *name = programs_name(&recorded->profile->programs,
					 chains_program(&recorded->profile->chains, taken->end));

	return name ? name : "?";
}

const struct chain_node *recorded_leaf(const struct recorded *recorded, const struct taken *taken)
{
	const struct chain_node *nodes = recorded->profile->chains.node;
	const struct chain_node *node = &nodes[nodes[taken->end].parent];

	while (node->kind == CHAIN_KERNEL)
		node = &nodes[node->parent];
	return node->kind == CHAIN_USER ? node : NULL;
}

const char *recorded_locate(const struct recorded *recorded, const struct taken *taken,
			    const struct chain_node *frame, uint64_t *offset)
{
	const struct maps *maps = &recorded->profile->programs.maps;
	uint32_t program = chains_program(&recorded->profile->chains, taken->end);
	uint64_t address = frame->value - !frame->exact;
	const struct map *map;
	uint32_t number;

	number = programs_find_map(&recorded->profile->programs, &program, address, taken->ns);
	if (!number)
		return NULL;
	map = &maps->map[number];
	*offset = address - map->start + map->offset;
	return maps->file[map->file].object.path;
}
