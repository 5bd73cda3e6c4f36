/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the readers of maps and of jitdump files share; nobody else includes it.
 */
#ifndef FLAMEREC_SYMBOL_JIT_STATE_H
#define FLAMEREC_SYMBOL_JIT_STATE_H

#include <time.h>

#include "symbol/jit.h"
#include "symbol/jit_file.h"
#include "symbol/jit_process.h"
#include "symbol/jitdump.h"
#include "util/u64map.h"

/* Bytes that are read at a time, and in one call: the rest waits for the next one. */
#define JIT_READ_BYTES (64u << 10)
#define JIT_CALL_BYTES (64u << 20)

/* Dumps of one program: a library each that compiles. */
#define JIT_DUMPS_MAX 8

/**
 * struct jit_dump - a jitdump file
 * @file: the file
 * @header: valid where @is_begun
 * @is_begun: the header was read
 * @is_ended: there is nothing more to read, or nothing that makes sense
 * @name: code number -> place of its name; @names of them
 */
struct jit_dump {
	struct jit_file file;
	struct jitdump header;
	bool is_begun;
	bool is_ended;
	uint32_t *name;
	size_t names, capacity;
};

/**
 * struct jit_program - a program
 * @process: what is known of its process
 * @map: its perf map
 * @in_long_line: @map was read up to the middle of a line that is of no use
 * @dump: its jitdump files, @dumps of them
 * @codes: what they tell
 * @told_ns: the time of the latest code that came without one
 * @is_cut: something was left out: nothing is known any more from @cut_ns on, as it may be where
 *	other code was before
 */
struct jit_program {
	struct jit_process process;
	struct jit_file map;
	bool in_long_line;
	struct jit_dump *dump[JIT_DUMPS_MAX];
	size_t dumps;
	struct jit_codes codes;
	uint64_t told_ns;
	bool is_cut;
	uint64_t cut_ns;
};

/**
 * struct jit - see jit.h
 * @program: the programs, @count of them
 * @by_number: program number -> index of @program
 * @files: those that are held open
 * @bytes: what is kept of all programs
 * @is_full: no more is kept, and the user was told, at @full_ns
 * @since: CLOCK_REALTIME of our beginning, seconds
 */
struct jit {
	struct jit_program **program;
	size_t count, capacity;
	struct u64map by_number;
	struct jit_files files;
	size_t bytes;
	bool is_full;
	uint64_t full_ns;
	time_t since;
};

/* The program; added where it is new. */
struct jit_program *jit_program_at(struct jit *jit, uint64_t number);

/* Count @bytes that are to be kept. Return: whether there is room for them. */
bool jit_reserve(struct jit *jit, size_t bytes);

/* Of the program's code, something that was made at @ns or later was left out. */
void jit_cut(struct jit_program *program, uint64_t ns);

/**
 * jit_told_ns() - a time for code that comes without one
 * @program: the program
 * @file: the file that tells of it
 *
 * Return: when the file was read last, or later by some nanoseconds, so that no two have the same.
 */
uint64_t jit_told_ns(struct jit_program *program, const struct jit_file *file);

/* CLOCK_MONOTONIC. */
uint64_t jit_now_ns(void);

void jit_dump_free(struct jit *jit, struct jit_dump *dump);

#endif
