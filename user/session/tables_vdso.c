// SPDX-License-Identifier: GPL-2.0-or-later
#include <elf.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "session/tables.h"
#include "symbol/vdso.h"
#include "util/alloc.h"

/* They have a few pages; whatever claims to be one and has more is none. */
#define VDSO_BYTES_MAX (1u << 20)

/* 32-bit processes have their addresses below this. */
#define COMPAT_END (1ull << 32)

static bool kernel_has_64_bits(void)
{
	struct utsname name;

	return !uname(&name) && strstr(name.machine, "64");
}

/* Which one it is, as the module calls it. */
static uint32_t kind_of(bool has_32_bits)
{
	return has_32_bits && kernel_has_64_bits() ? FLAMESAMP_BIND_VDSO32 : FLAMESAMP_BIND_VDSO;
}

bool vdso_mapped(const struct mapping *mapping)
{
	return !mapping->inode && !strcmp(mapping->path, VDSO_PATH);
}

bool vdso_lacks(const struct tables *tables, const struct mapping *mapping)
{
	return !(tables->vdsos & kind_of(mapping->end <= COMPAT_END));
}

static void give(struct tables *tables, int fd, uint32_t kind)
{
	const struct mapping mapping = {
		.path = kind == FLAMESAMP_BIND_VDSO ? VDSO_PATH : VDSO_PATH " of 32-bit programs",
	};

	tables->vdsos |= kind;
	tables_give(tables, tables_file(tables, &mapping), fd, kind);
}

void vdso_cover_own(struct tables *tables)
{
	int fd = vdso_open();

	if (fd < 0)
		return;
	give(tables, fd, kind_of(sizeof(void *) == 4));
	close(fd);
}

/* Return: whether all of it could be read, and has the class that its place says. */
static bool read_vdso(const struct mapping *mapping, char *image, size_t bytes)
{
	char *path = xasprintf("/proc/%" PRIu32 "/mem", mapping->tgid);
	int fd = open(path, O_RDONLY | O_CLOEXEC), class;
	bool whole;

	free(path);
	if (fd < 0)
		return false;
	whole = pread(fd, image, bytes, mapping->start) == (ssize_t)bytes;
	close(fd);
	class = mapping->end <= COMPAT_END ? ELFCLASS32 : ELFCLASS64;
	return whole && bytes > EI_NIDENT && image[EI_CLASS] == class;
}

void vdso_cover(struct tables *tables, const struct mapping *mapping)
{
	size_t bytes = mapping->end - mapping->start;
	char *image;
	int fd;

	if (mapping->end <= mapping->start || mapping->end - mapping->start > VDSO_BYTES_MAX)
		return;
	fd = memfd_create("vdso", MFD_CLOEXEC);
	if (fd < 0)
		return;
	image = xmalloc(bytes);
	if (read_vdso(mapping, image, bytes) && write(fd, image, bytes) == (ssize_t)bytes)
		give(tables, fd, kind_of(mapping->end <= COMPAT_END));
	free(image);
	close(fd);
}
