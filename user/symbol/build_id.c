// SPDX-License-Identifier: GPL-2.0-or-later
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "symbol/build_id.h"
#include "symbol/elf_file.h"

/* How many bytes are compared, and at how many places. */
#define BLOCK 4096
#define BLOCKS 16

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

bool build_id_same_file(int a, int b)
{
	char a_bytes[BLOCK], b_bytes[BLOCK];
	struct stat a_st, b_st;
	off_t step;

	if (fstat(a, &a_st) || fstat(b, &b_st) || a_st.st_size != b_st.st_size)
		return false;
	step = a_st.st_size > BLOCK ? (a_st.st_size - BLOCK + BLOCKS - 2) / (BLOCKS - 1) : 0;
	for (unsigned int i = 0; i < BLOCKS; i++) {
		ssize_t n = pread(a, a_bytes, BLOCK, step * i);

		if (n < 0 || n != pread(b, b_bytes, BLOCK, step * i) ||
		    memcmp(a_bytes, b_bytes, n) != 0)
			return false;
	}
	return true;
}
