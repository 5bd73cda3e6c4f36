/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the searches for the functions that stacks begin with share; nobody else includes it.
 */
#ifndef FLAMEREC_SYMBOL_START_FINDER_H
#define FLAMEREC_SYMBOL_START_FINDER_H

#include "symbol/from_start.h"
#include "symbol/start_code.h"

/* Functions that libc.so.6 exports, and that lead to those that it doesn't. */
enum start_exported { START_MAIN, START_EXIT, START_PTHREAD_CREATE, START_EXPORTED };

/* A search in a file. */
struct start_finder {
	const struct elf_image *image;
	const struct functions *functions;
	struct frames *frames;
	const struct start_code *code;
	struct start_names *names;
	size_t strings;				/* section of the names of @exported */
	GElf_Sym exported[START_EXPORTED];	/* st_size 0: not there */
	unsigned int reads;			/* functions whose code was read */
};

/* Found; at most START_NAMES a file. Address 0: not found after all. */
void start_add(struct start_finder *finder, uint64_t address, const char *name);

/* Whether a function starts at @address that nobody names. */
bool start_is_nameless(struct start_finder *finder, uint64_t address, uint64_t *end);

/* Return: whether the code is there; its bytes are for free(). */
bool start_read_code(struct start_finder *finder, uint64_t address, uint64_t size,
		     struct machine_code *code);

/* Search libc.so.6. Return: whether the file is that. */
bool start_find_in_libc(struct start_finder *finder);

#endif
