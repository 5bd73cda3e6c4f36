// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Lines of the source. A unit's table is a program that libdw runs as a whole, and keeps the
 * result: some 40 bytes a row, where a row may be a single byte in the file.
 */
#ifdef HAVE_LIBDW

#include <endian.h>
#include <limits.h>
#include <string.h>

#include "symbol/dwarf_state.h"

/* Of one unit: several times as much as big units of real programs have. */
#define MAX_TABLE (4 << 20)

/* The section with the tables; NULL: there is none. */
static Elf_Data *find_tables(Elf *elf)
{
	Elf_Scn *section = NULL;
	GElf_Shdr shdr;
	size_t names;

	if (elf_getshdrstrndx(elf, &names))
		return NULL;
	while ((section = elf_nextscn(elf, section))) {
		const char *name;

		if (!gelf_getshdr(section, &shdr) || shdr.sh_type == SHT_NOBITS)
			continue;
		name = elf_strptr(elf, names, shdr.sh_name);
		if (name && (!strcmp(name, ".debug_line") || !strcmp(name, ".zdebug_line")))
			return elf_rawdata(section, NULL);
	}
	return NULL;
}

/* The size of the table at @offset, as its first field tells; UINT64_MAX: it tells none. */
static uint64_t table_size(struct dwarf *dwarf, uint64_t offset)
{
	Elf_Data *tables = find_tables(dwarf->elf);
	const char *ident = elf_getident(dwarf->elf, NULL);
	uint32_t size;

	if (!tables || !tables->d_buf || !ident || tables->d_size < sizeof(size) ||
	    offset > tables->d_size - sizeof(size))
		return UINT64_MAX;
	dwarf_image_load(dwarf->image, (const char *)tables->d_buf + offset, sizeof(size));
	memcpy(&size, (const char *)tables->d_buf + offset, sizeof(size));
	size = ident[EI_DATA] == ELFDATA2MSB ? be32toh(size) : le32toh(size);
	/* Above are marks, such as that of tables above 4 GiB. */
	return size < 0xfffffff0 ? size : UINT64_MAX;
}

static bool check_lines(struct dwarf *dwarf, struct dwarf_unit *unit)
{
	Dwarf_Attribute attribute;
	Elf_Data *tables;
	Dwarf_Word offset;
	uint64_t size;

	if (!dwarf_attr(&unit->die, DW_AT_stmt_list, &attribute) ||
	    dwarf_formudata(&attribute, &offset))
		return false;
	size = table_size(dwarf, offset);
	if (size > MAX_TABLE || size > dwarf->line_bytes)
		return false;
	dwarf->line_bytes -= size;
	tables = find_tables(dwarf->elf);
	dwarf_image_load_counted(dwarf->image, (const char *)tables->d_buf + offset);
	return true;
}

bool dwarf_has_lines(struct dwarf *dwarf, struct dwarf_unit *unit)
{
	if (!unit->lines_checked) {
		unit->has_lines = check_lines(dwarf, unit);
		unit->lines_checked = true;
	}
	return unit->has_lines;
}

static void set_line(struct source_frame *frame, const char *path, uint64_t line)
{
	const char *slash = path ? strrchr(path, '/') : NULL;

	/* Line 0 is what compilers give to code of their own making. */
	if (!path || !line || line > INT_MAX)
		return;
	frame->file = slash ? slash + 1 : path;
	frame->line = line;
}

void dwarf_line_at(struct dwarf_unit *unit, uint64_t address, struct source_frame *frame)
{
	Dwarf_Line *row = dwarf_getsrc_die(&unit->die, address);
	int line;

	if (row && !dwarf_lineno(row, &line) && line > 0)
		set_line(frame, dwarf_linesrc(row, NULL, NULL), line);
}

void dwarf_call_line(struct dwarf_unit *unit, const struct dwarf_identity *call,
		     struct source_frame *frame)
{
	Dwarf_Files *files;
	size_t count;

	if (!call->has_call_file || dwarf_getsrcfiles(&unit->code, &files, &count) ||
	    call->call_file >= count)
		return;
	set_line(frame, dwarf_filesrc(files, call->call_file, NULL, NULL), call->call_line);
}

#endif
