/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Programs: what runs under a process id between two execs, their names, parents and maps.
 */
#ifndef FLAMEREC_PROFILE_PROGRAMS_H
#define FLAMEREC_PROFILE_PROGRAMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <linux/flamesamp.h>

#include "profile/maps.h"
#include "util/strpool.h"
#include "util/u64map.h"

/* How a program's name was learnt: a better way overwrites a worse one. */
enum name_source {
	NAME_NONE,
	NAME_PARENT,		/* it was forked from a program of that name */
	NAME_COMM,		/* the process took that name, in this program or just before it */
	NAME_PROGRAM,		/* told for this very program */
};

/**
 * struct program - a program
 * @number: of the program in @tgid, as the module counts
 * @tgid: process
 * @parent: index of the program that it was forked from, whose map it began with; or NO_PROGRAM
 * @fork_ns: when that was; 0: not known
 * @same_number: index of another program with this @number; or NO_PROGRAM
 * @name: in programs.names
 * @map: its first map; 0: none
 * @name_source: enum name_source
 */
struct program {
	uint64_t number;
	uint64_t fork_ns;
	uint32_t tgid;
	uint32_t parent;
	uint32_t same_number;
	uint32_t name;
	uint32_t map;
	uint8_t name_source;
};

#define NO_PROGRAM UINT32_MAX

/* Forks without an exec in between; a bound, since a damaged file may hold a circle. */
#define GENERATIONS_MAX 64

struct programs {
	struct program *program;
	size_t count, capacity;
	struct u64map by_number;	/* -> index */
	struct u64map newest;		/* tgid -> index of the program with the highest number */
	struct strpool names;
	struct maps maps;
};

void programs_init(struct programs *programs);
void programs_free(struct programs *programs);

/* The index of a program; added where it is new. */
uint32_t programs_at(struct programs *programs, uint32_t tgid, uint64_t number);

/* What the records tell of programs. */
void programs_named(struct programs *programs, const struct flamesamp_program *record);
void programs_exec(struct programs *programs, const struct flamesamp_exec *record);
void programs_fork(struct programs *programs, const struct flamesamp_fork *record);
void programs_comm(struct programs *programs, const struct flamesamp_comm *record);
void programs_map(struct programs *programs, const struct flamesamp_map *record);

/* The name; NULL where it was never told. Valid until the next record. */
const char *programs_name(const struct programs *programs, uint32_t index);

/**
 * programs_find_map() - the map behind an address of a program
 * @programs: all programs
 * @index: in: the program; out: the program whose map it is: the same, or one that it was forked
 *	from
 * @address: the address
 * @ns: when it was sampled
 *
 * Return: number of the map, or 0.
 */
uint32_t programs_find_map(const struct programs *programs, uint32_t *index, uint64_t address,
			   uint64_t ns);

#endif
