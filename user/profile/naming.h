/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From a link of a chain to the place in a file or in the kernel, and to its name.
 */
#ifndef FLAMEREC_PROFILE_NAMING_H
#define FLAMEREC_PROFILE_NAMING_H

#include <stdbool.h>
#include <stdint.h>

#include "profile/state.h"
#include "symbol/resolver.h"

/**
 * struct named_place - the answer
 * @file: number of the mapped file; 0: the kernel, generated code, or no file at all
 * @offset: of the code in the file, or its address in the kernel; of a call, not of what follows it
 * @jit_program: number of the program whose generated code it is, or was; 0: it is none
 * @symbol: the name, or why there is none
 */
struct named_place {
	uint32_t file;
	uint64_t offset;
	uint64_t jit_program;
	struct symbol symbol;
};

/**
 * locate_address() - find out where the code of a link is, without asking for its name
 * @profile: the profile
 * @node: a node of kind CHAIN_USER or CHAIN_KERNEL
 * @place: @file and @offset are filled in
 *
 * Return: whether it is in the kernel or in a file. Elsewhere, code may be replaced by other code.
 */
bool locate_address(struct profile *profile, uint32_t node, struct named_place *place);

/**
 * name_address() - name a link that is an address
 * @profile: the profile
 * @resolver: whom to ask
 * @node: a node of kind CHAIN_USER or CHAIN_KERNEL
 * @place: the answer
 */
void name_address(struct profile *profile, struct resolver *resolver, uint32_t node,
		  struct named_place *place);

#endif
