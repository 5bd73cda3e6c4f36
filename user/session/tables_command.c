// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The files that a command will map, before it does: its own, its interpreter, and the libraries
 * that they name. What can't be found this way is seen to when it is mapped.
 */
#include <fcntl.h>
#include <gelf.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "session/tables.h"
#include "util/alloc.h"
#include "util/elf_open.h"

/* Interpreters of interpreters, libraries of libraries: no more levels than this. */
#define DEPTH_MAX 16

static void cover_program(struct tables *tables, const char *path, int depth);

/* The file that the shell would run as @name, for free(); NULL: there is none. */
static char *find_program(const char *name)
{
	const char *dirs = getenv("PATH");
	const char *at = dirs ? dirs : "/usr/local/bin:/usr/bin:/bin";

	if (strchr(name, '/'))
		return realpath(name, NULL);
	for (;;) {
		size_t n = strcspn(at, ":");
		char *path = n ? xasprintf("%.*s/%s", (int)n, at, name) : xstrdup(name);
		char *real = access(path, X_OK) ? NULL : realpath(path, NULL);

		free(path);
		if (real || !at[n])
			return real;
		at += n + 1;
	}
}

/* A library lies where others do that are known, or where all systems have some. */
static char *find_library(const struct tables *tables, const char *name)
{
	static const char *const usual[] = { "/lib", "/usr/lib", "/lib64", "/usr/lib64" };
	size_t usuals = sizeof(usual) / sizeof(usual[0]);

	for (size_t i = 0; i < usuals + tables->count; i++) {
		const char *dir = i < usuals ? usual[i] : tables->file[i - usuals].entry.path;
		const char *slash = i < usuals ? dir + strlen(dir) : strrchr(dir, '/');
		char *path, *real;

		if (!slash)
			continue;
		path = xasprintf("%.*s/%s", (int)(slash - dir), dir, name);
		real = realpath(path, NULL);
		free(path);
		if (real)
			return real;
	}
	return NULL;
}

static void cover_libraries(struct tables *tables, Elf *elf, Elf_Scn *section,
			    const GElf_Shdr *header, int depth)
{
	GElf_Dyn entry;
	Elf_Data *data;

	if (header->sh_size > ELF_STRINGS_MAX ||
	    !elf_section_within(elf, header->sh_link, ELF_STRINGS_MAX))
		return;
	data = elf_getdata(section, NULL);
	for (int i = 0; data && gelf_getdyn(data, i, &entry) && entry.d_tag != DT_NULL; i++) {
		const char *name = entry.d_tag == DT_NEEDED ?
				   elf_strptr(elf, header->sh_link, entry.d_un.d_val) : NULL;
		char *path = name ? find_library(tables, name) : NULL;

		if (path)
			cover_program(tables, path, depth);
		free(path);
	}
}

/* The program's interpreter is the dynamic loader. */
static void cover_interpreter(struct tables *tables, int fd, const GElf_Phdr *header, int depth)
{
	char name[PATH_MAX] = "";
	ssize_t n = header->p_filesz < sizeof(name) ?
		    pread(fd, name, header->p_filesz, header->p_offset) : 0;
	char *path = n > 0 ? realpath(name, NULL) : NULL;

	if (path)
		cover_program(tables, path, depth);
	free(path);
}

static void cover_needed(struct tables *tables, int fd, int depth)
{
	Elf *elf = elf_open(fd);
	Elf_Scn *section = NULL;
	GElf_Phdr segment;
	GElf_Shdr header;

	for (int i = 0; gelf_getphdr(elf, i, &segment); i++) {
		if (segment.p_type == PT_INTERP)
			cover_interpreter(tables, fd, &segment, depth);
	}
	while ((section = elf_nextscn(elf, section))) {
		if (gelf_getshdr(section, &header) && header.sh_type == SHT_DYNAMIC)
			cover_libraries(tables, elf, section, &header, depth);
	}
	elf_end(elf);
}

/* "#!/usr/bin/env python3": the second word is the command where the first one looks for it. */
static void cover_script(struct tables *tables, const char *line, int depth)
{
	char first[PATH_MAX] = "", second[PATH_MAX] = "", *path;

	if (sscanf(line, "#! %4095s %4095s", first, second) < 1)
		return;
	path = find_program(first);
	if (path)
		cover_program(tables, path, depth);
	free(path);
	path = strstr(first, "/env") && *second ? find_program(second) : NULL;
	if (path)
		cover_program(tables, path, depth);
	free(path);
}

/* @path: as memory maps will show it. */
static void cover_program(struct tables *tables, const char *path, int depth)
{
	struct mapping mapping = { .path = path };
	char line[2 * PATH_MAX] = "";
	struct stat st;
	int fd;

	if (stat(path, &st) || !S_ISREG(st.st_mode) || depth == DEPTH_MAX)
		return;
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0)
		return;
	mapping.device = st.st_dev;
	mapping.inode = st.st_ino;
	if (pread(fd, line, sizeof(line) - 1, 0) > 2 && line[0] == '#' && line[1] == '!') {
		cover_script(tables, line, depth + 1);
	} else if (tables_lack(tables, &mapping)) {
		tables_cover(tables, &mapping);
		cover_needed(tables, fd, depth + 1);
	}
	close(fd);
}

void tables_scan_command(struct tables *tables, const char *name)
{
	char *path;

	if (!tables->device)
		return;
	elf_version(EV_CURRENT);
	path = find_program(name);
	if (path)
		cover_program(tables, path, 0);
	free(path);
}
