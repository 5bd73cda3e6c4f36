// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "symbol/windows.h"
#include "util/alloc.h"

/* 32 KiB a file: more than a hundred may be open. */
#define WINDOWS 8
#define WINDOW_SIZE 4096

struct window {
	int fd;
	size_t bytes;		/* 0: the window is empty */
	uint64_t offset;
	uint8_t data[WINDOW_SIZE];
};

void windows_free(struct windows *windows)
{
	free(windows->window);
	memset(windows, 0, sizeof(*windows));
}

void windows_add(struct windows *windows, int fd)
{
	if (windows->file_count == WINDOWS_FILES ||
	    fstat(fd, &windows->file[windows->file_count].st))
		return;
	windows->file[windows->file_count++].fd = fd;
}

static bool is_unchanged(const struct windows *windows, int fd)
{
	struct stat now;
	size_t i;

	for (i = 0; i < windows->file_count; i++) {
		const struct stat *st = &windows->file[i].st;

		if (windows->file[i].fd == fd)
			return !fstat(fd, &now) && now.st_size == st->st_size &&
			       now.st_mtim.tv_sec == st->st_mtim.tv_sec &&
			       now.st_mtim.tv_nsec == st->st_mtim.tv_nsec;
	}
	return false;
}

static void load(struct windows *windows, struct window *window, int fd, uint64_t offset)
{
	ssize_t n = -1;

	if (is_unchanged(windows, fd))
		n = pread(fd, window->data, sizeof(window->data), offset);
	window->fd = fd;
	window->offset = offset;
	window->bytes = n > 0 ? n : 0;
}

size_t windows_peek(struct windows *windows, int fd, uint64_t offset, const uint8_t **bytes)
{
	uint64_t number = offset / WINDOW_SIZE;
	struct window *window;
	size_t within = offset % WINDOW_SIZE;

	if (offset > INT64_MAX)
		return 0;
	if (!windows->window)
		windows->window = xcalloc(WINDOWS, sizeof(*windows->window));
	window = &windows->window[number % WINDOWS];
	if (!window->bytes || window->fd != fd || window->offset != offset - within)
		load(windows, window, fd, offset - within);
	if (within >= window->bytes)
		return 0;
	*bytes = window->data + within;
	return window->bytes - within;
}

bool windows_read(struct windows *windows, int fd, uint64_t offset, void *buffer, size_t size)
{
	uint8_t *to = buffer;
	const uint8_t *bytes;

	while (size) {
		size_t n = windows_peek(windows, fd, offset, &bytes);

		if (!n)
			return false;
		if (n > size)
			n = size;
		memcpy(to, bytes, n);
		to += n;
		offset += n;
		size -= n;
	}
	return true;
}
