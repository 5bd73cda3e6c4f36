// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Split units: their functions are in a .dwo file, which was not linked, or with those of other
 * units in a .dwp file beside the program.
 *
 * libdw finds and opens them itself, below the directory of the file or the one that it was
 * compiled in; .dwp since version 0.191. Before it does, they are looked at here: it would wait for
 * who writes to a FIFO.
 */
#ifdef HAVE_LIBDW

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "symbol/dwarf_state.h"
#include "util/alloc.h"

static bool is_harmless(const char *path)
{
	struct stat st;

	return stat(path, &st) || S_ISREG(st.st_mode);
}

static const char *string_attribute(Dwarf_Die *die, unsigned int name)
{
	Dwarf_Attribute attribute;

	return dwarf_attr(die, name, &attribute) ? dwarf_formstring(&attribute) : NULL;
}

/* @path below @directory, or @path itself where it is absolute. */
static char *join(const char *directory, const char *path)
{
	return *path == '/' ? xstrdup(path) : xasprintf("%s/%s", directory, path);
}

static bool may_join(const char *directory, const char *path)
{
	char *joined = join(directory, path);
	bool is_ok = is_harmless(joined);

	free(joined);
	return is_ok;
}

/* The path of the file that @elf was read from. Return: whether it is known. */
static bool file_path(int fd, char *path, size_t size)
{
	char link[32];
	ssize_t len;

	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	len = readlink(link, path, size - 1);
	if (len <= 0 || (size_t)len >= size - 1 || path[0] != '/')
		return false;
	path[len] = '\0';
	return true;
}

/* Whether all that libdw may open for the unit can be opened without waiting. */
static bool may_open(struct dwarf *dwarf, Dwarf_Die *die)
{
	const char *name = string_attribute(die, DW_AT_dwo_name);
	const char *compiled_in = string_attribute(die, DW_AT_comp_dir);
	char path[PATH_MAX], *in;
	bool is_ok;

	if (!name)
		name = string_attribute(die, DW_AT_GNU_dwo_name);
	if (!name || !file_path(dwarf->fd, path, sizeof(path) - sizeof(".dwp")))
		return false;
	strcat(path, ".dwp");
	if (!is_harmless(path))
		return false;
	*strrchr(path, '/') = '\0';
	if (!compiled_in)
		return may_join(path, name);
	in = join(path, compiled_in);
	is_ok = may_join(path, name) && may_join(in, name);
	free(in);
	return is_ok;
}

Dwarf_Die dwarf_split_die(struct dwarf *dwarf, Dwarf_Die *die)
{
	Dwarf_Die split;
	uint8_t type;

	if (dwarf_cu_info(die->cu, NULL, &type, NULL, NULL, NULL, NULL, NULL) ||
	    type != DW_UT_skeleton || !may_open(dwarf, die))
		return *die;
	if (dwarf_cu_info(die->cu, NULL, NULL, NULL, &split, NULL, NULL, NULL) || !split.cu ||
	    !dwarf_strings_end(dwarf_cu_getdwarf(split.cu)))
		return *die;
	return split;
}

#endif
