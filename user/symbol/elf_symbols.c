// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * From the symbol tables of an ELF file to a sorted array of functions. Only places are kept (16
 * bytes a function); a name is read from the file when it is asked for.
 */
#include <gelf.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "symbol/elf_file.h"
#include "symbol/label.h"
#include "util/alloc.h"

/* How unfit an alias is to be shown, the lightest reason first. */
enum {
	UNFIT_WEAK = 0x01,
	UNFIT_OBSCURE = 0x02,	/* times symbol_obscurity() */
	UNFIT_LOCAL = 0x08,
	UNFIT_UNTYPED = 0x10,
};

#define MAX_SIZE ((1u << 26) - 1)

/* A section; start equals end where it holds no code. */
struct code {
	uint64_t start, end;
};

struct reader {
	Elf *elf;
	struct elf_symbol *symbols;
	size_t count, capacity;
	struct code *sections;		/* by section number */
	size_t section_count;
	bool is_arm;
};

/* A string table in memory, and where it is in the file. */
struct strings {
	const char *text;
	size_t size;
	uint64_t offset;
};

static void read_sections(struct reader *reader)
{
	Elf_Scn *section = NULL;
	size_t i;

	if (elf_getshdrnum(reader->elf, &reader->section_count))
		reader->section_count = 0;
	reader->sections = xcalloc(reader->section_count, sizeof(*reader->sections));
	while ((section = elf_nextscn(reader->elf, section))) {
		GElf_Shdr shdr;

		i = elf_ndxscn(section);
		if (i >= reader->section_count || !gelf_getshdr(section, &shdr) ||
		    !(shdr.sh_flags & SHF_EXECINSTR))
			continue;
		reader->sections[i].start = shdr.sh_addr;
		reader->sections[i].end = shdr.sh_addr + shdr.sh_size;
	}
}

/* Where the section of code ends that a symbol is in; 0: it is in none. */
static uint64_t section_end(const struct reader *reader, const GElf_Sym *sym, uint64_t start)
{
	const struct code *code;

	if (sym->st_shndx >= SHN_LORESERVE || sym->st_shndx >= reader->section_count)
		return 0;
	code = &reader->sections[sym->st_shndx];
	return start >= code->start && start < code->end ? code->end : 0;
}

static bool is_function(const GElf_Sym *sym)
{
	switch (GELF_ST_TYPE(sym->st_info)) {
	case STT_FUNC:
	case STT_GNU_IFUNC:
	case STT_NOTYPE:
		return true;
	default:
		return false;
	}
}

/* The symbol's name, or NULL where it is not ended inside of the string table. */
static const char *symbol_name(const struct strings *strings, const GElf_Sym *sym)
{
	const char *name = strings->text + sym->st_name;

	if (sym->st_name >= strings->size ||
	    !memchr(name, '\0', strings->size - sym->st_name) ||
	    strings->offset + sym->st_name > UINT32_MAX)
		return NULL;
	return name;
}

static uint32_t limited(uint64_t size)
{
	return size < MAX_SIZE ? size : MAX_SIZE;
}

static void add_symbol(struct reader *reader, const struct strings *strings, const GElf_Sym *sym)
{
	bool is_typed = GELF_ST_TYPE(sym->st_info) != STT_NOTYPE;
	/* Bit 0 of a function's address tells that it is Thumb code. */
	uint64_t start = sym->st_value & ~(uint64_t)(reader->is_arm && is_typed);
	uint64_t end = section_end(reader, sym, start);
	struct elf_symbol *symbol;
	const char *name;

	if (!is_function(sym) || !end)
		return;
	name = symbol_name(strings, sym);
	if (!name || symbol_is_label(name))
		return;
	reader->symbols = grow(reader->symbols, &reader->capacity, reader->count + 1,
			       sizeof(*reader->symbols));
	symbol = &reader->symbols[reader->count++];
	symbol->start = start;
	symbol->sizeless = !sym->st_size;
	symbol->size = limited(sym->st_size ? sym->st_size : end - start);
	symbol->name = strings->offset + sym->st_name;
	symbol->unfit = symbol_obscurity(name) * UNFIT_OBSCURE;
	if (GELF_ST_BIND(sym->st_info) == STB_WEAK)
		symbol->unfit |= UNFIT_WEAK;
	if (GELF_ST_BIND(sym->st_info) == STB_LOCAL)
		symbol->unfit |= UNFIT_LOCAL;
	if (!is_typed)
		symbol->unfit |= UNFIT_UNTYPED;
}

static bool find_strings(const struct reader *reader, size_t index, struct strings *strings)
{
	Elf_Scn *section = elf_getscn(reader->elf, index);
	Elf_Data *data;
	GElf_Shdr shdr;

	if (!section || !gelf_getshdr(section, &shdr) || shdr.sh_type != SHT_STRTAB)
		return false;
	data = elf_rawdata(section, NULL);
	if (!data || !data->d_buf)
		return false;
	strings->text = data->d_buf;
	strings->size = data->d_size;
	strings->offset = shdr.sh_offset;
	return true;
}

static void read_table(struct reader *reader, Elf_Scn *section, const GElf_Shdr *shdr)
{
	Elf_Data *data = elf_getdata(section, NULL);
	struct strings strings;
	size_t entry_size = gelf_fsize(reader->elf, ELF_T_SYM, 1, EV_CURRENT);
	size_t i;

	if (!data || !data->d_buf || !entry_size || !find_strings(reader, shdr->sh_link, &strings))
		return;
	for (i = 0; i < data->d_size / entry_size && i <= INT32_MAX; i++) {
		GElf_Sym sym;

		if (gelf_getsym(data, i, &sym))
			add_symbol(reader, &strings, &sym);
	}
}

/* The first table of a type: a second one is the work of an attacker, to fill our memory. */
static void read_first(struct reader *reader, GElf_Word type)
{
	Elf_Scn *section = NULL;
	GElf_Shdr shdr;

	while ((section = elf_nextscn(reader->elf, section))) {
		if (!gelf_getshdr(section, &shdr) || shdr.sh_type != type)
			continue;
		read_table(reader, section, &shdr);
		return;
	}
}

static int compare(const void *a, const void *b)
{
	const struct elf_symbol *x = a, *y = b;

	if (x->start != y->start)
		return x->start < y->start ? -1 : 1;
	if (x->unfit != y->unfit)
		return x->unfit < y->unfit ? -1 : 1;
	return x->name < y->name ? -1 : x->name > y->name;
}

/* The best alias stays, with the largest size that the file tells for any of them. */
static size_t merge_aliases(struct elf_symbol *symbols, size_t count)
{
	size_t i, kept = 0;

	for (i = 1; i < count; i++) {
		struct elf_symbol *last = &symbols[kept], *next = &symbols[i];

		if (last->start != next->start) {
			symbols[++kept] = *next;
		} else if (!next->sizeless && (last->sizeless || last->size < next->size)) {
			last->sizeless = false;
			last->size = next->size;
		}
	}
	return kept + 1;
}

/*
 * A symbol without size inside of a function is a label, which must not cut the function in two.
 * Elsewhere it is a function written in assembler, and reaches to the next one.
 */
static size_t settle_sizeless(struct elf_symbol *symbols, size_t count)
{
	struct elf_symbol *last = NULL;
	size_t i, kept = 0;
	uint64_t end = 0;

	for (i = 0; i < count; i++) {
		const struct elf_symbol *symbol = &symbols[i];

		if (symbol->sizeless && symbol->start < end)
			continue;
		if (last && last->sizeless && symbol->start - last->start < last->size)
			last->size = symbol->start - last->start;
		if (!symbol->sizeless && symbol->start + symbol->size > end)
			end = symbol->start + symbol->size;
		last = &symbols[kept++];
		*last = *symbol;
	}
	return kept;
}

size_t elf_symbols_read(int fd, struct elf_symbol **symbols)
{
	struct reader reader = { 0 };
	GElf_Ehdr ehdr;

	*symbols = NULL;
	elf_version(EV_CURRENT);
	reader.elf = elf_begin(fd, ELF_C_READ, NULL);
	if (gelf_getehdr(reader.elf, &ehdr)) {
		reader.is_arm = ehdr.e_machine == EM_ARM;
		read_sections(&reader);
		read_first(&reader, SHT_SYMTAB);
		read_first(&reader, SHT_DYNSYM);
	}
	elf_end(reader.elf);
	if (reader.count) {
		qsort(reader.symbols, reader.count, sizeof(*reader.symbols), compare);
		reader.count = merge_aliases(reader.symbols, reader.count);
		reader.count = settle_sizeless(reader.symbols, reader.count);
		*symbols = xreallocarray(reader.symbols, reader.count, sizeof(*reader.symbols));
	}
	free(reader.sections);
	return reader.count;
}
