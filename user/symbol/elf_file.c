// SPDX-License-Identifier: GPL-2.0-or-later
#include <gelf.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "symbol/elf_debug.h"
#include "symbol/elf_file.h"
#include "symbol/elf_names.h"
#include "util/alloc.h"

/* No linker writes more of them; a corrupt file may claim more. */
#define MAX_SEGMENTS 4096
#define MAX_NOTES_SIZE (64 * 1024)
#define MAX_NOTES 64	/* segments, or sections; libelf keeps all of them in memory */

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
	size_t notes_read = 0;

	while (!id->len && notes_read < MAX_NOTES && (section = elf_nextscn(elf, section))) {
		GElf_Shdr shdr;
		Elf_Data *notes;

		if (!gelf_getshdr(section, &shdr) || shdr.sh_type != SHT_NOTE ||
		    shdr.sh_size > MAX_NOTES_SIZE)
			continue;
		notes_read++;
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
	size_t count, i, notes = 0;

	if (elf_getphdrnum(elf, &count) || count > MAX_SEGMENTS)
		return;
	file->segments = xcalloc(count, sizeof(*file->segments));
	for (i = 0; i < count; i++) {
		GElf_Phdr phdr;

		if (!gelf_getphdr(elf, i, &phdr))
			continue;
		if (phdr.p_type == PT_LOAD)
			add_segment(file, &phdr);
		else if (phdr.p_type == PT_NOTE && notes++ < MAX_NOTES)
			read_notes(elf, &phdr, &file->id);
	}
}

enum unnamed elf_file_open(struct elf_file *file, int fd)
{
	struct elf_image image;

	memset(file, 0, sizeof(*file));
	file->fd = -1;
	if (!elf_image_open(&image, fd))
		return UNNAMED_NOT_ELF;
	read_program_headers(file, image.elf);
	read_note_sections(image.elf, &file->id);
	elf_image_close(&image);
	file->fd = fd;
	return NAMED;
}

static void set_parts(struct elf_file *file, const struct loaded_part *parts, size_t count)
{
	size_t i;

	file->segments = xcalloc(count, sizeof(*file->segments));
	file->segment_count = count;
	for (i = 0; i < count; i++)
		file->segments[i] = (struct elf_segment){ parts[i].offset, parts[i].address,
							  parts[i].size, true };
}

/* objcopy leaves no sense in what the program headers of debug files say of the file. */
enum unnamed elf_file_open_debug(struct elf_file *file, int fd, const struct loaded_part *parts,
				 size_t count)
{
	struct elf_image image;

	memset(file, 0, sizeof(*file));
	file->fd = -1;
	if (!elf_image_open(&image, fd))
		return UNNAMED_NOT_ELF;
	read_note_sections(image.elf, &file->id);
	set_parts(file, parts, count);
	file->bias = elf_debug_bias(&image, parts, count);
	elf_image_close(&image);
	file->is_debug = true;
	file->fd = fd;
	return NAMED;
}

void elf_file_close(struct elf_file *file)
{
	elf_names_free(file->names);
	free(file->segments);
	close(file->fd);
	memset(file, 0, sizeof(*file));
	file->fd = -1;
}

void elf_file_set_origin(struct elf_file *file, const struct places *places, const char *path,
			 const char *root)
{
	file->places = places;
	file->path = path;
	file->root = root;
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

/* --- names */

enum unnamed elf_file_find_address(struct elf_file *file, uint64_t address, struct strbuf *name,
				   uint64_t *start, uint64_t *end)
{
	enum unnamed why;

	if (!file->names)
		file->names = elf_names_read(file);
	why = elf_names_find(file->names, address, name, start, end);
	file->symbol_count = elf_names_count(file->names);
	return why;
}

/* Where an address of a segment is in the file; what is outside of it is at its border. */
static uint64_t to_offset(const struct elf_segment *segment, uint64_t address)
{
	if (address <= segment->address)
		return segment->offset;
	address -= segment->address;
	return segment->offset + (address < segment->size ? address : segment->size);
}

enum unnamed elf_file_find(struct elf_file *file, uint64_t offset, struct strbuf *name,
			   uint64_t *start, uint64_t *end)
{
	const struct elf_segment *segment = find_segment(file, offset);
	uint64_t address, low, high;
	enum unnamed why;

	*start = *end = 0;
	if (!segment)
		return UNNAMED_STRIPPED;
	address = offset - segment->offset + segment->address;
	why = elf_file_find_address(file, address, name, &low, &high);
	if (low < high) {
		*start = to_offset(segment, low);
		*end = to_offset(segment, high);
	}
	return why;
}

struct dwarf *elf_file_dwarf(struct elf_file *file, uint64_t *bias)
{
	if (!file->names)
		file->names = elf_names_read(file);
	file->symbol_count = elf_names_count(file->names);
	return elf_names_dwarf(file->names, bias);
}
