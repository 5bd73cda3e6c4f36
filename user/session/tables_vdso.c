// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "session/tables.h"
#include "symbol/vdso.h"

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

void vdso_cover(struct tables *tables, const struct mapping *mapping)
{
	int fd = vdso_read(mapping->tgid, mapping->start, mapping->end);

	if (fd < 0)
		return;
	give(tables, fd, kind_of(mapping->end <= COMPAT_END));
	if (tables->hold && mapping->end <= COMPAT_END)
		tables->hold(tables->hold_arg, &(struct object){ .path = VDSO32_PATH }, fd,
			     false);
	close(fd);
}
