/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The functions of a file: one array sorted by address, filled from several sources. Only places
 * are kept, 16 bytes a function; a name is read from where it is when it is asked for.
 */
#ifndef FLAMEREC_SYMBOL_FUNCTIONS_H
#define FLAMEREC_SYMBOL_FUNCTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "symbol/windows.h"
#include "util/strbuf.h"

/* How unfit an alias is to be shown, the lightest reason first. */
enum {
	FUNCTION_WEAK = 1,
	FUNCTION_LOCAL = 2,
	FUNCTION_UNTYPED = 4,
};

#define FUNCTION_MAX_SIZE ((1u << 24) - 1)
#define FUNCTIONS_TEXTS 8

/**
 * struct function - a function, or one of its aliases
 * @start: as the file was linked
 * @size: bytes
 * @sizeless: nobody tells a size; before functions_settle(), @size reaches to the end of the
 *	section, after it to the next function
 * @unfit: among aliases the lowest is shown
 * @text: index of where its name is
 * @is_end: no function, but what one without size ends at
 * @name: place of the name in its text
 */
struct function {
	uint64_t start;
	uint32_t size:24;
	uint32_t sizeless:1;
	uint32_t unfit:3;
	uint32_t text:3;
	uint32_t is_end:1;
	uint32_t name;
};

/**
 * struct function_text - where the names of a source are
 * @fd: the file, one of &functions.windows; -1: they are in memory
 * @memory: in memory
 * @offset: of the first one in the file
 * @size: bytes of all of them
 * @has_versions: a name ends at "@", behind which a version follows ("memcpy@@GLIBC_2.14")
 * @suffix: what is put behind a name
 */
struct function_text {
	int fd;
	const char *memory;
	uint64_t offset, size;
	bool has_versions;
	const char *suffix;
};

/**
 * struct functions - a table
 * @windows: files are read by these
 * @array: the functions, @count of them
 * @texts: where their names are; of one start, those of the first are preferred
 */
struct functions {
	struct windows *windows;
	struct function *array;
	size_t count, capacity;
	struct function_text texts[FUNCTIONS_TEXTS];
	size_t text_count;
};

/* Texts in memory stay the caller's. */
void functions_free(struct functions *functions);

/* A source begins. Return: the index of its text; -1: there are too many. */
int functions_add_text(struct functions *functions, const struct function_text *text);

/* Add a function. More than four million, which no file has, are not taken. */
void functions_add(struct functions *functions, const struct function *function);

/* A size as @size can hold it. */
uint32_t function_size(uint64_t size);

/**
 * functions_settle() - sort what was added, and let functions without size end
 * @functions: the table; nothing is added afterwards
 *
 * Symbols without size inside of a function are labels, and thrown away. Of the aliases of a
 * function, which get the largest size that is told of any, the fittest are kept.
 */
void functions_settle(struct functions *functions);

/**
 * functions_find() - the innermost function that covers an address
 * @functions: the table, settled
 * @address: the address
 *
 * Return: the first one of its aliases; NULL: none. Valid as long as the table.
 */
const struct function *functions_find(const struct functions *functions, uint64_t address);

/* As functions_find(), but only a function that starts at the address, even an empty one. */
const struct function *functions_at(const struct functions *functions, uint64_t address);

/* Narrow what is around an address that no function covers to what lies between functions. */
void functions_gap(const struct functions *functions, uint64_t address, uint64_t *start,
		   uint64_t *end);

/* The alias of a function that is to be shown; NULL: none of them names a function. */
const struct function *functions_alias(const struct functions *functions,
				       const struct function *first);

/**
 * functions_name() - the name of a function
 * @functions: the table
 * @alias: what functions_alias() gave
 * @name: set
 *
 * Return: whether there is one; not where the file was changed meanwhile.
 */
bool functions_name(const struct functions *functions, const struct function *alias,
		    struct strbuf *name);

/* Whether a name is none of a function, but a label in it: see symbol_is_label(). */
bool functions_is_label(const struct functions *functions, const struct function *function);

#endif
