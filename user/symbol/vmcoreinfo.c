// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <fcntl.h>
#include <gelf.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "symbol/vmcoreinfo.h"
#include "util/alloc.h"

#define NOTE_NAME "VMCOREINFO"

/* The kernel's own limit is a page for this note; the others of the segment are small, too. */
#define NOTES_BYTES_MAX (1024 * 1024)
#define HEADERS_MAX 4096

static char *find_in_notes(Elf_Data *notes)
{
	size_t at = 0, name, desc;
	GElf_Nhdr note;

	while ((at = gelf_getnote(notes, at, &note, &name, &desc)) > 0) {
		const char *bytes = notes->d_buf;

		if (note.n_namesz == sizeof(NOTE_NAME) &&
		    !memcmp(bytes + name, NOTE_NAME, sizeof(NOTE_NAME)))
			return xstrndup(bytes + desc, note.n_descsz);
	}
	return NULL;
}

static char *find_in_file(Elf *elf)
{
	char *lines = NULL;
	size_t count;

	if (elf_getphdrnum(elf, &count) || count > HEADERS_MAX)
		return NULL;
	for (size_t i = 0; i < count && !lines; i++) {
		Elf_Data *notes;
		GElf_Phdr phdr;

		if (!gelf_getphdr(elf, i, &phdr) || phdr.p_type != PT_NOTE ||
		    phdr.p_filesz > NOTES_BYTES_MAX)
			continue;
		notes = elf_getdata_rawchunk(elf, phdr.p_offset, phdr.p_filesz, ELF_T_NHDR);
		if (notes)
			lines = find_in_notes(notes);
	}
	return lines;
}

char *vmcoreinfo_read(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	char *lines = NULL;
	Elf *elf;

	if (fd < 0)
		return NULL;
	elf_version(EV_CURRENT);
	elf = elf_begin(fd, ELF_C_READ, NULL);
	if (elf_kind(elf) == ELF_K_ELF)
		lines = find_in_file(elf);
	elf_end(elf);
	close(fd);
	return lines;
}

/* The number behind "@key=" at the beginning of a line. */
static bool find_number(const char *lines, const char *key, uint64_t *number)
{
	size_t length = strlen(key);
	char *end;

	for (; lines; lines = strchr(lines, '\n')) {
		lines += *lines == '\n';
		if (strncmp(lines, key, length) || lines[length] != '=')
			continue;
		errno = 0;
		*number = strtoull(lines + length + 1, &end, 16);
		return !errno && end != lines + length + 1;
	}
	return false;
}

bool vmcoreinfo_symbol(const char *lines, const char *name, uint64_t *address)
{
	char *key = xasprintf("SYMBOL(%s)", name);
	bool found = find_number(lines, key, address);

	free(key);
	return found && *address;
}

bool vmcoreinfo_offset(const char *lines, uint64_t *offset)
{
	return find_number(lines, "KERNELOFFSET", offset);
}
