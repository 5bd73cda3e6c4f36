/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What may be left out of names.
 */
#ifndef FLAMEREC_PROFILE_SHORTEN_H
#define FLAMEREC_PROFILE_SHORTEN_H

#include <stddef.h>

#include "util/strbuf.h"

/**
 * shorten_templates() - leave out what is between < and > of a name in C++ or Rust
 * @name: demangled: "std::vector<int, std::allocator<int> >::push_back(int const&)"
 * @shown: the rest is appended: "std::vector<>::push_back(int const&)". Operators stay, and of
 *	Rust's "<Type<A> as Trait<B>>::method" what is not a template's: "<Type<> as
 *	Trait<>>::method"
 */
void shorten_templates(const char *name, struct strbuf *shown);

/**
 * shorten_clones() - the length of a symbol's name without what compilers append to names
 * @name: a name as in the symbol table
 *
 * They append it where they make parts or variants of a function, or a local one global:
 * ".isra.0", ".part.0", ".constprop.0", ".cold", ".llvm.123", any number of them.
 */
size_t shorten_clones(const char *name);

#endif
