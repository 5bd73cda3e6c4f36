/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The running kernel's own names, from /proc/kallsyms.
 */
#ifndef FLAMEREC_SYMBOL_KALLSYMS_H
#define FLAMEREC_SYMBOL_KALLSYMS_H

#include <stddef.h>
#include <stdint.h>

#include "symbol/resolver.h"

struct kallsyms;

/**
 * kallsyms_load() - read a kallsyms file
 * @path: the file
 * @kallsyms: the names; free them with kallsyms_free(). Only set on success
 *
 * Only text symbols are kept: about 40 bytes a function. A System.map has the same format.
 *
 * Return: 0, or -errno; -EINVAL where not one line of the file is one of kallsyms.
 */
int kallsyms_load(const char *path, struct kallsyms **kallsyms);

/**
 * kallsyms_inherit() - take over what an older table knows of modules that are gone
 * @kallsyms: the newer names
 * @older: read before, of the same kernel; freed
 *
 * Where the newer table has a function, it is the one that counts.
 */
void kallsyms_inherit(struct kallsyms *kallsyms, struct kallsyms *older);

/* Whether the kernel hid its addresses: there are no names then. */
bool kallsyms_hidden(const struct kallsyms *kallsyms);

/* @kallsyms may be NULL. */
void kallsyms_free(struct kallsyms *kallsyms);

/**
 * kallsyms_find() - name a kernel address
 * @kallsyms: the names
 * @address: the address
 * @symbol: filled where the address has a name; its strings are owned by @kallsyms
 *
 * Return: NAMED; UNNAMED_STRIPPED where no function is at the address; UNNAMED_RESTRICTED where the
 * kernel hid all of its addresses.
 */
enum unnamed kallsyms_find(const struct kallsyms *kallsyms, uint64_t address,
			   struct symbol *symbol);

#endif
