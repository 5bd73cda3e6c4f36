/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The kernel's own list of its symbols, without the labels that assemblers leave in modules.
 */
#ifndef KSELFTEST_KALLSYMS_H
#define KSELFTEST_KALLSYMS_H

#include <stdbool.h>
#include <stdint.h>

struct kallsym {
	uint64_t address;
	char *name;
	char *module;		/* "" for the kernel itself */
};

/* Sorted by address. */
struct kallsyms {
	struct kallsym *symbol;
	unsigned int n;
	uint64_t text;		/* where the kernel's code begins, as far as it names it */
	bool hidden;		/* all addresses read as 0 */
};

/* Return: 0 or -errno. To be freed either way. */
int kallsyms_read(struct kallsyms *kallsyms);
void kallsyms_free(struct kallsyms *kallsyms);

/*
 * Whether @name of @module begins at @start, and @address belongs to it: no other symbol begins in
 * between. Several may begin at the same place.
 */
bool kallsyms_has(const struct kallsyms *kallsyms, uint64_t address, uint64_t start,
		  const char *name, const char *module);

/*
 * Whether @address is out of all that the kernel names: far behind the last symbol before it, or in
 * the code that starts the kernel, which some kernels only list.
 */
bool kallsyms_beyond(const struct kallsyms *kallsyms, uint64_t address);

#endif
