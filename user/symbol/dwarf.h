/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Debug information: which functions were inlined at an address, and the lines of their source.
 */
#ifndef FLAMEREC_SYMBOL_DWARF_H
#define FLAMEREC_SYMBOL_DWARF_H

#include "symbol/resolver.h"

struct dwarf;
struct places;

/**
 * dwarf_open() - prepare a file with .debug_info
 * @fd: the file, or its debug file; stays the caller's, and open until dwarf_close()
 * @places: for alternate (dwz) and split (.dwo, .dwp) files; NULL: nowhere. Outlives the result
 *
 * Return: for dwarf_frames(); NULL where there is no debug information, or no libdw.
 */
struct dwarf *dwarf_open(int fd, const struct places *places);
void dwarf_close(struct dwarf *dwarf);

/**
 * dwarf_frames() - the source of an address
 * @dwarf: the file
 * @address: as that file was linked
 * @frames: filled in, innermost first; their strings are owned by @dwarf
 *
 * Return: how many; 0: no debug information covers the address.
 */
size_t dwarf_frames(struct dwarf *dwarf, uint64_t address,
		    struct source_frame frames[SOURCE_FRAMES_MAX]);

#endif
