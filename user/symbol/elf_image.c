// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "symbol/elf_image.h"
#include "util/alloc.h"
#include "util/elf_open.h"

/* How many elements of a table are in memory at once. */
#define ELEMENTS 2048

/* More than linkers make; each address is looked for in all of them. */
#define MAX_HEADERS 128

/* More than any file has; those of a hole in a file would cost time. */
#define MAX_ELEMENTS (32 * 1024 * 1024)

static bool open_headers(struct elf_image *image)
{
	if (elf_kind(image->elf) != ELF_K_ELF || !gelf_getehdr(image->elf, &image->header)) {
		elf_end(image->elf);
		image->elf = NULL;
		return false;
	}
	image->is_64 = image->header.e_ident[EI_CLASS] == ELFCLASS64;
	image->is_foreign = image->header.e_ident[EI_DATA] !=
			    (__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? ELFDATA2LSB : ELFDATA2MSB);
	return true;
}

bool elf_image_open(struct elf_image *image, int fd)
{
	memset(image, 0, sizeof(*image));
	image->fd = fd;
	image->elf = elf_open(fd);
	return open_headers(image);
}

bool elf_image_open_memory(struct elf_image *image, const void *bytes, size_t size)
{
	memset(image, 0, sizeof(*image));
	image->fd = -1;
	image->memory = bytes;
	image->size = size;
	elf_version(EV_CURRENT);
	/* libelf doesn't write to it. */
	image->elf = elf_memory((char *)bytes, size);
	return open_headers(image);
}

void elf_image_close(struct elf_image *image)
{
	elf_end(image->elf);
	image->elf = NULL;
}

/* --- sections and segments */

const char *elf_image_section_name(const struct elf_image *image, const GElf_Shdr *section)
{
	const char *name = NULL;
	size_t names;

	if (!elf_getshdrstrndx(image->elf, &names))
		name = elf_strptr(image->elf, names, section->sh_name);
	return name ? name : "";
}

bool elf_image_section(const struct elf_image *image, const char *name, GElf_Shdr *section)
{
	Elf_Scn *scn = NULL;

	while ((scn = elf_nextscn(image->elf, scn)))
		if (gelf_getshdr(scn, section) &&
		    !strcmp(elf_image_section_name(image, section), name))
			return true;
	return false;
}

bool elf_image_section_of_type(const struct elf_image *image, GElf_Word type, GElf_Shdr *section)
{
	Elf_Scn *scn = NULL;

	while ((scn = elf_nextscn(image->elf, scn)))
		if (gelf_getshdr(scn, section) && section->sh_type == type)
			return true;
	return false;
}

bool elf_image_has_bytes(const GElf_Shdr *section)
{
	return section->sh_type != SHT_NOBITS && section->sh_type != SHT_NULL &&
	       !(section->sh_flags & SHF_COMPRESSED) && section->sh_size;
}

bool elf_image_header(const struct elf_image *image, GElf_Word type, GElf_Phdr *header)
{
	size_t count, i;

	if (elf_getphdrnum(image->elf, &count))
		return false;
	for (i = 0; i < count && i < MAX_HEADERS; i++)
		if (gelf_getphdr(image->elf, i, header) && header->p_type == type)
			return true;
	return false;
}

bool elf_image_segment(const struct elf_image *image, uint64_t address, GElf_Phdr *segment)
{
	size_t count, i;

	if (elf_getphdrnum(image->elf, &count))
		return false;
	for (i = 0; i < count && i < MAX_HEADERS; i++)
		if (gelf_getphdr(image->elf, i, segment) && segment->p_type == PT_LOAD &&
		    address >= segment->p_vaddr && address - segment->p_vaddr < segment->p_memsz)
			return true;
	return false;
}

bool elf_image_offset(const struct elf_image *image, uint64_t address, uint64_t *offset)
{
	GElf_Phdr segment;

	if (!elf_image_segment(image, address, &segment) ||
	    address - segment.p_vaddr >= segment.p_filesz)
		return false;
	*offset = address - segment.p_vaddr + segment.p_offset;
	return *offset >= segment.p_offset;
}

/* --- bytes */

bool elf_image_read(const struct elf_image *image, uint64_t offset, void *buffer, size_t size)
{
	if (offset > INT64_MAX || size > INT64_MAX - offset)
		return false;
	if (image->fd >= 0)
		return pread(image->fd, buffer, size, offset) == (ssize_t)size;
	if (offset > image->size || size > image->size - offset)
		return false;
	memcpy(buffer, image->memory + offset, size);
	return true;
}

uint8_t *elf_image_read_all(const struct elf_image *image, uint64_t offset, uint64_t size,
			    uint64_t max)
{
	uint8_t *bytes, last;

	/* What is not in the file needs no memory. */
	if (!size || size > max || offset > UINT64_MAX - size ||
	    !elf_image_read(image, offset + size - 1, &last, 1))
		return NULL;
	bytes = xmalloc(size);
	if (elf_image_read(image, offset, bytes, size))
		return bytes;
	free(bytes);
	return NULL;
}

static void widen_sym(GElf_Sym *sym, const Elf32_Sym *narrow)
{
	sym->st_name = narrow->st_name;
	sym->st_info = narrow->st_info;
	sym->st_other = narrow->st_other;
	sym->st_shndx = narrow->st_shndx;
	sym->st_value = narrow->st_value;
	sym->st_size = narrow->st_size;
}

static void widen_rela(GElf_Rela *rela, const Elf32_Rela *narrow)
{
	rela->r_offset = narrow->r_offset;
	rela->r_info = ELF64_R_INFO((uint64_t)ELF32_R_SYM(narrow->r_info),
				    ELF32_R_TYPE(narrow->r_info));
	rela->r_addend = narrow->r_addend;
}

/* An element as libelf translated it, of @size bytes, to the wide form. */
static void widen(const struct elf_image *image, Elf_Type type, const void *from, size_t size,
		  union elf_element *element)
{
	union {
		Elf32_Sym sym;
		Elf32_Rela rela;	/* begins as an Elf32_Rel */
		Elf32_Dyn dyn;
	} narrow = { 0 };

	memset(element, 0, sizeof(*element));
	memcpy(image->is_64 ? (void *)element : &narrow, from, size);
	if (image->is_64)
		return;
	if (type == ELF_T_SYM) {
		widen_sym(&element->sym, &narrow.sym);
	} else if (type == ELF_T_DYN) {
		element->dyn.d_tag = narrow.dyn.d_tag;
		element->dyn.d_un.d_val = narrow.dyn.d_un.d_val;
	} else {
		widen_rela(&element->rela, &narrow.rela);
	}
}

/* Read and translate as many elements as are there. Return: how many. */
static size_t read_elements(const struct elf_image *image, Elf_Type type, uint64_t offset,
			    void *buffer, size_t size, size_t count)
{
	Elf_Data data = { .d_buf = buffer, .d_type = type, .d_version = EV_CURRENT };

	while (count && !elf_image_read(image, offset, buffer, count * size))
		count /= 2;
	data.d_size = count * size;
	if (!count || !gelf_xlatetom(image->elf, &data, &data, image->header.e_ident[EI_DATA]))
		return 0;
	return count;
}

void elf_image_each(const struct elf_image *image, Elf_Type type, uint64_t offset, uint64_t bytes,
		    bool (*visit)(void *context, const union elf_element *element, size_t index),
		    void *context)
{
	size_t size = gelf_fsize(image->elf, type, 1, EV_CURRENT), n, i;
	uint64_t count = size ? bytes / size : 0, at = 0;
	union elf_element element;
	uint8_t *buffer;

	if (!count || size > sizeof(element))
		return;
	count = count < MAX_ELEMENTS ? count : MAX_ELEMENTS;
	buffer = xreallocarray(NULL, count < ELEMENTS ? count : ELEMENTS, size);
	do {
		n = count - at < ELEMENTS ? count - at : ELEMENTS;
		n = read_elements(image, type, offset + at * size, buffer, size, n);
		for (i = 0; i < n; i++) {
			widen(image, type, buffer + i * size, size, &element);
			if (!visit(context, &element, at + i))
				n = 0;
		}
		at += n;
	} while (n && at < count);
	free(buffer);
}
