/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From an object in a process's memory map to the file that it is, or the reason why there is none.
 */
#ifndef FLAMEREC_SYMBOL_OBJECT_OPEN_H
#define FLAMEREC_SYMBOL_OBJECT_OPEN_H

#include "symbol/elf_file.h"
#include "symbol/resolver.h"

/* What the kernel appends to the path of a file that is not at it any more. */
#define DELETED_SUFFIX " (deleted)"

/**
 * object_open() - open an object's file, if it is the one that ran
 * @object: the object
 * @file: filled on success; to be closed by elf_file_close()
 *
 * &object.open_path is tried first. &object.path itself is tried where there is no open_path, and
 * also where it can't be opened, but then the file must prove by inode or build-id that it is the
 * right one. A path that the kernel marked " (deleted)" is tried without the mark in the same way.
 *
 * Return: NAMED, or why the file could not be used.
 */
enum unnamed object_open(const struct object *object, struct elf_file *file);

#endif
