/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The stubs of a procedure linkage table, taken apart.
 */
#ifndef FLAMEREC_SYMBOL_PLT_STUB_H
#define FLAMEREC_SYMBOL_PLT_STUB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Stubs begin at multiples of it. */
#define PLT_STUB_STEP 4

/* A section of stubs; @got is what i386's are relative to, that are for any address. */
struct plt_code {
	uint16_t machine;
	bool is_64;
	uint64_t got;
	const uint8_t *bytes;
	uint64_t address, size;
};

/**
 * struct plt_stub - a stub
 * @address: of its first byte
 * @size: its bytes
 * @slot: from where the address is loaded that it jumps to
 * @is_index: @slot is the number of its relocation in .rel.plt or .rela.plt instead
 */
struct plt_stub {
	uint64_t address;
	uint32_t size;
	bool is_index;
	uint64_t slot;
};

/* Take apart what is at byte @at of @code. Return: whether it is a stub of a known kind. */
bool plt_stub_decode(const struct plt_code *code, size_t at, struct plt_stub *stub);

#endif
