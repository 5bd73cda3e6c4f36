// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Feeds the reader of bundles with damaged tar archives.
 */
#include "file.h"

#include "symbol/bundle.h"
#include "symbol/tar.h"

/* Each member lies in the archive, behind the one before it. */
static void walk(int fd, size_t size)
{
	struct tar_member member;
	uint64_t at = 0, last = 0;

	while (tar_next(fd, &at, &member) == TAR_MEMBER) {
		if (strlen(member.name) > TAR_NAME_MAX)
			abort();
		if (member.offset < last || member.offset > size ||
		    member.size > size - member.offset)
			abort();
		last = member.offset + member.size;
	}
}

/*
 * Makes the checksums right, which hardly any mutation is: six octal digits, NUL, a space; the sum
 * of all bytes of a header, with spaces in the place of the checksum (POSIX, pax, "ustar").
 */
static void repair(uint8_t *data, size_t size)
{
	for (uint8_t *header = data; (size_t)(header - data) + TAR_BLOCK <= size;
	     header += TAR_BLOCK) {
		uint8_t *checksum = header + 148;
		unsigned int sum = 0;

		if (memcmp(header + 257, "ustar", 5) != 0)
			continue;
		memset(checksum, ' ', 8);
		for (size_t i = 0; i < TAR_BLOCK; i++)
			sum += header[i];
		snprintf((char *)checksum, 8, "%06o", sum);
	}
}

static void read_archive(const uint8_t *data, size_t size)
{
	struct build_id id = { .len = 20 };
	struct bundle *bundle;

	walk(file_of(data, size), size);
	bundle = bundle_open(path_of(data, size));
	if (!bundle)
		return;
	for (int i = 0; i < 4; i++) {
		int fd;

		memset(id.bytes, 0x11 * i, id.len);
		fd = bundle_member(bundle, &id, i & 1);
		if (fd >= 0)
			close(fd);
	}
	bundle_free(bundle);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static uint8_t repaired[1 << 16];

	read_archive(data, size);
	if (size > sizeof(repaired))
		return 0;
	memcpy(repaired, data, size);
	repair(repaired, size);
	read_archive(repaired, size);
	return 0;
}
