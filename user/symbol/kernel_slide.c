// SPDX-License-Identifier: GPL-2.0-or-later
#include <gelf.h>
#include <stdlib.h>
#include <string.h>

#include "symbol/kernel_slide.h"
#include "util/elf_open.h"

/*
 * Symbols nearer than this prove nothing: those that begin the kernel lie together in every kernel.
 * What lies farther moves with nearly every change between them.
 */
#define FAR 4096

/* Bytes of a table of symbols, or of their names: kernels have a tenth of it. */
#define TABLE_MAX (128u << 20)

static void meet(struct clue *clues, size_t count, const char *name, uint64_t address)
{
	for (size_t i = 0; i < count; i++) {
		if (strcmp(clues[i].name, name))
			continue;
		clues[i].linked = address;
		clues[i].found++;
	}
}

void clues_find_in_map(struct clue *clues, size_t count, FILE *map)
{
	size_t size = 0;
	char *line = NULL;

	while (getline(&line, &size, map) > 0) {
		char *end;
		uint64_t address = strtoull(line, &end, 16);

		if (end == line || end[0] != ' ' || !end[1] || end[2] != ' ')
			continue;
		end += 3;
		/* Behind the name of a module's symbol follows the module. */
		if (!end[strcspn(end, "\t\n")] || end[strcspn(end, "\t\n")] == '\n') {
			end[strcspn(end, "\n")] = '\0';
			meet(clues, count, end, address);
		}
	}
	free(line);
}

static bool is_place(const GElf_Sym *sym)
{
	return sym->st_shndx != SHN_UNDEF && sym->st_shndx != SHN_COMMON &&
	       GELF_ST_TYPE(sym->st_info) != STT_SECTION && GELF_ST_TYPE(sym->st_info) != STT_FILE;
}

static void find_in_table(struct clue *clues, size_t count, Elf *elf, Elf_Scn *section,
			  size_t strings)
{
	size_t entry_size = gelf_fsize(elf, ELF_T_SYM, 1, EV_CURRENT);
	Elf_Data *data = NULL;

	if (elf_section_within(elf, elf_ndxscn(section), TABLE_MAX) &&
	    elf_section_within(elf, strings, TABLE_MAX))
		data = elf_getdata(section, NULL);
	if (!data || !data->d_buf || !entry_size)
		return;
	for (size_t i = 0; i < data->d_size / entry_size && i <= INT32_MAX; i++) {
		const char *name;
		GElf_Sym sym;

		if (!gelf_getsym(data, i, &sym) || !is_place(&sym))
			continue;
		name = elf_strptr(elf, strings, sym.st_name);
		if (name)
			meet(clues, count, name, sym.st_value);
	}
}

void clues_find_in_elf(struct clue *clues, size_t count, int fd)
{
	Elf_Scn *section = NULL;
	GElf_Shdr shdr;
	Elf *elf;

	elf = elf_open(fd);
	while ((section = elf_nextscn(elf, section))) {
		if (!gelf_getshdr(section, &shdr) || shdr.sh_type != SHT_SYMTAB)
			continue;
		find_in_table(clues, count, elf, section, shdr.sh_link);
		break;
	}
	elf_end(elf);
}

enum kernel_fit clues_slide(const struct clue *clues, size_t count, uint64_t *slide)
{
	uint64_t low = UINT64_MAX, high = 0;
	bool found = false;

	for (size_t i = 0; i < count; i++) {
		if (clues[i].found != 1)
			continue;
		if (found && clues[i].loaded - clues[i].linked != *slide)
			return KERNEL_OTHER_ADDRESSES;
		*slide = clues[i].loaded - clues[i].linked;
		found = true;
		if (clues[i].loaded < low)
			low = clues[i].loaded;
		if (clues[i].loaded > high)
			high = clues[i].loaded;
	}
	if (!found)
		return KERNEL_NO_SLIDE;
	return high - low >= FAR ? KERNEL_FITS : KERNEL_UNPROVEN;
}
