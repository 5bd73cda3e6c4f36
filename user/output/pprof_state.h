/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a profile.proto is made of while stacks are taken; for the files that make it up.
 *
 * Numbers of all tables begin with 1; 0 is none. They are the ids in the file.
 */
#ifndef FLAMEREC_OUTPUT_PPROF_STATE_H
#define FLAMEREC_OUTPUT_PPROF_STATE_H

#include <stdbool.h>
#include <stdint.h>

#include "output/writer.h"
#include "util/distinct.h"
#include "util/strpool.h"
#include "util/u64map.h"

/* A file, or the part of the kernel, that code is in. Texts are numbers in @texts. */
struct pprof_mapping {
	uint32_t filename;
	uint32_t build_id;
};

/**
 * struct pprof_extent - what is known of a mapping's code
 * @lowest: lowest address or offset of a frame
 * @highest: the highest one
 * @is_file: those are offsets in a file, and none is an address
 * @has_files, @has_lines, @has_inlines: some location tells so
 */
struct pprof_extent {
	uint64_t lowest, highest;
	bool is_file, has_files, has_lines, has_inlines;
};

/* @is_process: the name is a program's: samples get it as a label, too */
struct pprof_function {
	uint32_t name, symbol, file;
	uint32_t is_process;
};

/* The functions of a location, as a chain: @caller is what this one was inlined into. */
struct pprof_line {
	uint32_t caller;
	uint32_t function;
	uint64_t line;
};

/* @address: or the offset in the mapping's file; @line: the innermost one */
struct pprof_location {
	uint64_t address;
	uint32_t mapping;
	uint32_t line;
};

/* A stack as a chain. */
struct pprof_stack {
	uint32_t caller;
	uint32_t location;
};

struct pprof_sample {
	uint32_t stack;
	uint32_t pid, tid, cpu;		/* or STACK_NOT_KNOWN */
};

/**
 * struct pprof - a profile in the making
 * @texts: of names and files
 * @mappings ... @samples: struct pprof_mapping ... struct pprof_sample
 * @extent: one a mapping
 * @count: one a sample
 * @mapping_of: object's address -> its mapping
 * @path: of the stack before, one a frame: its part up to there, in @stacks; 0: the location goes
 *	on. @path_length of them
 */
struct pprof {
	struct writer_about about;
	struct strpool texts;
	struct distinct mappings, functions, lines, locations, stacks, samples;
	struct pprof_extent *extent;
	size_t extents;
	double *count;
	size_t counts;
	struct u64map mapping_of;
	uint32_t *path;
	size_t path_length, path_capacity;
};

/* Write it all, compressed. Return: 0, or -1 with errno set. */
int pprof_write(void *pprof, FILE *out);

#endif
