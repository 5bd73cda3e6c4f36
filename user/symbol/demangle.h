/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From names as linkers have them to names as programmers wrote them.
 */
#ifndef FLAMEREC_SYMBOL_DEMANGLE_H
#define FLAMEREC_SYMBOL_DEMANGLE_H

#include <stdbool.h>

#include "util/strbuf.h"

/* Longer names are not made: a short mangled name can stand for one of any length. */
#define DEMANGLED_MAX (64 * 1024)

/**
 * demangle() - make a mangled name readable
 * @mangled: name of a function in C++, Rust or D
 * @name: what it stands for is appended: with the types of parameters, as functions that differ in
 *	nothing else are different ones, but without that of the result, which says little and may
 *	be long; of Rust, without the hash at the end
 *
 * Return: whether it could be; else @name is as it was.
 */
bool demangle(const char *mangled, struct strbuf *name);

/* What demangles, for users to see; NULL: not built in, and demangle() never does. */
const char *demangle_library(void);

#endif
