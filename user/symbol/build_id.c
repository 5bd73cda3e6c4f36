// SPDX-License-Identifier: GPL-2.0-or-later
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "symbol/build_id.h"
#include "symbol/elf_file.h"

bool build_ids_equal(const struct build_id *a, const struct build_id *b)
{
	return a->len == b->len && !memcmp(a->bytes, b->bytes, a->len);
}

void build_id_read(int fd, struct build_id *id)
{
	int copy = fcntl(fd, F_DUPFD_CLOEXEC, 0);
	struct elf_file elf;

	*id = (struct build_id){ 0 };
	if (copy < 0)
		return;
	if (elf_file_open(&elf, copy)) {
		close(copy);
		return;
	}
	*id = elf.id;
	elf_file_close(&elf);
}
