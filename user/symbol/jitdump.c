// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "symbol/jitdump.h"
#include "symbol/perf_map.h"

#define MAGIC		0x4a695444u	/* "JiTD" */
#define VERSION		1
#define FLAG_ARCH_TIMESTAMP 1u

/* Record types. */
enum {
	CODE_LOAD,
	CODE_MOVE,
	CODE_DEBUG_INFO,
	CODE_CLOSE,
	CODE_UNWINDING_INFO,
};

struct header {
	uint32_t magic, version, size, machine, pad, pid;
	uint64_t time, flags;
};

struct prefix {
	uint32_t type, size;
	uint64_t time;
};

struct load {
	struct prefix prefix;
	uint32_t pid, tid;
	uint64_t vma, address, size, index;
	/* The name, ended by NUL, and the code follow. */
};

struct move {
	struct prefix prefix;
	uint32_t pid, tid;
	uint64_t vma, old, address, size, index;
};

_Static_assert(sizeof(struct header) == JITDUMP_HEADER_BYTES, "as in the file");
_Static_assert(sizeof(struct prefix) == JITDUMP_PREFIX_BYTES, "as in the file");
_Static_assert(sizeof(struct load) + JIT_NAME_MAX < JITDUMP_ROOM, "a name fits");

static uint32_t get32(const struct jitdump *dump, uint32_t value)
{
	return dump->swapped ? __builtin_bswap32(value) : value;
}

static uint64_t get64(const struct jitdump *dump, uint64_t value)
{
	return dump->swapped ? __builtin_bswap64(value) : value;
}

bool jitdump_open(struct jitdump *dump, const void *bytes)
{
	struct header header;

	memcpy(&header, bytes, sizeof(header));
	dump->swapped = header.magic == __builtin_bswap32(MAGIC);
	dump->size = get32(dump, header.size);
	dump->no_clock = get64(dump, header.flags) & FLAG_ARCH_TIMESTAMP;
	return get32(dump, header.magic) == MAGIC && get32(dump, header.version) == VERSION &&
	       dump->size >= sizeof(header);
}

uint32_t jitdump_size(const struct jitdump *dump, const void *bytes)
{
	struct prefix prefix;
	uint32_t size;

	memcpy(&prefix, bytes, sizeof(prefix));
	size = get32(dump, prefix.size);
	return size >= sizeof(prefix) ? size : 0;
}

/* Return: the kind where the range is sound, else one that says nothing. */
static enum jitdump_kind set_range(struct jitdump_record *record, uint64_t start, uint64_t size,
				   enum jitdump_kind kind)
{
	record->start = start;
	if (__builtin_add_overflow(start, size, &record->end) || !size)
		return JITDUMP_OTHER;
	return kind;
}

static void parse_load(const struct jitdump *dump, const char *bytes, size_t have,
		       struct jitdump_record *record)
{
	struct load load;
	size_t room;

	if (have < sizeof(load))
		return;
	memcpy(&load, bytes, sizeof(load));
	record->index = get64(dump, load.index);
	record->name = bytes + sizeof(load);
	room = have - sizeof(load) < JIT_NAME_MAX ? have - sizeof(load) : JIT_NAME_MAX;
	record->name_len = strnlen(record->name, room);
	record->kind = set_range(record, get64(dump, load.address), get64(dump, load.size),
				 JITDUMP_LOAD);
}

static void parse_move(const struct jitdump *dump, const char *bytes, size_t have,
		       struct jitdump_record *record)
{
	struct move move;

	if (have < sizeof(move))
		return;
	memcpy(&move, bytes, sizeof(move));
	record->old = get64(dump, move.old);
	record->index = get64(dump, move.index);
	record->kind = set_range(record, get64(dump, move.address), get64(dump, move.size),
				 JITDUMP_MOVE);
}

void jitdump_parse(const struct jitdump *dump, const void *bytes, size_t have,
		   struct jitdump_record *record)
{
	struct prefix prefix;

	*record = (struct jitdump_record){ .kind = JITDUMP_BROKEN };
	record->size = jitdump_size(dump, bytes);
	if (!record->size)
		return;
	if (have > record->size)
		have = record->size;
	memcpy(&prefix, bytes, sizeof(prefix));
	record->ns = get64(dump, prefix.time);
	record->kind = JITDUMP_OTHER;
	switch (get32(dump, prefix.type)) {
	case CODE_LOAD:
		parse_load(dump, bytes, have, record);
		break;
	case CODE_MOVE:
		parse_move(dump, bytes, have, record);
		break;
	case CODE_CLOSE:
		record->kind = JITDUMP_CLOSE;
		break;
	}
}
