// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "symbol/jit_file.h"

static void hold(struct jit_files *files, struct jit_file *file, int fd)
{
	struct jit_file **place = &files->held[files->next++ % JIT_FILES_MAX];

	if (*place)
		jit_file_close(files, *place);
	*place = file;
	file->is_open = true;
	file->fd = fd;
}

bool jit_file_take(struct jit_files *files, struct jit_file *file, int fd)
{
	bool other;
	struct stat st;

	if (fd < 0)
		return false;
	if (fstat(fd, &st)) {
		close(fd);
		return false;
	}
	other = file->inode && (file->inode != st.st_ino || file->device != st.st_dev);
	if (file->is_open && !other) {
		close(fd);
		return false;
	}
	jit_file_close(files, file);
	hold(files, file, fd);
	file->device = st.st_dev;
	file->inode = st.st_ino;
	return other;
}

void jit_file_close(struct jit_files *files, struct jit_file *file)
{
	if (!file->is_open)
		return;
	for (size_t i = 0; i < JIT_FILES_MAX; i++) {
		if (files->held[i] == file)
			files->held[i] = NULL;
	}
	close(file->fd);
	file->is_open = false;
}

uint64_t jit_file_size(const struct jit_file *file)
{
	struct stat st;

	return file->is_open && !fstat(file->fd, &st) && st.st_size > 0 ? st.st_size : 0;
}

bool jit_file_rewritten(const struct jit_file *file)
{
	unsigned char now[JIT_TAIL_BYTES];
	size_t n = jit_file_read(file, file->offset - file->tail_len, now, file->tail_len);

	return n != file->tail_len || memcmp(now, file->tail, n) != 0;
}

void jit_file_rewind(struct jit_file *file)
{
	file->offset = 0;
	file->tail_len = 0;
}

size_t jit_file_read(const struct jit_file *file, uint64_t offset, void *to, size_t bytes)
{
	size_t done = 0;
	ssize_t n;

	if (!file->is_open || offset > (uint64_t)INT64_MAX - bytes)
		return 0;
	while (done < bytes) {
		n = pread(file->fd, (char *)to + done, bytes - done, offset + done);
		if (n <= 0)
			break;
		done += n;
	}
	return done;
}

void jit_file_advance(struct jit_file *file, const void *data, size_t bytes)
{
	size_t n = bytes < JIT_TAIL_BYTES ? bytes : JIT_TAIL_BYTES;
	size_t old = file->tail_len + n > JIT_TAIL_BYTES ? JIT_TAIL_BYTES - n : file->tail_len;

	memmove(file->tail, file->tail + file->tail_len - old, old);
	memcpy(file->tail + old, (const char *)data + bytes - n, n);
	file->tail_len = old + n;
	file->offset += bytes;
}
