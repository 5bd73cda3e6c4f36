/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the parts of the resolver share; nobody else includes it.
 */
#ifndef FLAMEREC_SYMBOL_RESOLVER_STATE_H
#define FLAMEREC_SYMBOL_RESOLVER_STATE_H

#include "symbol/kallsyms.h"
#include "symbol/kept.h"
#include "symbol/kernel.h"
#include "symbol/names.h"
#include "symbol/objects.h"
#include "symbol/resolver.h"
#include "util/strbuf.h"
#include "util/u64map.h"

/* Answers of whom resolver_ask_kernel() named. */
struct kernel_asked {
	kernel_ask_fn *ask;		/* NULL: nobody */
	void *arg;
	struct u64map answer;		/* from an address to a place in names */
	struct kept_name *names;
	size_t count, capacity;
	struct kept before;		/* of modules that may be gone */
	struct u64map missed;		/* addresses without a name */
	size_t told_missed;		/* how many there were when that was told last */
};

struct jit;

struct resolver {
	struct names names;
	const struct places *places;	/* NULL: this machine's own */
	struct kallsyms *kallsyms;	/* NULL: not loaded */
	struct kept kernel_kept;
	struct kernel *kernel;		/* NULL: nothing is known of it */
	struct kernel_asked kernel_asked;
	struct objects objects;
	bool has_kept_objects;
	struct jit *jit;		/* generated code */
	struct strbuf buf;		/* for names while they are made */
};

/* The one copy of @s; NULL stays NULL. */
const char *resolver_intern(struct resolver *resolver, const char *s);

/* Fill in an answer that is no name. */
void resolver_set_unnamed(struct resolver *resolver, enum unnamed why, const char *shown,
			  struct symbol *symbol);

/* Answer from names that a capture kept. Return: whether one covers the address. */
bool resolver_find_kept(struct kept *kept, uint64_t address, struct symbol *symbol);

void resolver_free_kernel(struct resolver *resolver);

/*
 * The entry that holds what a capture kept of an object: it tells them by path and build-id alone.
 */
struct object_entry *resolver_kept_entry(struct resolver *resolver, const struct object *object);

/**
 * resolver_file() - the file that an object's names are in
 * @resolver: the resolver
 * @object: the object
 * @why: set to the reason where there is none
 *
 * Return: the file, valid until the next call; NULL: there is none.
 */
struct open_file *resolver_file(struct resolver *resolver, const struct object *object,
				enum unnamed *why);

/*
 * Add what a capture kept of generated code. Return: whether it is that, or else something for
 * another source.
 */
bool resolver_keep_jit(struct resolver *resolver, const struct object *object, uint64_t start,
		       uint64_t end, const char *name, const char *since);

#endif
