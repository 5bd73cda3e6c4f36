/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Encoded pointers of .eh_frame and .eh_frame_hdr (Linux Standard Base Core 5, "DWARF Extensions").
 */
#ifndef FLAMEREC_UNWIND_POINTER_H
#define FLAMEREC_UNWIND_POINTER_H

#include <stdbool.h>
#include <stdint.h>

#include "unwind/bytes.h"

/* How wide the number is: the low four bits of an encoding. */
enum {
	POINTER_WORD = 0x00,
	POINTER_ULEB = 0x01,
	POINTER_U16 = 0x02,
	POINTER_U32 = 0x03,
	POINTER_U64 = 0x04,
	POINTER_SIGNED_WORD = 0x08,
	POINTER_SLEB = 0x09,
	POINTER_S16 = 0x0a,
	POINTER_S32 = 0x0b,
	POINTER_S64 = 0x0c,
	POINTER_WIDTH = 0x0f,
};

/* What it is relative to: the next three bits; and where it is. */
enum {
	POINTER_ABSOLUTE = 0x00,
	POINTER_PC = 0x10,
	POINTER_TEXT = 0x20,
	POINTER_DATA = 0x30,
	POINTER_FUNCTION = 0x40,
	POINTER_ALIGNED = 0x50,
	POINTER_RELATIVE = 0x70,
	POINTER_INDIRECT = 0x80,
	POINTER_OMITTED = 0xff,
};

/**
 * struct pointer_base - what pointers are relative to
 * @section: the first byte of the section in memory
 * @address: its address in the file
 * @text: address of .text
 * @data: address of .got, or, for .eh_frame_hdr, of the section
 * @function: address of the function that is spoken of
 * @word: bytes of a pointer: 4 or 8
 */
struct pointer_base {
	const uint8_t *section;
	uint64_t address;
	uint64_t text, data, function;
	unsigned int word;
};

/**
 * pointer_read() - read an encoded pointer
 * @bytes: where it is; bad afterwards where the encoding is unknown, or the pointer cut off
 * @encoding: POINTER_*; one that is indirect gives the address of the pointer
 * @base: what it may be relative to
 *
 * Return: the address; 0 where it is bad.
 */
uint64_t pointer_read(struct bytes *bytes, uint8_t encoding, const struct pointer_base *base);

#endif
