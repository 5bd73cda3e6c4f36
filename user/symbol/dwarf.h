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
 * @places: for alternate (dwz) files; NULL: nowhere. Outlives the result
 *
 * Reads all of the debug information into memory, and decodes what tells the units of the source
 * and their addresses. The rest is decoded when dwarf_frames() needs it.
 *
 * Return: for dwarf_frames(); NULL where there is no debug information, or a part of it is in a
 * file that is not found, or there is no libdw.
 */
struct dwarf *dwarf_open(int fd, const struct places *places);
void dwarf_close(struct dwarf *dwarf);

/**
 * dwarf_frames() - the source of an address
 * @dwarf: the file
 * @address: as that file was linked
 * @lines: fill in files and lines, too, which costs time and memory; else they are unknown
 * @frames: filled in, innermost first; their strings are owned by @dwarf. The last one's name is
 *	NULL where only the line is known, as for assembler
 *
 * Return: how many; 0: no debug information covers the address.
 */
size_t dwarf_frames(struct dwarf *dwarf, uint64_t address, bool lines,
		    struct source_frame frames[SOURCE_FRAMES_MAX]);

/* What reads debug information, with its version, for users to see; NULL: not built in. */
const char *dwarf_library(void);

#endif
