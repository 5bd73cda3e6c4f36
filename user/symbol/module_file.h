/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The functions of a kernel module by its file: an object that was not linked, whose sections the
 * kernel put somewhere.
 */
#ifndef FLAMEREC_SYMBOL_MODULE_FILE_H
#define FLAMEREC_SYMBOL_MODULE_FILE_H

#include "symbol/names.h"
#include "symbol/resolver.h"

/* A function, where it is in memory. */
struct module_function {
	uint64_t start, end;
	const char *name;
};

/* All zero is an empty one. */
struct module_file {
	struct module_function *function;
	size_t count, capacity;
};

/**
 * module_file_read() - read the functions of a module
 * @file: all zero
 * @module: where it was loaded
 * @fd: its file; stays the caller's
 * @names: takes the names
 *
 * A file with another build-id is refused. Where the module's sections are not known, only those
 * functions are read that must lie at its beginning.
 *
 * Return: whether any function was found.
 */
bool module_file_read(struct module_file *file, const struct kernel_module *module, int fd,
		      struct names *names);
void module_file_free(struct module_file *file);

/* The function that an address is in, or NULL. */
const struct module_function *module_file_find(const struct module_file *file, uint64_t address);

#endif
