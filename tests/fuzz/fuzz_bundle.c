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

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct build_id id = { .len = 20 };
	struct bundle *bundle;

	walk(file_of(data, size), size);
	bundle = bundle_open(path_of(data, size));
	if (!bundle)
		return 0;
	for (int i = 0; i < 4; i++) {
		int fd;

		memset(id.bytes, 0x11 * i, id.len);
		fd = bundle_member(bundle, &id, i & 1);
		if (fd >= 0)
			close(fd);
	}
	bundle_free(bundle);
	return 0;
}
