// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "symbol/dwarf.h"
#include "symbol/elf_debug.h"
#include "symbol/elf_names.h"
#include "symbol/from_frames.h"
#include "symbol/from_start.h"
#include "symbol/sources.h"
#include "util/alloc.h"

/**
 * struct elf_names - what is known of a file
 * @file: a copy of the file
 * @windows: to read it by, and its debug file
 * @functions: its functions
 * @unpacked: names that were compressed in the file; NULL: none
 * @plt_start: where its stubs are; all between this
 * @plt_end: and this is looked for in @stubs
 * @stubs: its stubs, once @has_stubs
 * @frames: the bounds of its functions, and @start: names of a few of them; once @has_frames
 * @debug_fd: its debug file, once @tried_debug; -1: none
 * @debug_bias: what to add to an address to have that file's
 * @dwarf: what elf_names_dwarf() gives, once @tried_dwarf
 * @dwarf_bias: the same
 */
struct elf_names {
	struct elf_file file;
	struct windows windows;
	struct functions functions;
	void *unpacked;
	uint64_t plt_start, plt_end;
	struct functions stubs;
	struct frames frames;
	struct start_names start;
	bool has_stubs, has_frames;
	bool tried_debug, tried_dwarf;
	int debug_fd;
	uint64_t debug_bias, dwarf_bias;
	struct dwarf *dwarf;
};

/* --- reading */

static int debug_file(struct elf_names *names)
{
	if (!names->tried_debug) {
		names->tried_debug = true;
		names->debug_fd = elf_debug_open(&names->file, &names->debug_bias);
	}
	return names->debug_fd;
}

/* Return: whether it has any functions. */
static bool read_symtab(struct elf_names *names, const struct elf_image *image, uint64_t bias)
{
	size_t before = names->functions.count;

	return from_symtab(image, SHT_SYMTAB, bias, &names->functions) &&
	       names->functions.count > before;
}

static bool read_debug_symtab(struct elf_names *names)
{
	struct elf_image image;
	int fd = debug_file(names);
	bool has;

	if (fd < 0 || !elf_image_open(&image, fd))
		return false;
	windows_add(&names->windows, fd);
	has = read_symtab(names, &image, names->debug_bias);
	elf_image_close(&image);
	return has;
}

static void find_plt(struct elf_names *names, const struct elf_image *image)
{
	Elf_Scn *scn = NULL;

	names->plt_start = UINT64_MAX;
	while ((scn = elf_nextscn(image->elf, scn))) {
		GElf_Shdr section;

		if (!gelf_getshdr(scn, &section) || !elf_image_has_bytes(&section) ||
		    !is_plt_section(elf_image_section_name(image, &section)) ||
		    section.sh_size > UINT64_MAX - section.sh_addr)
			continue;
		if (section.sh_addr < names->plt_start)
			names->plt_start = section.sh_addr;
		if (section.sh_addr + section.sh_size > names->plt_end)
			names->plt_end = section.sh_addr + section.sh_size;
	}
}

static void read_sources(struct elf_names *names, const struct elf_image *image)
{
	bool is_complete = read_symtab(names, image, names->file.bias) ||
			   read_debug_symtab(names);

	if (!is_complete)
		names->unpacked = from_debugdata(image, &names->functions);
	if (!from_symtab(image, SHT_DYNSYM, names->file.bias, &names->functions) &&
	    !elf_nextscn(image->elf, NULL))
		from_dynamic(image, &names->functions);
	if (!is_complete)
		from_gopclntab(image, &names->functions);
	functions_settle(&names->functions);
	find_plt(names, image);
}

struct elf_names *elf_names_read(const struct elf_file *file)
{
	struct elf_names *names = xcalloc(1, sizeof(*names));
	struct elf_image image;

	names->file = *file;
	names->debug_fd = -1;
	names->functions.windows = &names->windows;
	names->stubs.windows = &names->windows;
	windows_add(&names->windows, file->fd);
	if (!elf_image_open(&image, file->fd))
		return names;
	/* What was not linked has no addresses yet. */
	if (image.header.e_type != ET_REL)
		read_sources(names, &image);
	elf_image_close(&image);
	return names;
}

void elf_names_free(struct elf_names *names)
{
	if (!names)
		return;
	if (names->dwarf)
		dwarf_close(names->dwarf);
	frames_close(&names->frames);
	functions_free(&names->stubs);
	functions_free(&names->functions);
	free(names->unpacked);
	windows_free(&names->windows);
	if (names->debug_fd >= 0)
		close(names->debug_fd);
	free(names);
}

size_t elf_names_count(const struct elf_names *names)
{
	size_t count = names->functions.count + names->stubs.count + names->frames.scanned.count;

	/* Names that were unpacked weigh as much as their bytes do. */
	for (size_t i = 0; i < names->functions.text_count; i++)
		if (names->functions.texts[i].fd < 0)
			count += names->functions.texts[i].size / sizeof(struct function);
	return count;
}

static void need_stubs(struct elf_names *names)
{
	struct elf_image image;

	if (names->has_stubs)
		return;
	names->has_stubs = true;
	if (!elf_image_open(&image, names->file.fd))
		return;
	from_plt(&image, &names->functions, &names->stubs);
	elf_image_close(&image);
}

static struct frames *need_frames(struct elf_names *names)
{
	struct elf_image image;

	if (names->has_frames)
		return &names->frames;
	names->has_frames = true;
	if (elf_image_open(&image, names->file.fd)) {
		if (image.header.e_type != ET_REL && !names->file.is_debug) {
			frames_open(&names->frames, &image, &names->windows);
			from_start(&image, &names->functions, &names->frames, &names->start);
		}
		elf_image_close(&image);
	}
	return &names->frames;
}

/* --- finding */

/* What an address is in: nothing is known of it where @start equals @end. */
struct found {
	const struct functions *functions;
	const struct function *function;	/* NULL: a nameless one */
	uint64_t start, end;
};

static void set_found(struct found *found, const struct functions *functions,
		      const struct function *function)
{
	found->functions = functions;
	found->function = function;
	found->start = function->start;
	found->end = function->start + function->size;
}

/*
 * A function without size seems to reach to the next one, though something nameless may lie between
 * them. Unwind information tells. Return: whether the address is in what is found.
 */
static bool check_sizeless(struct elf_names *names, uint64_t address, struct found *found)
{
	struct frames *frames = need_frames(names);
	const struct function *function;
	uint64_t start, end, next, ignored;

	if (!frames_find(frames, address, &start, &end)) {
		next = end;
		if (frames_find(frames, found->start, &start, &end))
			return false;
		if (next < found->end)
			found->end = next;
		return true;
	}
	if (start > found->start)
		return false;
	/* A label in the middle of another function. */
	function = start < found->start ? functions_at(&names->functions, start) : NULL;
	if (function && !function->sizeless)
		return false;
	if (function) {
		set_found(found, &names->functions, function);
		found->end = end;
	} else if (end < found->end) {
		found->end = end;
	}
	ignored = 0;
	functions_gap(&names->functions, address, &ignored, &found->end);
	return true;
}

static bool find_function(struct elf_names *names, uint64_t address, struct found *found)
{
	const struct function *function = functions_find(&names->functions, address);

	if (!function)
		return false;
	set_found(found, &names->functions, function);
	return !function->sizeless || check_sizeless(names, address, found);
}

static bool find_stub(struct elf_names *names, uint64_t address, struct found *found)
{
	const struct function *function;

	if (address < names->plt_start || address >= names->plt_end)
		return false;
	need_stubs(names);
	function = functions_find(&names->stubs, address);
	if (function)
		set_found(found, &names->stubs, function);
	return function;
}

/* A nameless function: between others, its bounds are what unwind information says. */
static void find_bounds(struct elf_names *names, uint64_t address, uint64_t *start, uint64_t *end)
{
	if (!frames_find(need_frames(names), address, start, end)) {
		*start = *end = 0;
		return;
	}
	functions_gap(&names->functions, address, start, end);
	functions_gap(&names->stubs, address, start, end);
}

enum unnamed elf_names_find(struct elf_names *names, uint64_t address, struct strbuf *name,
			    uint64_t *start, uint64_t *end)
{
	const struct function *alias = NULL;
	struct found found;
	const char *known;

	if (find_function(names, address, &found) || find_stub(names, address, &found))
		alias = functions_alias(found.functions, found.function);
	if (alias && functions_name(found.functions, alias, name)) {
		*start = found.start;
		*end = found.end;
		return NAMED;
	}
	find_bounds(names, address, start, end);
	known = *start < *end ? start_name(&names->start, *start) : NULL;
	if (!known)
		return UNNAMED_STRIPPED;
	strbuf_truncate(name, 0);
	strbuf_add(name, known);
	return NAMED;
}

/* --- debug information */

static bool has_info(int fd)
{
	struct elf_image image;
	bool has;

	if (fd < 0 || !elf_image_open(&image, fd))
		return false;
	has = elf_debug_has_info(&image);
	elf_image_close(&image);
	return has;
}

static void open_dwarf(struct elf_names *names)
{
	const struct elf_file *file = &names->file;

	if (has_info(file->fd)) {
		names->dwarf = dwarf_open(file->fd, file->places);
		names->dwarf_bias = file->bias;
	} else if (has_info(debug_file(names))) {
		names->dwarf = dwarf_open(names->debug_fd, file->places);
		names->dwarf_bias = names->debug_bias;
	}
}

struct dwarf *elf_names_dwarf(struct elf_names *names, uint64_t *bias)
{
	if (!names->tried_dwarf) {
		names->tried_dwarf = true;
		open_dwarf(names);
	}
	*bias = names->dwarf_bias;
	return names->dwarf;
}
