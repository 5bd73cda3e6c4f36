/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Records of a jitdump file, as tools/perf/Documentation/jitdump-specification.txt of the Linux
 * source describes version 1 of it.
 */
#ifndef FLAMEREC_SYMBOL_JITDUMP_H
#define FLAMEREC_SYMBOL_JITDUMP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What of a record has to be at hand: its fixed part, and as much of its name as is kept. */
#define JITDUMP_ROOM 2048

/**
 * struct jitdump - what the file's header says
 * @size: of the header, bytes
 * @swapped: integers are of the other byte order
 * @no_clock: times are those of a clock that is not CLOCK_MONOTONIC
 */
struct jitdump {
	uint32_t size;
	bool swapped;
	bool no_clock;
};

#define JITDUMP_HEADER_BYTES 40

/* Return: false where these bytes, JITDUMP_HEADER_BYTES of them, don't begin a jitdump file. */
bool jitdump_open(struct jitdump *dump, const void *header);

enum jitdump_kind {
	JITDUMP_OTHER,		/* tells nothing about where code is */
	JITDUMP_LOAD,		/* code was made */
	JITDUMP_MOVE,		/* code is somewhere else now */
	JITDUMP_CLOSE,		/* the last record */
	JITDUMP_BROKEN,		/* nothing behind it can be read */
};

/**
 * struct jitdump_record - a record
 * @kind: enum jitdump_kind; decides what else is valid
 * @size: of the record, bytes
 * @ns: its time
 * @start: first address of the code
 * @end: first address behind it
 * @old: where it was before
 * @index: number of the code, by which a move names what was loaded
 * @name: its name, in the bytes that were given; not ended by NUL
 * @name_len: at most JIT_NAME_MAX; 0: it has none
 */
struct jitdump_record {
	enum jitdump_kind kind;
	uint32_t size;
	uint64_t ns;
	uint64_t start, end;
	uint64_t old;
	uint64_t index;
	const char *name;
	size_t name_len;
};

#define JITDUMP_PREFIX_BYTES 16

/* Size of the record whose first JITDUMP_PREFIX_BYTES these are. Return: 0 where it is broken. */
uint32_t jitdump_size(const struct jitdump *dump, const void *prefix);

/**
 * jitdump_parse() - read a record
 * @dump: the file's header
 * @bytes: the record, from its prefix on
 * @have: how many bytes: the whole record, or at least JITDUMP_ROOM
 * @record: filled in
 */
void jitdump_parse(const struct jitdump *dump, const void *bytes, size_t have,
		   struct jitdump_record *record);

#endif
