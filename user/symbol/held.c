// SPDX-License-Identifier: GPL-2.0-or-later
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "symbol/build_id.h"
#include "symbol/held.h"

/* The first one that is there still. */
static uint64_t first(const struct held *held)
{
	return held->count > HELD_MAX ? held->count - HELD_MAX : 0;
}

void held_free(struct held *held)
{
	for (uint64_t i = first(held); i < held->count; i++)
		if (held->file[i % HELD_MAX].fd >= 0)
			close(held->file[i % HELD_MAX].fd);
	memset(held, 0, sizeof(*held));
}

/* Ten containers may have ten copies of a library. What a path leads to is let go of by itself. */
static uint64_t find_same(const struct held *held, const struct build_id *id, int fd)
{
	for (uint64_t i = first(held); id->len && i < held->count; i++) {
		const struct held_file *other = &held->file[i % HELD_MAX];

		if (other->fd >= 0 && !other->path && build_ids_equal(&other->id, id) &&
		    build_id_same_file(other->fd, fd))
			return i + 1;
	}
	return 0;
}

uint64_t held_add(struct held *held, int fd, const char *path, uint64_t now)
{
	struct held_file file = { .fd = -1, .path = path, .since_ns = now };
	struct held_file *slot = &held->file[held->count % HELD_MAX];
	uint64_t same;

	if (!path) {
		build_id_read(fd, &file.id);
		same = find_same(held, &file.id, fd);
		if (same)
			return same;
	}
	file.fd = fcntl(fd, F_DUPFD_CLOEXEC, 0);
	if (file.fd < 0)
		return 0;
	if (held->count >= HELD_MAX && slot->fd >= 0)
		close(slot->fd);
	*slot = file;
	return ++held->count;
}

static bool is_at_path(const struct held_file *file)
{
	struct stat there, open;

	return !stat(file->path, &there) && !fstat(file->fd, &open) &&
	       there.st_dev == open.st_dev && there.st_ino == open.st_ino;
}

void held_review(struct held *held, uint64_t now)
{
	for (uint64_t i = first(held); i < held->count; i++) {
		struct held_file *file = &held->file[i % HELD_MAX];

		if (!file->path || file->fd < 0 || now < file->since_ns + HELD_NS)
			continue;
		if (is_at_path(file)) {
			close(file->fd);
			file->fd = -1;
		}
		file->path = NULL;
	}
}

int held_fd(const struct held *held, uint64_t number)
{
	if (!number || number > held->count || number <= first(held))
		return -1;
	return held->file[(number - 1) % HELD_MAX].fd;
}
