// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>
#include <unistd.h>

#include "symbol/debug_link.h"
#include "symbol/elf_debug.h"
#include "symbol/places.h"

/* So many sections of code are looked for in the debug file. */
#define MAX_TRIES 64

static bool is_code(const GElf_Shdr *section)
{
	return section->sh_flags & SHF_ALLOC && section->sh_flags & SHF_EXECINSTR;
}

/* Sections keep their names, and their order in memory. */
static uint64_t find_bias(const struct elf_image *image, const struct elf_image *debug)
{
	GElf_Shdr section, other;
	Elf_Scn *scn = NULL;
	int tries = 0;

	if (elf_image_section(image, ".text", &section) &&
	    elf_image_section(debug, ".text", &other))
		return other.sh_addr - section.sh_addr;
	while (tries < MAX_TRIES && (scn = elf_nextscn(image->elf, scn)))
		if (gelf_getshdr(scn, &section) && is_code(&section) && ++tries &&
		    elf_image_section(debug, elf_image_section_name(image, &section), &other))
			return other.sh_addr - section.sh_addr;
	return 0;
}

static bool is_alike(const struct elf_image *image, const struct elf_image *debug)
{
	return image->header.e_machine == debug->header.e_machine &&
	       image->is_64 == debug->is_64 && image->is_foreign == debug->is_foreign;
}

/* Return: whether it can be one; it is closed if not. */
static bool check_debug(const struct elf_image *image, int fd, uint64_t *bias)
{
	struct elf_image debug;
	bool is_one = elf_image_open(&debug, fd);

	if (is_one) {
		is_one = is_alike(image, &debug);
		*bias = find_bias(image, &debug);
		elf_image_close(&debug);
	}
	if (!is_one)
		close(fd);
	return is_one;
}

int elf_debug_open(const struct elf_file *file, uint64_t *bias)
{
	struct wanted_file wanted = { .path = file->path, .root = file->root, .id = file->id };
	struct strbuf link = { 0 };
	struct elf_image image;
	int fd;

	*bias = 0;
	if (!file->path || file->is_debug || !elf_image_open(&image, file->fd))
		return -1;
	if (debug_link_read(file->fd, &link, &wanted.link_crc))
		wanted.link = link.text;
	fd = places_open_debug(file->places, &wanted);
	if (fd >= 0 && !check_debug(&image, fd, bias))
		fd = -1;
	free(link.text);
	elf_image_close(&image);
	return fd;
}

uint64_t elf_debug_bias(const struct elf_image *debug, const struct loaded_part *parts,
			size_t count)
{
	size_t headers, i, n = 0;
	uint64_t first = 0;

	if (elf_getphdrnum(debug->elf, &headers))
		return 0;
	for (i = 0; i < headers && i < INT32_MAX; i++) {
		GElf_Phdr header;

		if (!gelf_getphdr(debug->elf, i, &header) || header.p_type != PT_LOAD ||
		    !(header.p_flags & PF_X))
			continue;
		if (!n++)
			first = header.p_vaddr;
	}
	/* Others than the file's parts say nothing. */
	return n && n == count ? first - parts[0].address : 0;
}

bool elf_debug_has_info(const struct elf_image *image)
{
	GElf_Shdr section;

	return (elf_image_section(image, ".debug_info", &section) ||
		elf_image_section(image, ".zdebug_info", &section)) &&
	       section.sh_type != SHT_NOBITS && section.sh_size;
}
