/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Files that are looked for under many names: how they are opened, and how they prove that they
 * are the right ones.
 */
#ifndef FLAMEREC_SYMBOL_FOUND_FILE_H
#define FLAMEREC_SYMBOL_FOUND_FILE_H

#include <stdbool.h>
#include <stdint.h>

#include "symbol/resolver.h"

/**
 * found_open() - open a regular file
 * @root: directory that absolute paths and symbolic links in it begin at, as chroot(2) would have
 *	it: "/lib" may lead to "usr/lib" or to "/usr/lib" in there. NULL: this machine's root
 * @path: the path, absolute where there is a @root
 *
 * FIFOs and devices are not opened at all: that may block, or set something off.
 *
 * Return: a file descriptor for the caller to close, or -1.
 */
int found_open(const char *root, const char *path);

/* Whether an open file is an ELF file with this build-id. */
bool found_has_id(int fd, const struct build_id *id);

/* Whether all bytes of an open file have this CRC-32, as .gnu_debuglink tells it. */
bool found_has_crc(int fd, uint32_t crc);

/* Whether an ELF file has what is stripped from others: .symtab, or debug information. */
bool found_has_names(int fd);

/* Whether an ELF file has its code: a debug file has not. */
bool found_has_code(int fd);

#endif
