// SPDX-License-Identifier: GPL-2.0-or-later
#include "symbol/dwarf.h"

#ifdef HAVE_LIBDW

#include <elfutils/libdwfl.h>
#include <gelf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "symbol/dwarf_state.h"
#include "symbol/search.h"
#include "util/alloc.h"
#include "util/elf_open.h"

/* Of all sections of debug information, uncompressed: they are in memory at once. */
#define MAX_DEBUG_SIZE (UINT64_C(2) << 30)

/* DIEs that are visited for a question: on average, and saved up for the big ones. */
#define STEPS_PER_QUESTION 20000
#define STEPS_MAX 4000000

/* Units that share an address, as far as looked at. */
#define MAX_OVERLAP 64

static bool is_debug_section(Elf *elf, size_t names, const GElf_Shdr *shdr)
{
	const char *name = elf_strptr(elf, names, shdr->sh_name);

	return name && (!strncmp(name, ".debug_", 7) || !strncmp(name, ".zdebug_", 8));
}

static uint64_t uncompressed_size(Elf_Scn *section, const GElf_Shdr *shdr)
{
	GElf_Chdr chdr;

	return gelf_getchdr(section, &chdr) ? chdr.ch_size : shdr->sh_size;
}

bool dwarf_size_is_sane(Elf *elf, uint64_t *total)
{
	Elf_Scn *section = NULL;
	GElf_Shdr shdr;
	size_t names;

	if (!elf || elf_getshdrstrndx(elf, &names))
		return false;
	while ((section = elf_nextscn(elf, section))) {
		uint64_t size;

		if (!gelf_getshdr(section, &shdr) || shdr.sh_type == SHT_NOBITS ||
		    !is_debug_section(elf, names, &shdr))
			continue;
		size = uncompressed_size(section, &shdr);
		if (size > MAX_DEBUG_SIZE - *total)
			return false;
		*total += size;
	}
	return *total > 0;
}

/*
 * Relocatable files have zeros where the linker is to fill in addresses and names: read without
 * that, they would give wrong ones.
 */
static bool is_linked(Elf *elf)
{
	GElf_Ehdr ehdr;

	return gelf_getehdr(elf, &ehdr) && ehdr.e_type != ET_REL;
}

/* libdw finds what is beside a file by its descriptor: for split units, it must have that. */
static Elf *open_elf(struct dwarf *dwarf, bool may_copy)
{
	/* dwarf_begin() would map the file. */
	Elf *elf = elf_open(dwarf->fd);
	char *bytes;
	size_t size;

	if (!is_linked(elf) || !dwarf_size_is_sane(elf, &dwarf->scan_steps)) {
		elf_end(elf);
		return NULL;
	}
	if (may_copy)
		dwarf->image = dwarf_image_open(dwarf->fd, elf);
	if (!dwarf->image)
		return elf;
	elf_end(elf);
	bytes = dwarf_image_bytes(dwarf->image, &size);
	return elf_memory(bytes, size);
}

static struct dwarf *open_file(int fd, const struct places *places, bool may_copy)
{
	struct dwarf *dwarf = xcalloc(1, sizeof(*dwarf));

	dwarf->fd = fd;
	dwarf->alternate_fd = -1;
	dwarf->line_bytes = DWARF_LINE_BYTES_MAX;
	dwarf->elf = open_elf(dwarf, may_copy);
	if (dwarf->elf)
		dwarf->dbg = dwarf_begin_elf(dwarf->elf, DWARF_C_READ, NULL);
	if (dwarf->dbg && dwarf_strings_end(dwarf->dbg) &&
	    dwarf_open_alternate(dwarf, places) && dwarf_read_units(dwarf))
		return dwarf;
	dwarf_close(dwarf);
	return NULL;
}

struct dwarf *dwarf_open(int fd, const struct places *places)
{
	struct dwarf *dwarf;

	elf_version(EV_CURRENT);
	dwarf = open_file(fd, places, true);
	if (!dwarf || !dwarf->image || !dwarf->is_split)
		return dwarf;
	dwarf_close(dwarf);
	return open_file(fd, places, false);
}

void dwarf_close(struct dwarf *dwarf)
{
	if (!dwarf)
		return;
	for (size_t i = 0; i < dwarf->unit_count; i++)
		free(dwarf->units[i].functions);
	free(dwarf->units);
	free(dwarf->ranges);
	dwarf_end(dwarf->dbg);
	dwarf_close_alternate(dwarf);
	elf_end(dwarf->elf);
	dwarf_image_close(dwarf->image);
	free(dwarf);
}

/* As dwarf_haspc(), which goes through lists of any length. */
static bool covers(struct dwarf *dwarf, Dwarf_Die *die, uint64_t address)
{
	Dwarf_Addr base, start, end;
	ptrdiff_t next = 0;

	while (dwarf->steps && (next = dwarf_ranges(die, next, &base, &start, &end)) > 0) {
		dwarf->steps--;
		if (address >= start && address < end)
			return true;
	}
	return false;
}

/* The inlined call below @scope that @address is in; may be deep in blocks of its own. */
static bool find_inlined(struct dwarf *dwarf, Dwarf_Die *scope, uint64_t address, int depth,
			 Dwarf_Die *inlined)
{
	Dwarf_Die die;

	if (depth >= DWARF_DEPTH_MAX || dwarf_child(scope, &die))
		return false;
	do {
		int tag = dwarf_tag(&die);

		if (!dwarf->steps)
			return false;
		dwarf->steps--;
		if (tag == DW_TAG_inlined_subroutine && covers(dwarf, &die, address)) {
			*inlined = die;
			return true;
		}
		if (tag == DW_TAG_lexical_block && covers(dwarf, &die, address) &&
		    find_inlined(dwarf, &die, address, depth + 1, inlined))
			return true;
	} while (!dwarf_siblingof(&die, &die));
	return false;
}

/* @frames outermost first, with the lines that calls tell. Return: how many. */
static size_t find_chain(struct dwarf *dwarf, struct dwarf_unit *unit, uint64_t address, bool lines,
			 struct source_frame frames[SOURCE_FRAMES_MAX])
{
	Dwarf_Die function, inlined;
	size_t n = 1;

	memset(&frames[0], 0, sizeof(frames[0]));
	if (!dwarf_function_at(dwarf, unit, address, &function))
		return 1;
	frames[0].name = dwarf_name(dwarf, &function);
	for (; n < SOURCE_FRAMES_MAX && find_inlined(dwarf, &function, address, 0, &inlined); n++) {
		struct dwarf_identity call = { 0 };

		memset(&frames[n], 0, sizeof(frames[n]));
		frames[n].name = dwarf_name(dwarf, &inlined);
		/* Without its name, those further in would be shown as called by the wrong one. */
		if (!frames[n].name || !dwarf_identify(&inlined, &call))
			break;
		if (lines)
			dwarf_call_line(unit, &call, &frames[n - 1]);
		function = inlined;
	}
	return n;
}

static void reverse(struct source_frame *frames, size_t n)
{
	for (size_t i = 0; i < n / 2; i++) {
		struct source_frame other = frames[i];

		frames[i] = frames[n - 1 - i];
		frames[n - 1 - i] = other;
	}
}

/* The unit of @address, of several the one that has a function there; NULL: none. */
static struct dwarf_unit *find_unit(struct dwarf *dwarf, uint64_t address)
{
	size_t n = count_up_to(dwarf->ranges, dwarf->range_count, sizeof(*dwarf->ranges), address);
	size_t stop = n > MAX_OVERLAP ? n - MAX_OVERLAP : 0;
	struct dwarf_unit *first = NULL;

	for (; n > stop && dwarf->ranges[n - 1].reach > address; n--) {
		const struct dwarf_range *range = &dwarf->ranges[n - 1];
		struct dwarf_unit *unit = &dwarf->units[range->unit];
		Dwarf_Die function;

		if (address >= range->end)
			continue;
		if (dwarf_function_at(dwarf, unit, address, &function))
			return unit;
		if (!first)
			first = unit;
	}
	return first;
}

size_t dwarf_frames(struct dwarf *dwarf, uint64_t address, bool lines,
		    struct source_frame frames[SOURCE_FRAMES_MAX])
{
	struct dwarf_unit *unit;
	size_t n;

	dwarf->steps += STEPS_PER_QUESTION;
	if (dwarf->steps > STEPS_MAX)
		dwarf->steps = STEPS_MAX;
	unit = find_unit(dwarf, address);
	if (!unit)
		return 0;
	lines = lines && dwarf_has_lines(dwarf, unit);
	n = find_chain(dwarf, unit, address, lines, frames);
	if (lines)
		dwarf_line_at(unit, address, &frames[n - 1]);
	/* Not found for want of steps: who is inlined is not known. */
	if (!dwarf->steps || (n == 1 && !frames[0].name && !frames[0].line))
		return 0;
	reverse(frames, n);
	return n;
}

const char *dwarf_library(void)
{
	static char text[64];

	snprintf(text, sizeof(text), "libdw %s", dwfl_version(NULL));
	return text;
}

#else

struct dwarf *dwarf_open(int fd, const struct places *places)
{
	(void)fd;
	(void)places;
	return NULL;
}

void dwarf_close(struct dwarf *dwarf)
{
	(void)dwarf;
}

size_t dwarf_frames(struct dwarf *dwarf, uint64_t address, bool lines,
		    struct source_frame frames[SOURCE_FRAMES_MAX])
{
	(void)dwarf;
	(void)address;
	(void)lines;
	(void)frames;
	return 0;
}

const char *dwarf_library(void)
{
	return NULL;
}

#endif
