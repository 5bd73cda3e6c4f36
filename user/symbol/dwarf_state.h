/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the parts of the reader of debug information share; nobody else includes it. Needs libdw.
 *
 * The terms are those of DWARF, https://dwarfstd.org: a unit is what was compiled at once; a DIE is
 * an entry that describes a function, an inlined call, ...; DIEs of a unit are a tree.
 */
#ifndef FLAMEREC_SYMBOL_DWARF_STATE_H
#define FLAMEREC_SYMBOL_DWARF_STATE_H

#include <dwarf.h>
#include <elfutils/libdw.h>

#include "symbol/dwarf.h"
#include "symbol/dwarf_image.h"

/* Deeper trees are no compiler's. */
#define DWARF_DEPTH_MAX 128

/* Bytes of line tables that are decoded for one file. */
#define DWARF_LINE_BYTES_MAX (32 << 20)

/* A piece of a function's code. */
struct dwarf_function {
	uint64_t start, end;
	Dwarf_Off die;
};

/**
 * struct dwarf_unit - a unit that has code
 * @die: its root; the one that stayed in the file itself where the unit is split
 * @code: its root with the functions below it: @die, or the one in the .dwo file
 * @functions: pieces of functions sorted by start, @function_count of them; see dwarf_function_at()
 * @is_open: @code is known
 * @scanned: how far functions have been looked for
 * @lines_checked, @has_lines: whether its table of lines can be read
 */
struct dwarf_unit {
	Dwarf_Die die, code;
	struct dwarf_function *functions;
	size_t function_count, function_capacity;
	bool is_open;
	enum { NOT_SCANNED, SCANNED_TOP, SCANNED_ALL } scanned;
	bool lines_checked, has_lines;
};

/* Addresses of a unit. @reach: the highest @end up to here. */
struct dwarf_range {
	uint64_t start, end, reach;
	uint32_t unit;
};

/**
 * struct dwarf - see dwarf.h
 * @fd, @elf, @dbg: the file
 * @image: what of it is in memory; NULL: all of its debug information
 * @is_split: there are split units
 * @alternate_fd, @alternate_elf, @alternate: the file made by dwz that it refers to; or -1 and NULL
 * @scan_steps: DIEs and ranges that may still be visited in search of units and functions. In a
 *	sane file each is visited twice at most; in a corrupt one they may form circles
 * @steps: the same in search of inlined calls; grows with every question
 * @line_bytes: bytes of line tables that may still be decoded
 */
struct dwarf {
	int fd;
	Elf *elf;
	Dwarf *dbg;
	struct dwarf_image *image;
	bool is_split;
	int alternate_fd;
	Elf *alternate_elf;
	Dwarf *alternate;
	struct dwarf_unit *units;
	size_t unit_count, unit_capacity;
	struct dwarf_range *ranges;
	size_t range_count, range_capacity;
	uint64_t scan_steps, steps, line_bytes;
};

/* Attributes of a DIE that tell who it is. All zero: none has been found yet. */
struct dwarf_identity {
	const char *linkage_name, *name;
	Dwarf_Attribute origin;		/* valid if has_origin */
	bool has_origin;
	uint64_t call_file, call_line;	/* of an inlined call; 0: not told */
	bool has_call_file;
};

/*
 * dwarf.c: whether there are debug sections, of a sane size all together. @total: 0; set to what
 * libdw will read of them, uncompressed.
 */
bool dwarf_size_is_sane(Elf *elf, uint64_t *total);

/* dwarf_units.c: read which addresses belong to which unit. Return: whether any do. */
bool dwarf_read_units(struct dwarf *dwarf);

/* dwarf_units.c: make sure that the unit of a DIE is in memory. */
void dwarf_load_unit(struct dwarf *dwarf, Dwarf_Die *die);

/*
 * dwarf_alternate.c: open the alternate file, if there must be one. Return: whether all is there.
 */
bool dwarf_open_alternate(struct dwarf *dwarf, const struct places *places);
void dwarf_close_alternate(struct dwarf *dwarf);

/* dwarf_split.c: the root DIE that has the functions below it. */
Dwarf_Die dwarf_split_die(struct dwarf *dwarf, Dwarf_Die *die);

/* dwarf_functions.c: find the function that an address belongs to. Return: whether there is one. */
bool dwarf_function_at(struct dwarf *dwarf, struct dwarf_unit *unit, uint64_t address,
		       Dwarf_Die *function);

/* dwarf_names.c: read the attributes of a DIE. Return: whether it is sound. */
bool dwarf_identify(Dwarf_Die *die, struct dwarf_identity *identity);

/* dwarf_names.c: whether all strings of a file end inside of their sections. */
bool dwarf_strings_end(Dwarf *dbg);

/* dwarf_names.c: the name of a function, or of one that was inlined; NULL: unknown. */
const char *dwarf_name(struct dwarf *dwarf, Dwarf_Die *die);

/* dwarf_lines.c: whether the unit's table of lines can be decoded at a sane cost. */
bool dwarf_has_lines(struct dwarf *dwarf, struct dwarf_unit *unit);

/* dwarf_lines.c: the line of an address. Leaves @frame as it is where that is not known. */
void dwarf_line_at(struct dwarf_unit *unit, uint64_t address, struct source_frame *frame);

/* dwarf_lines.c: the line of an inlined call. Leaves @frame as it is where that is not known. */
void dwarf_call_line(struct dwarf_unit *unit, const struct dwarf_identity *call,
		     struct source_frame *frame);

#endif
