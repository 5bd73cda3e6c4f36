/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where the files of a kernel lie.
 */
#ifndef FLAMEREC_SYMBOL_KERNEL_FILES_H
#define FLAMEREC_SYMBOL_KERNEL_FILES_H

#include <stdbool.h>
#include <sys/stat.h>

#include "symbol/places.h"
#include "symbol/resolver.h"
#include "util/strbuf.h"

enum kernel_file {
	KERNEL_FILE_VMLINUX,
	KERNEL_FILE_SYSTEM_MAP,
	KERNEL_FILE_MODULES_DEP,
};

/**
 * kernel_file_path() - the next usual place of a file
 * @image: the kernel; without a release it has none
 * @places: has the sysroot; may be NULL
 * @kind: which file
 * @number: of the place, from 0
 * @path: set to the place; nothing needs to be there
 *
 * A kernel that does not run here has its files below the sysroot; a vmlinux, which tells its
 * build-id, also at this machine's own places.
 *
 * Return: whether there is a place with that number.
 */
bool kernel_file_path(const struct kernel_image *image, const struct places *places,
		      enum kernel_file kind, unsigned int number, struct strbuf *path);

/* As found_open(), with what fstat() says of the file. */
int kernel_file_open(const char *path, struct stat *st);

/**
 * kernel_module_open() - open the file of a module
 * @image: the kernel
 * @places: may be NULL
 * @module: the module
 *
 * As modules.dep tells where it lies, else by its build-id; unpacked, where it is packed and
 * flamerec has the library for that.
 *
 * Return: a file descriptor for the caller to close, whose build-id is not checked, or -1.
 */
int kernel_module_open(const struct kernel_image *image, const struct places *places,
		       const struct kernel_module *module);

#endif
