// SPDX-License-Identifier: GPL-2.0-or-later
#ifdef HAVE_LIBDW

#include <endian.h>
#include <gelf.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "symbol/dwarf_image.h"
#include "util/alloc.h"

#define BLOCK 4096

/* Of a unit: its header and its first entry. */
#define UNIT_BEGINNING 512

/* Of names of sections, and of links: more are no linker's. */
#define MAX_SMALL (16 << 20)

/* As much is counted of a part at once: bigger units are no compiler's. */
#define COUNTED_MAX (UINT64_C(1) << 30)

/**
 * struct dwarf_image - see dwarf_image.h
 * @fd: the file
 * @bytes: memory of its size, in which pages that were never written take no room
 * @size: of the file
 * @is_loaded: a bit a block
 * @is_big_endian: numbers in the file are
 */
struct dwarf_image {
	int fd;
	char *bytes;
	size_t size;
	uint8_t *is_loaded;
	bool is_big_endian;
};

static bool has_block(const struct dwarf_image *image, size_t block)
{
	return image->is_loaded[block / 8] >> block % 8 & 1;
}

/* The blocks from @first on that are missing, but none from @end on, are read at once. */
static size_t load_missing(struct dwarf_image *image, size_t first, size_t end)
{
	size_t block = first, from = first * BLOCK, to;

	for (; block < end && !has_block(image, block); block++)
		image->is_loaded[block / 8] |= 1 << block % 8;
	to = block * BLOCK < image->size ? block * BLOCK : image->size;
	while (from < to) {
		ssize_t n = pread(image->fd, image->bytes + from, to - from, from);

		if (n <= 0)
			break;
		from += n;
	}
	return block;
}

static void load_range(struct dwarf_image *image, uint64_t offset, uint64_t size)
{
	size_t block, end;

	if (offset >= image->size || !size)
		return;
	if (size > image->size - offset)
		size = image->size - offset;
	end = (offset + size - 1) / BLOCK + 1;
	for (block = offset / BLOCK; block < end;) {
		if (has_block(image, block))
			block++;
		else
			block = load_missing(image, block, end);
	}
}

void dwarf_image_load(struct dwarf_image *image, const void *at, size_t size)
{
	const char *from = at;

	if (image && from >= image->bytes && from < image->bytes + image->size)
		load_range(image, from - image->bytes, size);
}

/*
 * The size of what begins with its length at @offset, that included; 0: that is none. Both 4 and 8
 * bytes are in use: DWARF 5, section 7.4.
 */
static uint64_t counted_size(struct dwarf_image *image, uint64_t offset)
{
	uint32_t size;
	uint64_t big;

	if (offset > image->size || image->size - offset < sizeof(size) + sizeof(big))
		return 0;
	load_range(image, offset, sizeof(size) + sizeof(big));
	memcpy(&size, image->bytes + offset, sizeof(size));
	size = image->is_big_endian ? be32toh(size) : le32toh(size);
	if (size < 0xfffffff0)
		return size + sizeof(size);
	memcpy(&big, image->bytes + offset + sizeof(size), sizeof(big));
	big = image->is_big_endian ? be64toh(big) : le64toh(big);
	return big < COUNTED_MAX ? big + sizeof(size) + sizeof(big) : 0;
}

void dwarf_image_load_counted(struct dwarf_image *image, const void *at)
{
	const char *from = at;
	uint64_t size;

	if (!image || from < image->bytes || from >= image->bytes + image->size)
		return;
	size = counted_size(image, from - image->bytes);
	load_range(image, from - image->bytes, size < COUNTED_MAX ? size : 0);
}

/* The beginnings of the units of a section. */
static void load_units(struct dwarf_image *image, const GElf_Shdr *section)
{
	uint64_t left = section->sh_size, offset = section->sh_offset;

	while (left) {
		uint64_t size = counted_size(image, offset);

		/* Too small for a header: whoever reads on stops here, too. */
		if (size < 11 || size > left)
			return;
		load_range(image, offset, size < UNIT_BEGINNING ? size : UNIT_BEGINNING);
		offset += size;
		left -= size;
	}
}

static bool is_one_of(const char *name, const char *const *names)
{
	for (; *names; names++)
		if (!strcmp(name, *names))
			return true;
	return false;
}

/* Return: false where the section is compressed, so that there is no part of it to read. */
static bool load_section(struct dwarf_image *image, const char *name, const GElf_Shdr *section)
{
	static const char *const unused[] = {
		".debug_loc", ".debug_loclists", ".debug_frame", ".debug_aranges", ".debug_names",
		".debug_pubnames", ".debug_pubtypes", ".debug_gnu_pubnames",
		".debug_gnu_pubtypes", ".debug_macinfo", ".debug_macro", ".debug_line", NULL,
	};

	if (!strncmp(name, ".zdebug_", strlen(".zdebug_")))
		return false;
	if (strncmp(name, ".debug_", strlen(".debug_")) &&
	    (strcmp(name, ".gnu_debugaltlink") || section->sh_size > MAX_SMALL))
		return true;
	if (section->sh_flags & SHF_COMPRESSED)
		return false;
	if (section->sh_type == SHT_NOBITS || is_one_of(name, unused))
		return true;
	if (section->sh_offset > image->size || section->sh_size > image->size - section->sh_offset)
		return true;
	if (!strcmp(name, ".debug_info"))
		load_units(image, section);
	else
		load_range(image, section->sh_offset, section->sh_size);
	return true;
}

/* What libelf itself looks at. */
static bool load_headers(struct dwarf_image *image, Elf *elf, size_t *names)
{
	GElf_Ehdr ehdr;
	size_t count;
	GElf_Shdr shdr;

	if (!gelf_getehdr(elf, &ehdr) || elf_getshdrnum(elf, &count) ||
	    elf_getshdrstrndx(elf, names) || !gelf_getshdr(elf_getscn(elf, *names), &shdr))
		return false;
	image->is_big_endian = ehdr.e_ident[EI_DATA] == ELFDATA2MSB;
	if (shdr.sh_size > MAX_SMALL)
		return false;
	load_range(image, 0, sizeof(ehdr));
	load_range(image, ehdr.e_shoff, (uint64_t)ehdr.e_shentsize * count);
	load_range(image, ehdr.e_phoff, (uint64_t)ehdr.e_phentsize * ehdr.e_phnum);
	load_range(image, shdr.sh_offset, shdr.sh_size);
	return true;
}

static bool load_sections(struct dwarf_image *image, Elf *elf)
{
	Elf_Scn *section = NULL;
	GElf_Shdr shdr;
	size_t names;
	bool is_ok = load_headers(image, elf, &names);

	while (is_ok && (section = elf_nextscn(elf, section))) {
		const char *name = NULL;

		if (gelf_getshdr(section, &shdr))
			name = elf_strptr(elf, names, shdr.sh_name);
		is_ok = !name || load_section(image, name, &shdr);
	}
	return is_ok;
}

struct dwarf_image *dwarf_image_open(int fd, Elf *elf)
{
	struct dwarf_image *image;
	struct stat st;
	void *bytes;

	if (fstat(fd, &st) || !S_ISREG(st.st_mode) || st.st_size <= 0)
		return NULL;
	bytes = mmap(NULL, st.st_size, PROT_READ | PROT_WRITE,
		     MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (bytes == MAP_FAILED)
		return NULL;
	image = xcalloc(1, sizeof(*image));
	image->fd = fd;
	image->bytes = bytes;
	image->size = st.st_size;
	image->is_loaded = xcalloc(1, image->size / BLOCK / 8 + 1);
	if (load_sections(image, elf))
		return image;
	dwarf_image_close(image);
	return NULL;
}

void dwarf_image_close(struct dwarf_image *image)
{
	if (!image)
		return;
	munmap(image->bytes, image->size);
	free(image->is_loaded);
	free(image);
}

char *dwarf_image_bytes(struct dwarf_image *image, size_t *size)
{
	*size = image->size;
	return image->bytes;
}

#endif
