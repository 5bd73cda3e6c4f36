/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The code that the JIT compiler of one program made: names of address ranges, each from a time on.
 * Memory is used again: a range that is told later hides what it overlaps, from its time on.
 */
#ifndef FLAMEREC_SYMBOL_JIT_CODES_H
#define FLAMEREC_SYMBOL_JIT_CODES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/strbuf.h"

/**
 * struct jit_code - a piece of code
 * @start: first address; the first member, as count_up_to() wants it
 * @end: first address behind it
 * @ns: CLOCK_MONOTONIC of when it was made; or, where that is not known, of a moment before it was
 *	told
 * @name: place of its name in jit_codes.text; the empty name says that no code is here any more
 * @is_exact: @ns is when it was made: it was not there before
 */
struct jit_code {
	uint64_t start, end;
	uint64_t ns;
	uint32_t name;
	bool is_exact;
};

/**
 * struct jit_span - what lies below a node of the search tree, which is a range of the sorted array
 * with the node in its middle
 * @end: the highest end
 * @first_ns: the lowest time
 * @last_ns: the highest time
 */
struct jit_span {
	uint64_t end;
	uint64_t first_ns, last_ns;
};

/**
 * struct jit_codes - all code of a program; all zero is none
 * @code: sorted by start up to @indexed, as they came behind it
 * @span: of each of @code, up to @indexed
 * @text: names, each ended by NUL; none at 0, which stands for the empty one
 */
struct jit_codes {
	struct jit_code *code;
	size_t count, capacity;
	struct jit_span *span;
	size_t indexed;
	struct strbuf text;
};

void jit_codes_free(struct jit_codes *codes);

/* What adding a name of @name_len bytes costs: bytes of memory. */
size_t jit_codes_cost(size_t name_len);

/* Store a name, @len bytes without NUL. Return: its place, for jit_code.name; 0 where @len is 0. */
uint32_t jit_codes_name(struct jit_codes *codes, const char *name, size_t len);

/*
 * Add a piece of code; its range is not empty. Times of pieces that overlap have to differ: the
 * later one hides the earlier one.
 */
void jit_codes_add(struct jit_codes *codes, const struct jit_code *code);

/**
 * jit_codes_find() - the code at an address at a time
 * @codes: the codes
 * @address: the address
 * @ns: the time
 *
 * Of those that were there, the latest; else, of those that were told later without saying when
 * they were made, the earliest. The search is given up where hostile input makes it long.
 *
 * Return: the code, whose name may be empty; NULL where nothing is known. Valid until the next call
 * of jit_codes_add().
 */
const struct jit_code *jit_codes_find(struct jit_codes *codes, uint64_t address, uint64_t ns);

static inline const char *jit_code_name(const struct jit_codes *codes, const struct jit_code *code)
{
	return code->name ? codes->text.text + code->name : "";
}

#endif
