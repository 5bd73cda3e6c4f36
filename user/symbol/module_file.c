// SPDX-License-Identifier: GPL-2.0-or-later
#include <gelf.h>
#include <stdlib.h>
#include <string.h>

#include "symbol/found_file.h"
#include "symbol/label.h"
#include "symbol/module_file.h"
#include "symbol/search.h"
#include "util/alloc.h"
#include "util/elf_open.h"

/* Bytes of a table of symbols, or of their names: the largest modules have a tenth of it. */
#define TABLE_MAX (32u << 20)

/* Where a section lies in memory; size 0: nowhere, or it is no code. */
struct placed {
	uint64_t address, size;
};

struct reader {
	struct module_file *file;
	const struct kernel_module *module;
	struct names *names;
	Elf *elf;
	struct placed *section;		/* by number */
	size_t sections;
};

static uint64_t told_address(const struct kernel_module *module, const char *name)
{
	for (size_t i = 0; i < module->section_count; i++) {
		if (!strcmp(module->sections[i].name, name))
			return module->sections[i].address;
	}
	return 0;
}

/*
 * The kernel puts a module's sections of code behind each other, as they come in the file, those
 * that are freed after its initialization elsewhere (layout_sections() in kernel/module). The first
 * one is at the beginning; where the others are depends on what the kernel adds (.plt on arm64).
 */
static bool is_first_code(const char *name, uint64_t flags, bool *has_code)
{
	if (!strncmp(name, ".init", 5) ||
	    (!(flags & SHF_EXECINSTR) && strncmp(name, ".plt", 4)) || *has_code)
		return false;
	*has_code = true;
	return !strcmp(name, ".text");
}

static void place_sections(struct reader *reader)
{
	const struct kernel_module *module = reader->module;
	Elf_Scn *section = NULL;
	bool has_code = false;
	size_t strings;

	if (elf_getshdrnum(reader->elf, &reader->sections) ||
	    elf_getshdrstrndx(reader->elf, &strings))
		reader->sections = 0;
	reader->section = xcalloc(reader->sections, sizeof(*reader->section));
	while (reader->sections && (section = elf_nextscn(reader->elf, section))) {
		size_t i = elf_ndxscn(section);
		uint64_t address = 0;
		const char *name;
		GElf_Shdr shdr;

		if (i >= reader->sections || !gelf_getshdr(section, &shdr) ||
		    !(shdr.sh_flags & SHF_ALLOC))
			continue;
		name = elf_strptr(reader->elf, strings, shdr.sh_name);
		if (!name)
			continue;
		if (module->section_count)
			address = told_address(module, name);
		else if (is_first_code(name, shdr.sh_flags, &has_code))
			address = module->address;
		if (address && shdr.sh_flags & SHF_EXECINSTR &&
		    address + shdr.sh_size > address)
			reader->section[i] = (struct placed){ address, shdr.sh_size };
	}
}

static void add_function(struct reader *reader, const GElf_Sym *sym, const char *name)
{
	const struct placed *section = &reader->section[sym->st_shndx];
	struct module_file *file = reader->file;
	uint64_t start = section->address + sym->st_value;
	uint64_t end = section->address + section->size;

	if (sym->st_value >= section->size)
		return;
	if (sym->st_size && sym->st_size < end - start)
		end = start + sym->st_size;
	file->function = grow(file->function, &file->capacity, file->count + 1,
			      sizeof(*file->function));
	file->function[file->count++] = (struct module_function){
		start, end, names_intern(reader->names, name),
	};
}

static void read_symbol(struct reader *reader, const GElf_Sym *sym, size_t strings, bool is_arm)
{
	GElf_Sym place = *sym;
	const char *name;

	if (GELF_ST_TYPE(sym->st_info) != STT_FUNC || sym->st_shndx >= reader->sections ||
	    !reader->section[sym->st_shndx].size)
		return;
	/* Bit 0 tells that it is Thumb code. */
	if (is_arm)
		place.st_value &= ~(GElf_Addr)1;
	name = elf_strptr(reader->elf, strings, sym->st_name);
	if (name && !symbol_is_label(name) && strncmp(name, "__pfx_", 6))
		add_function(reader, &place, name);
}

static void read_symbols(struct reader *reader)
{
	size_t entry_size = gelf_fsize(reader->elf, ELF_T_SYM, 1, EV_CURRENT);
	Elf_Scn *section = NULL;
	GElf_Shdr shdr;
	GElf_Ehdr ehdr;
	Elf_Data *data;

	while ((section = elf_nextscn(reader->elf, section))) {
		if (gelf_getshdr(section, &shdr) && shdr.sh_type == SHT_SYMTAB)
			break;
	}
	if (!section || shdr.sh_size > TABLE_MAX ||
	    !elf_section_within(reader->elf, shdr.sh_link, TABLE_MAX))
		return;
	data = elf_getdata(section, NULL);
	if (!data || !data->d_buf || !entry_size || !gelf_getehdr(reader->elf, &ehdr))
		return;
	for (size_t i = 0; i < data->d_size / entry_size && i <= INT32_MAX; i++) {
		GElf_Sym sym;

		if (gelf_getsym(data, i, &sym))
			read_symbol(reader, &sym, shdr.sh_link, ehdr.e_machine == EM_ARM);
	}
}

/* The longest of several that begin together goes last, and is found; else by name. */
static int compare(const void *a, const void *b)
{
	const struct module_function *x = a, *y = b;

	if (x->start != y->start)
		return x->start < y->start ? -1 : 1;
	if (x->end != y->end)
		return x->end < y->end ? -1 : 1;
	return strcmp(y->name, x->name);
}

bool module_file_read(struct module_file *file, const struct kernel_module *module, int fd,
		      struct names *names)
{
	struct reader reader = { .file = file, .module = module, .names = names };
	GElf_Ehdr ehdr;

	if (module->id.len && !found_has_id(fd, &module->id))
		return false;
	reader.elf = elf_open(fd);
	if (gelf_getehdr(reader.elf, &ehdr) && ehdr.e_type == ET_REL) {
		place_sections(&reader);
		read_symbols(&reader);
		free(reader.section);
	}
	elf_end(reader.elf);
	if (file->count)
		qsort(file->function, file->count, sizeof(*file->function), compare);
	return file->count;
}

void module_file_free(struct module_file *file)
{
	free(file->function);
	*file = (struct module_file){ 0 };
}

const struct module_function *module_file_find(const struct module_file *file, uint64_t address)
{
	size_t n = count_up_to(file->function, file->count, sizeof(*file->function), address);

	if (!n || address >= file->function[n - 1].end)
		return NULL;
	return &file->function[n - 1];
}
