/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The bounds of functions as .eh_frame tells them, which stripped files still have: for functions
 * without a name, and for names without a size.
 */
#ifndef FLAMEREC_SYMBOL_FROM_FRAMES_H
#define FLAMEREC_SYMBOL_FROM_FRAMES_H

#include "symbol/elf_image.h"
#include "symbol/functions.h"

/**
 * struct frames - call frame information
 * @fd: the file, one of @windows
 * @word: bytes of a pointer; 0: there is no such information
 * @address: of .eh_frame, which has @size bytes at @offset in the file
 * @header: address of .eh_frame_hdr
 * @table: file offset of its table, which has @count entries; @count 0: there is none
 * @cie: address of the CIE that was read last; 0: none
 * @encoding: of its functions' pointers
 * @scanned: all functions, where there is no table; settled
 */
struct frames {
	struct windows *windows;
	int fd;
	unsigned int word;
	uint64_t address, offset, size;
	uint64_t header, table, count;
	uint64_t cie;
	uint8_t encoding;
	struct functions scanned;
};

/**
 * frames_open() - look for call frame information
 * @frames: filled in, whether or not there is any; for frames_close()
 * @image: a file; used no longer than this call
 * @windows: what to read it by
 */
void frames_open(struct frames *frames, const struct elf_image *image, struct windows *windows);
void frames_close(struct frames *frames);

/**
 * frames_find() - the function that an address is in
 * @frames: the information
 * @address: the address
 * @start: set to its start; 0 where there is none
 * @end: set to its end; where there is none, to where the next one starts, or UINT64_MAX
 *
 * Return: whether there is one.
 */
bool frames_find(struct frames *frames, uint64_t address, uint64_t *start, uint64_t *end);

#endif
