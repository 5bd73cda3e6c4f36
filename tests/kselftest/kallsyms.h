/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The kernel's own list of its symbols.
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

#endif
