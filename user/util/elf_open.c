// SPDX-License-Identifier: GPL-2.0-or-later
#include <gelf.h>
#include <string.h>
#include <unistd.h>

#include "util/elf_open.h"

/* libelf needs 264 bytes for each of them. More are told in another way, as is PN_XNUM. */
#define SECTIONS_MAX SHN_LORESERVE

/* An ELF header, or the first section's, of either class. */
union elf_start {
	unsigned char ident[EI_NIDENT];
	Elf32_Ehdr narrow;
	Elf64_Ehdr wide;
	Elf32_Shdr narrow_section;
	Elf64_Shdr wide_section;
};

/* What is read of it, in any class. */
struct claims {
	uint64_t section_table, sections, segments;
};

static bool is_foreign(const union elf_start *header)
{
	bool is_big = header->ident[EI_DATA] == ELFDATA2MSB;

	return is_big != (__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__);
}

static struct claims read_header(const union elf_start *header)
{
	bool swap = is_foreign(header);

	if (header->ident[EI_CLASS] == ELFCLASS32)
		return (struct claims){
			swap ? __builtin_bswap32(header->narrow.e_shoff) : header->narrow.e_shoff,
			swap ? __builtin_bswap16(header->narrow.e_shnum) : header->narrow.e_shnum,
			swap ? __builtin_bswap16(header->narrow.e_phnum) : header->narrow.e_phnum,
		};
	return (struct claims){
		swap ? __builtin_bswap64(header->wide.e_shoff) : header->wide.e_shoff,
		swap ? __builtin_bswap16(header->wide.e_shnum) : header->wide.e_shnum,
		swap ? __builtin_bswap16(header->wide.e_phnum) : header->wide.e_phnum,
	};
}

/* Where the header says 0 in spite of a table, the size of the first section is their number. */
static uint64_t count_by_section(int fd, const union elf_start *header, uint64_t table)
{
	union elf_start section = { { 0 } };

	if (table > INT64_MAX || pread(fd, &section, sizeof(section), table) <= 0)
		return 0;
	if (header->ident[EI_CLASS] == ELFCLASS32)
		return is_foreign(header) ? __builtin_bswap32(section.narrow_section.sh_size) :
					    section.narrow_section.sh_size;
	return is_foreign(header) ? __builtin_bswap64(section.wide_section.sh_size) :
				    section.wide_section.sh_size;
}

/* Whether it is an ELF file, with as many sections and segments as a program may have. */
static bool is_sane(int fd)
{
	union elf_start header = { { 0 } };
	struct claims claims;

	if (pread(fd, &header, sizeof(header), 0) < (ssize_t)sizeof(header.narrow) ||
	    memcmp(header.ident, ELFMAG, SELFMAG))
		return false;
	claims = read_header(&header);
	if (claims.section_table && !claims.sections)
		claims.sections = count_by_section(fd, &header, claims.section_table);
	return claims.sections < SECTIONS_MAX && claims.segments != PN_XNUM;
}

bool elf_section_within(Elf *elf, size_t section, uint64_t max)
{
	GElf_Shdr header;

	return gelf_getshdr(elf_getscn(elf, section), &header) && header.sh_size <= max;
}

Elf *elf_open(int fd)
{
	size_t names;
	Elf *elf;

	if (!is_sane(fd))
		return NULL;
	elf_version(EV_CURRENT);
	elf = elf_begin(fd, ELF_C_READ, NULL);
	if (!elf || elf_getshdrstrndx(elf, &names) || !names || !elf_getscn(elf, names) ||
	    elf_section_within(elf, names, ELF_STRINGS_MAX))
		return elf;
	elf_end(elf);
	return NULL;
}
