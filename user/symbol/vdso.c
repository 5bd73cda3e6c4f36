// SPDX-License-Identifier: GPL-2.0-or-later
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <unistd.h>

#include "symbol/vdso.h"
#include "util/alloc.h"
#include "util/write_all.h"

/* They have a few pages; whatever claims to be one and has more is none. */
#define VDSO_BYTES_MAX (1u << 20)

bool vdso_is_path(const char *path)
{
	return !strcmp(path, VDSO_PATH) || !strcmp(path, VDSO32_PATH);
}

bool vdso_is_own(const char *path)
{
	return !strcmp(path, sizeof(void *) == 4 ? VDSO32_PATH : VDSO_PATH);
}

const char *vdso_rename(const char *path, uint64_t inode, uint64_t end)
{
	return !inode && end <= COMPAT_END && !strcmp(path, VDSO_PATH) ? VDSO32_PATH : path;
}

/* Where the mapping ends that begins at @start; 0: it is not there. */
static uintptr_t mapping_end(uintptr_t start)
{
	FILE *maps = fopen("/proc/self/maps", "re");
	uintptr_t end = 0, first, behind;
	char *line = NULL;
	size_t size = 0;

	if (!maps)
		return 0;
	while (!end && getline(&line, &size, maps) > 0)
		if (sscanf(line, "%" SCNxPTR "-%" SCNxPTR " ", &first, &behind) == 2 &&
		    first == start)
			end = behind;
	free(line);
	fclose(maps);
	return end;
}

static int make_file(const char *bytes, size_t size)
{
	int fd = memfd_create("vdso", MFD_CLOEXEC), err;

	if (fd < 0)
		return -errno;
	err = write_all(fd, bytes, size);
	if (err) {
		close(fd);
		return err;
	}
	return fd;
}

int vdso_open(void)
{
	uintptr_t start = getauxval(AT_SYSINFO_EHDR), end;

	if (!start)
		return -ENOENT;
	end = mapping_end(start);
	if (!end)
		return -ENOENT;
	return make_file((const char *)start, end - start);
}

/* Return: whether all of it could be read, and has the class that its place says. */
static bool read_image(uint32_t tgid, uint64_t start, char *image, size_t bytes)
{
	char *path = xasprintf("/proc/%" PRIu32 "/mem", tgid);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	bool whole;

	free(path);
	if (fd < 0)
		return false;
	whole = pread(fd, image, bytes, start) == (ssize_t)bytes;
	close(fd);
	return whole && bytes > EI_NIDENT && !memcmp(image, ELFMAG, SELFMAG) &&
	       image[EI_CLASS] == (start < COMPAT_END ? ELFCLASS32 : ELFCLASS64);
}

int vdso_read(uint32_t tgid, uint64_t start, uint64_t end)
{
	size_t bytes = end - start;
	char *image;
	int fd;

	if (end <= start || end - start > VDSO_BYTES_MAX)
		return -ENOEXEC;
	image = xmalloc(bytes);
	fd = read_image(tgid, start, image, bytes) ? make_file(image, bytes) : -ENOEXEC;
	free(image);
	return fd;
}
