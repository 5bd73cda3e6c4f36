// SPDX-License-Identifier: GPL-2.0-or-later
#include <gelf.h>
#include <string.h>

#include "symbol/debug_link.h"
#include "util/elf_open.h"

/* Of a section with a name and a few bytes; a corrupt file may claim more. */
#define MAX_SECTION (64 * 1024)

static Elf_Data *find_section(Elf *elf, const char *wanted)
{
	Elf_Scn *section = NULL;
	size_t names;

	if (elf_kind(elf) != ELF_K_ELF || elf_getshdrstrndx(elf, &names))
		return NULL;
	while ((section = elf_nextscn(elf, section))) {
		const char *name;
		GElf_Shdr shdr;

		if (!gelf_getshdr(section, &shdr) || shdr.sh_type == SHT_NOBITS ||
		    shdr.sh_size > MAX_SECTION)
			continue;
		name = elf_strptr(elf, names, shdr.sh_name);
		if (name && !strcmp(name, wanted))
			return elf_rawdata(section, NULL);
	}
	return NULL;
}

/* The name at the start of a section. Return: its length, with NUL; 0: it has no end. */
static size_t read_name(const Elf_Data *data, struct strbuf *name)
{
	size_t len;

	if (!data || !data->d_buf)
		return 0;
	len = strnlen(data->d_buf, data->d_size);
	if (!len || len == data->d_size)
		return 0;
	strbuf_add_n(name, data->d_buf, len);
	return len + 1;
}

/* The checksum follows at a multiple of 4, in the byte order of the file. */
bool debug_link_read(int fd, struct strbuf *name, uint32_t *crc)
{
	Elf *elf = elf_open(fd);
	Elf_Data *data = find_section(elf, ".gnu_debuglink");
	size_t at = (read_name(data, name) + 3) / 4 * 4;
	const char *ident = elf_getident(elf, NULL);
	const uint16_t one = 1;
	bool found = false;

	if (at && at + sizeof(*crc) <= data->d_size) {
		memcpy(crc, (const char *)data->d_buf + at, sizeof(*crc));
		if ((ident[EI_DATA] == ELFDATA2LSB) != *(const uint8_t *)&one)
			*crc = __builtin_bswap32(*crc);
		found = true;
	}
	elf_end(elf);
	return found;
}

bool debug_alternate_read(int fd, struct strbuf *name, struct build_id *id)
{
	Elf *elf = elf_open(fd);
	Elf_Data *data = find_section(elf, ".gnu_debugaltlink");
	size_t at = read_name(data, name);
	bool found = at && data->d_size - at <= BUILD_ID_MAX;

	*id = (struct build_id){ 0 };
	if (found) {
		id->len = data->d_size - at;
		memcpy(id->bytes, (const char *)data->d_buf + at, id->len);
	}
	elf_end(elf);
	return found && id->len;
}
