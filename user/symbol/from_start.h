/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The functions that nearly every user stack begins with, and that stripped files have no names
 * for: those by which the C library starts programs and threads.
 */
#ifndef FLAMEREC_SYMBOL_FROM_START_H
#define FLAMEREC_SYMBOL_FROM_START_H

#include "symbol/elf_image.h"
#include "symbol/from_frames.h"
#include "symbol/functions.h"

#define START_NAMES 4

/* Functions by the addresses that they start at; @count of them are known. */
struct start_names {
	struct {
		uint64_t address;
		const char *name;
	} known[START_NAMES];
	size_t count;
};

/**
 * from_start() - recognise them by their code
 * @image: a file
 * @functions: its functions, settled
 * @frames: the bounds of its functions
 * @names: filled in
 *
 * What is looked for is the code that glibc has: in programs the start file crt1.o, which is the
 * same in all of them, and tells where main() is; in libc.so.6, the functions by which
 * __libc_start_main() and pthread_create() get there. What looks otherwise, or is there twice, gets
 * no name. x86-64 and arm64.
 */
void from_start(const struct elf_image *image, const struct functions *functions,
		struct frames *frames, struct start_names *names);

/* The name of the function that starts at @address; NULL: none of those. */
const char *start_name(const struct start_names *names, uint64_t address);

#endif
