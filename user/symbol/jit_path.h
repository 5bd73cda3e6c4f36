/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What memory maps call the places where generated code is, or is told of.
 */
#ifndef FLAMEREC_SYMBOL_JIT_PATH_H
#define FLAMEREC_SYMBOL_JIT_PATH_H

#include <stdbool.h>

/* Whether a compiler may have put code there: memory that no file on a disk is behind. */
bool jit_path_is_memory(const char *path);

/* Whether it is a jitdump file, which is mapped only to say where it is. */
bool jit_path_is_dump(const char *path);

#endif
