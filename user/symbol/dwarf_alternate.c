// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The alternate file, in which dwz has put what several files have in common. libdw would look for
 * it itself, but not in our places.
 */
#ifdef HAVE_LIBDW

#include <elfutils/libdwelf.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "symbol/dwarf_state.h"
#include "symbol/found_file.h"
#include "symbol/places.h"
#include "util/alloc.h"
#include "util/elf_open.h"

struct link {
	const char *name;
	const void *id;
	size_t id_len;
};

static bool take_file(struct dwarf *dwarf, const struct link *link, int fd)
{
	uint64_t size = 0;
	const void *id;
	ssize_t len = 0;

	dwarf->alternate_fd = fd;
	dwarf->alternate_elf = elf_open(fd);
	if (dwarf_size_is_sane(dwarf->alternate_elf, &size))
		len = dwelf_elf_gnu_build_id(dwarf->alternate_elf, &id);
	if (len > 0 && (size_t)len == link->id_len && !memcmp(id, link->id, len))
		dwarf->alternate = dwarf_begin_elf(dwarf->alternate_elf, DWARF_C_READ, NULL);
	if (dwarf->alternate && dwarf_strings_end(dwarf->alternate))
		return true;
	dwarf_close_alternate(dwarf);
	return false;
}

/* Where the link says, seen from the directory of the file. */
static int open_linked(int fd, const char *name)
{
	char self[32], path[PATH_MAX], *joined;
	ssize_t len;

	if (*name == '/')
		return found_open(NULL, name);
	snprintf(self, sizeof(self), "/proc/self/fd/%d", fd);
	len = readlink(self, path, sizeof(path) - 1);
	if (len <= 0 || path[0] != '/')
		return -1;
	path[len] = '\0';
	strrchr(path, '/')[1] = '\0';
	joined = xasprintf("%s%s", path, name);
	fd = found_open(NULL, joined);
	free(joined);
	return fd;
}

bool dwarf_open_alternate(struct dwarf *dwarf, const struct places *places)
{
	struct build_id id = { 0 };
	struct link link;
	ssize_t len = dwelf_dwarf_gnu_debugaltlink(dwarf->dbg, &link.name, &link.id);
	int fd;

	if (len == 0)
		return true;
	if (len < 0 || len > BUILD_ID_MAX)
		return false;
	link.id_len = id.len = len;
	memcpy(id.bytes, link.id, len);
	fd = open_linked(dwarf->fd, link.name);
	if (fd < 0 || !take_file(dwarf, &link, fd)) {
		fd = places_open_alternate(places, link.name, &id);
		if (fd < 0 || !take_file(dwarf, &link, fd))
			return false;
	}
	dwarf_setalt(dwarf->dbg, dwarf->alternate);
	return true;
}

void dwarf_close_alternate(struct dwarf *dwarf)
{
	dwarf_end(dwarf->alternate);
	elf_end(dwarf->alternate_elf);
	if (dwarf->alternate_fd >= 0)
		close(dwarf->alternate_fd);
	dwarf->alternate = NULL;
	dwarf->alternate_elf = NULL;
	dwarf->alternate_fd = -1;
}

#endif
