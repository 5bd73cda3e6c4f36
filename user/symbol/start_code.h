/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a few functions of the C library look like as machine code.
 */
#ifndef FLAMEREC_SYMBOL_START_CODE_H
#define FLAMEREC_SYMBOL_START_CODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Some code; all that reads it stays within its @size bytes. */
struct machine_code {
	const uint8_t *bytes;
	uint64_t address;
	size_t size;
};

/**
 * struct start_code - how to read the code of a machine
 * @machine: EM_*
 * @main_of: whether the code is crt1.o's _start; sets @main to the address of main(), or where
 *	@is_slot is set, to where the dynamic loader puts that
 * @call: whether there is a direct call at byte @at; sets its target
 * @exits: whether the instruction at byte @at calls through a register, and what that returns is
 *	handed to a direct call; sets the target of that
 * @takes: whether the address of a function is made at byte @at; sets it
 * @clone3: the instructions that make that system call
 * @clone3_size: bytes of them
 * @step: instructions begin at multiples of it
 */
struct start_code {
	uint16_t machine;
	bool (*main_of)(const struct machine_code *code, uint64_t *main, bool *is_slot);
	bool (*call)(const struct machine_code *code, size_t at, uint64_t *target);
	bool (*exits)(const struct machine_code *code, size_t at, uint64_t *target);
	bool (*takes)(const struct machine_code *code, size_t at, uint64_t *target);
	const char *clone3;
	size_t clone3_size;
	size_t step;
};

/* NULL: the machine is not known. */
const struct start_code *start_code_of(unsigned int machine);

#endif
