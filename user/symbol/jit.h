/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Generated code of all programs: who tells of it, and what was told.
 */
#ifndef FLAMEREC_SYMBOL_JIT_H
#define FLAMEREC_SYMBOL_JIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "symbol/jit_codes.h"
#include "symbol/resolver.h"

/* Memory for the code of all programs together, with its names. */
#define JIT_BYTES_MAX (64u << 20)

struct jit;

struct jit *jit_new(void);
void jit_free(struct jit *jit);

/* See resolver_read_jit() and resolver_read_jitdump(). */
bool jit_read_map(struct jit *jit, uint64_t program, uint32_t tgid);
void jit_read_dump(struct jit *jit, uint64_t program, const struct object *object);

/* Add a piece of code that a capture kept; code->name is set here. An empty name: there is none. */
void jit_keep(struct jit *jit, uint64_t program, const struct jit_code *code, const char *name);

/**
 * jit_find() - the code at an address at a time
 * @jit: all code
 * @number: the program's number
 * @address: the address
 * @ns: the time
 * @name: its name; "" where no code is there any more
 *
 * Return: the code; NULL where nothing is known, as once JIT_BYTES_MAX are reached. It and the name
 * are valid until something is added.
 */
const struct jit_code *jit_find(struct jit *jit, uint64_t number, uint64_t address, uint64_t ns,
				const char **name);

#endif
