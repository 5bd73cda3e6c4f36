// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "unwind/code.h"
#include "util/alloc.h"
#include "util/elf_open.h"

/* No linker writes more of them; a corrupt file may claim more. */
#define MAX_SEGMENTS 4096

/* The largest programs there are have 30 MB of unwind information, and 100 MB of code. */
#define MAX_BYTES (128u << 20)

/* A segment's size must not wrap around. */
static void add_segment(struct unwind_code *code, const GElf_Phdr *phdr)
{
	struct code_segment *segment = &code->segments[code->segment_count];

	if (phdr->p_offset + phdr->p_filesz < phdr->p_offset ||
	    phdr->p_vaddr + phdr->p_filesz < phdr->p_vaddr || phdr->p_offset > INT64_MAX)
		return;
	segment->offset = phdr->p_offset;
	segment->address = phdr->p_vaddr;
	segment->size = phdr->p_filesz;
	segment->executable = phdr->p_flags & PF_X;
	code->segment_count++;
}

static void read_program_header(struct unwind_code *code, const GElf_Phdr *phdr)
{
	switch (phdr->p_type) {
	case PT_LOAD:
		add_segment(code, phdr);
		break;
	case PT_GNU_EH_FRAME:
		code->eh_frame_hdr = (struct code_extent){ phdr->p_vaddr, phdr->p_filesz };
		break;
	case PT_ARM_EXIDX:
		/* The number means other things to other machines. */
		if (code->machine == EM_ARM)
			code->exidx = (struct code_extent){ phdr->p_vaddr, phdr->p_filesz };
		break;
	case PT_DYNAMIC:
		code->dynamic = (struct code_extent){ phdr->p_vaddr, phdr->p_filesz };
		break;
	case PT_INTERP:
		code->has_interpreter = true;
		break;
	}
}

static enum untabled read_program_headers(struct unwind_code *code)
{
	bool executable = false;
	size_t count, i;
	GElf_Phdr phdr;

	if (elf_getphdrnum(code->elf, &count) || count > MAX_SEGMENTS)
		return UNTABLED_NOT_ELF;
	code->segments = xcalloc(count, sizeof(*code->segments));
	for (i = 0; i < count; i++) {
		if (gelf_getphdr(code->elf, i, &phdr))
			read_program_header(code, &phdr);
	}
	for (i = 0; i < code->segment_count; i++)
		executable |= code->segments[i].executable && code->segments[i].size;
	return executable ? TABLED : UNTABLED_NO_CODE;
}

/* Bytes of a word; 0: there are no tables for this kind of code. */
static unsigned int word_of(const GElf_Ehdr *ehdr)
{
	bool is_64 = ehdr->e_ident[EI_CLASS] == ELFCLASS64;
	const uint16_t one = 1;

	if ((ehdr->e_ident[EI_DATA] == ELFDATA2LSB) != *(const uint8_t *)&one)
		return 0;
	switch (ehdr->e_machine) {
	case EM_X86_64:
	case EM_AARCH64:
	case EM_RISCV:
		return is_64 ? 8 : 0;
	case EM_386:
	case EM_ARM:
		return is_64 ? 0 : 4;
	default:
		return 0;
	}
}

enum untabled code_open(struct unwind_code *code, int fd)
{
	GElf_Ehdr ehdr;

	memset(code, 0, sizeof(*code));
	code->fd = fd;
	code->elf = elf_open(fd);
	if (elf_kind(code->elf) != ELF_K_ELF || !gelf_getehdr(code->elf, &ehdr))
		return UNTABLED_NOT_ELF;
	code->machine = ehdr.e_machine;
	code->word = word_of(&ehdr);
	code->is_fixed = ehdr.e_type == ET_EXEC;
	code->entry = ehdr.e_entry;
	if (!code->word)
		return UNTABLED_MACHINE;
	return read_program_headers(code);
}

void code_close(struct unwind_code *code)
{
	free(code->segments);
	elf_end(code->elf);
	memset(code, 0, sizeof(*code));
}

static bool segment_holds(const struct code_segment *segment, uint64_t address)
{
	return address >= segment->address && address - segment->address < segment->size;
}

bool code_range(struct unwind_code *code, uint64_t address, uint64_t size, uint64_t *start,
		uint64_t *end)
{
	const struct code_segment *segment = &code->segments[code->last];
	uint64_t at, left;
	size_t i;

	for (i = 0; !segment->executable || !segment_holds(segment, address); i++) {
		if (i == code->segment_count)
			return false;
		segment = &code->segments[i];
	}
	code->last = segment - code->segments;
	at = address - segment->address;
	left = segment->size - at;
	*start = segment->offset + at;
	*end = *start + (size < left ? size : left);
	return true;
}

/* Reads as much of it as the file has. */
static bool read_file(int fd, uint64_t offset, uint64_t size, struct code_bytes *bytes)
{
	off_t file_size = lseek(fd, 0, SEEK_END);
	ssize_t n;

	if (file_size < 0 || offset >= (uint64_t)file_size || !size)
		return false;
	if (size > file_size - offset)
		size = file_size - offset;
	if (size > MAX_BYTES)
		return false;
	bytes->data = xmalloc(size);
	while (bytes->size < size) {
		n = pread(fd, bytes->data + bytes->size, size - bytes->size,
			  offset + bytes->size);
		if (n <= 0)
			break;
		bytes->size += n;
	}
	if (bytes->size)
		return true;
	free(bytes->data);
	bytes->data = NULL;
	return false;
}

bool code_read(const struct unwind_code *code, uint64_t address, uint64_t size,
	       struct code_bytes *bytes)
{
	uint64_t left;
	size_t i;

	memset(bytes, 0, sizeof(*bytes));
	for (i = 0; i < code->segment_count; i++) {
		const struct code_segment *segment = &code->segments[i];

		if (!segment_holds(segment, address))
			continue;
		bytes->address = address;
		left = segment->size - (address - segment->address);
		return read_file(code->fd, segment->offset + (address - segment->address),
				 size < left ? size : left, bytes);
	}
	return false;
}

static bool section_has_name(const struct unwind_code *code, const GElf_Shdr *section,
			     const char *name)
{
	const char *its_name;
	size_t names;

	if (elf_getshdrstrndx(code->elf, &names))
		return false;
	its_name = elf_strptr(code->elf, names, section->sh_name);
	return its_name && !strcmp(its_name, name);
}

bool code_section(const struct unwind_code *code, const char *name, GElf_Shdr *section)
{
	Elf_Scn *scn = NULL;

	while ((scn = elf_nextscn(code->elf, scn))) {
		if (!gelf_getshdr(scn, section) || !section_has_name(code, section, name))
			continue;
		return section->sh_type != SHT_NOBITS && section->sh_type != SHT_NULL &&
		       !(section->sh_flags & SHF_COMPRESSED) && section->sh_size &&
		       section->sh_offset <= INT64_MAX;
	}
	return false;
}

static bool read_section(const struct unwind_code *code, const GElf_Shdr *section,
			 struct code_bytes *bytes)
{
	memset(bytes, 0, sizeof(*bytes));
	bytes->address = section->sh_flags & SHF_ALLOC ? section->sh_addr : 0;
	return read_file(code->fd, section->sh_offset, section->sh_size, bytes);
}

bool code_read_section(const struct unwind_code *code, const char *name, struct code_bytes *bytes)
{
	GElf_Shdr section;

	memset(bytes, 0, sizeof(*bytes));
	return code_section(code, name, &section) && read_section(code, &section, bytes);
}

typedef void (*visit_fn)(void *context, const struct code_symbol *symbol);

/* Symbol @i of a table in this machine's byte order. Return: whether it is defined here. */
static bool symbol_at(const struct unwind_code *code, const struct code_bytes *table, size_t i,
		      struct code_symbol *symbol, uint32_t *name)
{
	Elf64_Sym wide;
	Elf32_Sym sym;

	if (code->word == 8) {
		memcpy(&wide, table->data + i * sizeof(wide), sizeof(wide));
		*name = wide.st_name;
		symbol->address = wide.st_value;
		symbol->size = wide.st_size;
		symbol->type = ELF64_ST_TYPE(wide.st_info);
		return wide.st_shndx != SHN_UNDEF;
	}
	memcpy(&sym, table->data + i * sizeof(sym), sizeof(sym));
	*name = sym.st_name;
	symbol->address = sym.st_value;
	symbol->size = sym.st_size;
	symbol->type = ELF32_ST_TYPE(sym.st_info);
	return sym.st_shndx != SHN_UNDEF;
}

static void visit_symbols(const struct unwind_code *code, const struct code_bytes *table,
			  struct code_bytes *names, visit_fn visit, void *context)
{
	size_t entry = code->word == 8 ? sizeof(Elf64_Sym) : sizeof(Elf32_Sym);
	struct code_symbol symbol;
	uint32_t name;
	size_t i;

	/* A name that isn't ended is cut off. */
	names->data[names->size - 1] = '\0';
	for (i = 0; i < table->size / entry; i++) {
		if (!symbol_at(code, table, i, &symbol, &name) || name >= names->size)
			continue;
		symbol.name = (const char *)names->data + name;
		visit(context, &symbol);
	}
}

/* The first table of a type: a second one is the work of an attacker. */
static void visit_table(const struct unwind_code *code, GElf_Word type, visit_fn visit,
			void *context)
{
	struct code_bytes table, names;
	GElf_Shdr section, strings;
	Elf_Scn *scn = NULL;

	do {
		scn = elf_nextscn(code->elf, scn);
		if (!scn)
			return;
	} while (!gelf_getshdr(scn, &section) || section.sh_type != type);
	if (!gelf_getshdr(elf_getscn(code->elf, section.sh_link), &strings) ||
	    strings.sh_type != SHT_STRTAB || !read_section(code, &section, &table))
		return;
	if (read_section(code, &strings, &names))
		visit_symbols(code, &table, &names, visit, context);
	free(names.data);
	free(table.data);
}

void code_each_symbol(const struct unwind_code *code, visit_fn visit, void *context)
{
	visit_table(code, SHT_SYMTAB, visit, context);
	visit_table(code, SHT_DYNSYM, visit, context);
}
