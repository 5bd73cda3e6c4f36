// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>
#include <string.h>

#include "profile/programs.h"
#include "util/alloc.h"

void programs_init(struct programs *programs)
{
	memset(programs, 0, sizeof(*programs));
	strpool_init(&programs->names);
	maps_init(&programs->maps);
}

void programs_free(struct programs *programs)
{
	free(programs->program);
	u64map_free(&programs->by_number);
	u64map_free(&programs->newest);
	strpool_free(&programs->names);
	maps_free(&programs->maps);
	memset(programs, 0, sizeof(*programs));
}

static uint32_t add(struct programs *programs, uint32_t tgid, uint64_t number, uint32_t same)
{
	uint32_t index = programs->count++;
	uint64_t *newest;
	bool first;

	programs->program = grow(programs->program, &programs->capacity, programs->count,
				 sizeof(*programs->program));
	programs->program[index] = (struct program){
		.number = number, .tgid = tgid, .parent = NO_PROGRAM, .same_number = same,
	};
	newest = u64map_at(&programs->newest, tgid, &first);
	if (first || programs->program[*newest].number < number)
		*newest = index;
	return index;
}

uint32_t programs_at(struct programs *programs, uint32_t tgid, uint64_t number)
{
	uint64_t *first;
	bool added;

	/* Each CPU has an idle task of its own; they are one to us. */
	if (!tgid)
		number = 0;
	first = u64map_at(&programs->by_number, number, &added);
	if (added) {
		*first = add(programs, tgid, number, NO_PROGRAM);
		return *first;
	}
	for (uint32_t i = *first; i != NO_PROGRAM; i = programs->program[i].same_number) {
		if (programs->program[i].tgid == tgid)
			return i;
	}
	*first = add(programs, tgid, number, *first);
	return *first;
}

static void set_name(struct programs *programs, uint32_t index, enum name_source source,
		     const char *comm)
{
	struct program *program = &programs->program[index];

	if (program->name_source > source)
		return;
	program->name = strpool_intern_n(&programs->names, comm, strnlen(comm, FLAMESAMP_COMM_LEN));
	program->name_source = source;
}

void programs_named(struct programs *programs, const struct flamesamp_program *record)
{
	set_name(programs, programs_at(programs, record->tgid, record->program), NAME_PROGRAM,
		 record->comm);
}

void programs_exec(struct programs *programs, const struct flamesamp_exec *record)
{
	set_name(programs, programs_at(programs, record->tgid, record->program), NAME_PROGRAM,
		 record->comm);
}

void programs_fork(struct programs *programs, const struct flamesamp_fork *record)
{
	uint32_t child = programs_at(programs, record->tgid, record->program);
	uint32_t parent = programs_at(programs, record->parent_tgid, record->parent_program);
	const char *name = programs_name(programs, parent);

	programs->program[child].parent = parent;
	programs->program[child].fork_ns = record->ns;
	if (name && programs->program[child].name_source < NAME_PARENT) {
		programs->program[child].name = programs->program[parent].name;
		programs->program[child].name_source = NAME_PARENT;
	}
}

/*
 * A name change does not say in which program: exec sets the new name while the old program's
 * number is still the valid one. So it only serves where nothing better is known.
 */
void programs_comm(struct programs *programs, const struct flamesamp_comm *record)
{
	uint64_t *newest = u64map_find(&programs->newest, record->tgid);

	if (record->tid == record->tgid && newest)
		set_name(programs, *newest, NAME_COMM, record->comm);
}

void programs_map(struct programs *programs, const struct flamesamp_map *record)
{
	uint32_t index = programs_at(programs, record->tgid, record->program);

	maps_add(&programs->maps, &programs->program[index].map, record);
}

const char *programs_name(const struct programs *programs, uint32_t index)
{
	const struct program *program = &programs->program[index];

	if (!program->tgid)
		return "swapper";
	return program->name_source ? strpool_get(&programs->names, program->name) : NULL;
}

uint32_t programs_find_map(const struct programs *programs, uint32_t *index, uint64_t address,
			   uint64_t ns)
{
	uint32_t at = *index;

	for (int i = 0; i < GENERATIONS_MAX && at != NO_PROGRAM; i++) {
		const struct program *program = &programs->program[at];
		uint32_t map = maps_find(&programs->maps, program->map, address, ns);

		if (map) {
			*index = at;
			return map;
		}
		at = program->parent;
	}
	return 0;
}
