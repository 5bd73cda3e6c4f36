/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Names that a capture kept, of one object or of the kernel.
 */
#ifndef FLAMEREC_SYMBOL_KEPT_H
#define FLAMEREC_SYMBOL_KEPT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct kept_name {
	uint64_t start, end;
	const char *name, *module;	/* owned by who added them; @name is never NULL */
};

/* All zero is the empty set. */
struct kept {
	struct kept_name *names;
	size_t count, capacity;
	bool is_sorted;
};

void kept_free(struct kept *kept);

/* Adds a name. */
void kept_add(struct kept *kept, const struct kept_name *name);

/* The name that covers @address, of several the innermost; NULL: none. Valid until kept_add(). */
const struct kept_name *kept_find(struct kept *kept, uint64_t address);

#endif
