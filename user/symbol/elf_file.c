// SPDX-License-Identifier: GPL-2.0-or-later
#include <gelf.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "symbol/elf_file.h"
#include "symbol/search.h"
#include "util/alloc.h"

/* No linker writes more of them; a corrupt file may claim more. */
#define MAX_SEGMENTS 4096
#define MAX_NOTES_SIZE (64 * 1024)
#define MAX_NAME_LEN (64 * 1024)

/* How many overlapping symbols an address is looked for in. */
#define MAX_NESTING 16

static bool find_build_id(Elf_Data *notes, struct build_id *id)
{
	size_t at = 0, name, desc;
	GElf_Nhdr note;

	while ((at = gelf_getnote(notes, at, &note, &name, &desc)) > 0) {
		const char *bytes = notes->d_buf;

		if (note.n_type != NT_GNU_BUILD_ID || note.n_namesz != sizeof("GNU") ||
		    memcmp(bytes + name, "GNU", sizeof("GNU")))
			continue;
		if (!note.n_descsz || note.n_descsz > BUILD_ID_MAX)
			continue;
		id->len = note.n_descsz;
		memcpy(id->bytes, bytes + desc, note.n_descsz);
		return true;
	}
	return false;
}

static void read_notes(Elf *elf, const GElf_Phdr *phdr, struct build_id *id)
{
	Elf_Data *notes;

	if (id->len || !phdr->p_filesz || phdr->p_filesz > MAX_NOTES_SIZE)
		return;
	notes = elf_getdata_rawchunk(elf, phdr->p_offset, phdr->p_filesz,
				     phdr->p_align == 8 ? ELF_T_NHDR8 : ELF_T_NHDR);
	if (notes)
		find_build_id(notes, id);
}

/* Objects that were not linked have no program headers, but may have a build-id: kernel modules. */
static void read_note_sections(Elf *elf, struct build_id *id)
{
	Elf_Scn *section = NULL;

	while (!id->len && (section = elf_nextscn(elf, section))) {
		GElf_Shdr shdr;
		Elf_Data *notes;

		if (!gelf_getshdr(section, &shdr) || shdr.sh_type != SHT_NOTE ||
		    shdr.sh_size > MAX_NOTES_SIZE)
			continue;
		notes = elf_getdata(section, NULL);
		if (notes && notes->d_buf)
			find_build_id(notes, id);
	}
}

static void add_segment(struct elf_file *file, const GElf_Phdr *phdr)
{
	struct elf_segment *segment = &file->segments[file->segment_count];

	if (phdr->p_offset + phdr->p_filesz < phdr->p_offset ||
	    phdr->p_vaddr + phdr->p_filesz < phdr->p_vaddr)
		return;
	segment->offset = phdr->p_offset;
	segment->address = phdr->p_vaddr;
	segment->size = phdr->p_filesz;
	segment->executable = phdr->p_flags & PF_X;
	file->segment_count++;
}

static void read_program_headers(struct elf_file *file, Elf *elf)
{
	size_t count, i;

	if (elf_getphdrnum(elf, &count) || count > MAX_SEGMENTS)
		return;
	file->segments = xcalloc(count, sizeof(*file->segments));
	for (i = 0; i < count; i++) {
		GElf_Phdr phdr;

		if (!gelf_getphdr(elf, i, &phdr))
			continue;
		if (phdr.p_type == PT_LOAD)
			add_segment(file, &phdr);
		else if (phdr.p_type == PT_NOTE)
			read_notes(elf, &phdr, &file->id);
	}
}

enum unnamed elf_file_open(struct elf_file *file, int fd)
{
	GElf_Ehdr ehdr;
	Elf *elf;

	memset(file, 0, sizeof(*file));
	file->fd = -1;
	elf_version(EV_CURRENT);
	elf = elf_begin(fd, ELF_C_READ, NULL);
	if (elf_kind(elf) != ELF_K_ELF || !gelf_getehdr(elf, &ehdr)) {
		elf_end(elf);
		return UNNAMED_NOT_ELF;
	}
	read_program_headers(file, elf);
	read_note_sections(elf, &file->id);
	elf_end(elf);
	file->fd = fd;
	return NAMED;
}

void elf_file_close(struct elf_file *file)
{
	free(file->symbols);
	free(file->segments);
	close(file->fd);
	memset(file, 0, sizeof(*file));
	file->fd = -1;
}

/* Segments share pages at their borders: the executable one is meant, as code is looked for. */
static const struct elf_segment *find_segment(const struct elf_file *file, uint64_t offset)
{
	const struct elf_segment *found = NULL;
	size_t i;

	for (i = 0; i < file->segment_count; i++) {
		const struct elf_segment *segment = &file->segments[i];

		if (offset < segment->offset || offset - segment->offset >= segment->size)
			continue;
		if (segment->executable)
			return segment;
		found = segment;
	}
	return found;
}

/* The innermost symbol that covers @address: the one that starts last. */
static const struct elf_symbol *find_symbol(const struct elf_file *file, uint64_t address)
{
	size_t n = count_up_to(file->symbols, file->symbol_count, sizeof(*file->symbols), address);
	size_t stop = n > MAX_NESTING ? n - MAX_NESTING : 0;

	for (; n > stop; n--) {
		const struct elf_symbol *symbol = &file->symbols[n - 1];

		if (address - symbol->start < symbol->size)
			return symbol;
	}
	return NULL;
}

/* The name ends at "@": a version follows ("memcpy@@GLIBC_2.14"), where .symtab has it. */
static bool read_name(int fd, uint64_t offset, struct strbuf *name)
{
	strbuf_truncate(name, 0);
	while (name->len < MAX_NAME_LEN) {
		char part[128];
		ssize_t n = pread(fd, part, sizeof(part), offset + name->len);
		size_t len;

		if (n <= 0)
			return false;
		for (len = 0; len < (size_t)n; len++)
			if (!part[len] || (part[len] == '@' && name->len + len))
				break;
		strbuf_add_n(name, part, len);
		if (len < (size_t)n)
			return name->len > 0;
	}
	return true;
}

enum unnamed elf_file_find(struct elf_file *file, uint64_t offset, struct strbuf *name,
			   uint64_t *start, uint64_t *end)
{
	const struct elf_segment *segment = find_segment(file, offset);
	const struct elf_symbol *symbol;
	uint64_t low, high;

	if (!segment)
		return UNNAMED_STRIPPED;
	if (!file->has_symbols) {
		file->symbol_count = elf_symbols_read(file->fd, &file->symbols);
		file->has_symbols = true;
	}
	symbol = find_symbol(file, offset - segment->offset + segment->address);
	if (!symbol || !read_name(file->fd, symbol->name, name))
		return UNNAMED_STRIPPED;
	low = symbol->start > segment->address ? symbol->start - segment->address : 0;
	high = symbol->start + symbol->size - segment->address;
	*start = segment->offset + low;
	*end = segment->offset + (high < segment->size ? high : segment->size);
	return NAMED;
}

enum unnamed elf_file_open_debug(struct elf_file *file, int fd, const struct loaded_part *parts,
				 size_t count)
{
	(void)parts;
	(void)count;
	return elf_file_open(file, fd);
}

void elf_file_set_origin(struct elf_file *file, const struct places *places, const char *path,
			 const char *root)
{
	(void)file;
	(void)places;
	(void)path;
	(void)root;
}

size_t elf_file_parts(const struct elf_file *file, struct loaded_part *parts, size_t max)
{
	size_t i, n = 0;

	for (i = 0; i < file->segment_count && n < max; i++) {
		const struct elf_segment *segment = &file->segments[i];

		if (segment->executable)
			parts[n++] = (struct loaded_part){ segment->offset, segment->address,
							   segment->size };
	}
	return n;
}

bool elf_file_address(const struct elf_file *file, uint64_t offset, uint64_t *address)
{
	const struct elf_segment *segment = find_segment(file, offset);

	if (!segment)
		return false;
	*address = offset - segment->offset + segment->address;
	return true;
}

enum unnamed elf_file_find_address(struct elf_file *file, uint64_t address, struct strbuf *name,
				   uint64_t *start, uint64_t *end)
{
	(void)file;
	(void)address;
	(void)name;
	*start = *end = 0;
	return UNNAMED_STRIPPED;
}

struct dwarf *elf_file_dwarf(struct elf_file *file, uint64_t *bias)
{
	(void)file;
	*bias = 0;
	return NULL;
}
