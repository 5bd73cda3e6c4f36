// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <unistd.h>

#include "symbol/vdso.h"

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

static int write_all(int fd, const char *bytes, size_t size)
{
	while (size) {
		ssize_t n = write(fd, bytes, size);

		if (n < 0)
			return -errno;
		bytes += n;
		size -= n;
	}
	return 0;
}

int vdso_open(void)
{
	uintptr_t start = getauxval(AT_SYSINFO_EHDR), end;
	int fd, err;

	if (!start)
		return -ENOENT;
	end = mapping_end(start);
	if (!end)
		return -ENOENT;
	fd = memfd_create("vdso", MFD_CLOEXEC);
	if (fd < 0)
		return -errno;
	err = write_all(fd, (const char *)start, end - start);
	if (err) {
		close(fd);
		return err;
	}
	return fd;
}
