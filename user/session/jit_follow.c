// SPDX-License-Identifier: GPL-2.0-or-later
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sysmacros.h>

#include "capture/records.h"
#include "session/clock.h"
#include "session/jit_follow.h"
#include "symbol/jit_path.h"
#include "util/alloc.h"

/* A compiler begins its map soon after it has got memory: a few looks. */
#define JIT_TRIES 6
#define JIT_TRY_NS (NS_PER_S / 2)

/* One program maps no more jitdump files than are of use to the resolver. */
#define PLACES_MAX 8

void jit_follow_free(struct jit_follow *follow)
{
	for (size_t i = 0; i < follow->count; i++) {
		struct jit_followed *program = &follow->program[i];

		for (size_t j = 0; j < program->places; j++)
			free((char *)program->place[j].path);
		free(program->place);
	}
	free(follow->program);
	u64map_free(&follow->by_number);
}

static struct jit_followed *program_at(struct jit_follow *follow, uint64_t number, uint32_t tgid)
{
	bool added;
	uint64_t *index = u64map_at(&follow->by_number, number, &added);

	if (!added)
		return &follow->program[*index];
	*index = follow->count;
	follow->program = grow(follow->program, &follow->capacity, follow->count + 1,
			       sizeof(*follow->program));
	follow->program[follow->count] = (struct jit_followed){ .number = number, .tgid = tgid };
	follow->in_hurry = true;
	return &follow->program[follow->count++];
}

static void add_place(struct jit_followed *program, const struct flamesamp_map *record)
{
	for (size_t i = 0; i < program->places; i++) {
		if (program->place[i].inode == record->inode)
			return;
	}
	if (program->places == PLACES_MAX)
		return;
	program->place = grow(program->place, &program->capacity, program->places + 1,
			      sizeof(*program->place));
	program->place[program->places++] = (struct object){
		.path = xstrdup(record->path),
		.device = makedev(record->major, record->minor),
		.inode = record->inode,
		.tgid = record->tgid,
		.start = record->start,
		.end = record->end,
	};
}

static void take_map(struct jit_follow *follow, const struct flamesamp_map *record)
{
	if (record->inode && jit_path_is_dump(record->path))
		add_place(program_at(follow, record->program, record->tgid), record);
	else if (jit_path_is_memory(record->path))
		program_at(follow, record->program, record->tgid);
}

void jit_follow_take(struct jit_follow *follow, const void *data, size_t bytes)
{
	const struct flamesamp_header *h = record_first(data, bytes);

	for (; h; h = record_next(h, (const char *)data + bytes)) {
		if (h->type == FLAMESAMP_MAP)
			take_map(follow, (const struct flamesamp_map *)h);
	}
}

static void read_program(struct jit_followed *program, struct resolver *resolver)
{
	bool found = resolver_read_jit(resolver, program->number, program->tgid);

	if (found)
		program->tries = JIT_TRIES;
	else if (program->tries < JIT_TRIES)
		program->tries++;
	for (size_t i = 0; i < program->places; i++)
		resolver_read_jitdump(resolver, program->number, &program->place[i]);
}

void jit_follow_new(struct jit_follow *follow, struct resolver *resolver, uint64_t now)
{
	if (!follow->in_hurry)
		return;
	follow->in_hurry = false;
	for (size_t i = 0; i < follow->count; i++) {
		struct jit_followed *program = &follow->program[i];

		if (program->tries < JIT_TRIES && now >= program->next_ns) {
			program->next_ns = now + JIT_TRY_NS;
			read_program(program, resolver);
		}
		follow->in_hurry |= program->tries < JIT_TRIES;
	}
}

void jit_follow_all(struct jit_follow *follow, struct resolver *resolver)
{
	for (size_t i = 0; i < follow->count; i++)
		read_program(&follow->program[i], resolver);
}
