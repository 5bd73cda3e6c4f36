// SPDX-License-Identifier: GPL-2.0-or-later
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "session/hold_later.h"
#include "symbol/held.h"
#include "util/alloc.h"

static void drop_all(struct held_files *files)
{
	for (size_t i = 0; i < files->count; i++) {
		close(files->file[i].fd);
		free((char *)files->file[i].object.path);
	}
	files->count = 0;
}

void held_files_free(struct held_files *files)
{
	drop_all(files);
	free(files->file);
	*files = (struct held_files){ 0 };
}

void hold_later(struct held_files *files, const struct object *object, int fd, bool is_ours,
		uint64_t now)
{
	struct held_later file = {
		.object = *object,
		.is_ours = is_ours,
		.since_ns = now,
	};

	if (files->count == HELD_MAX)
		return;
	file.fd = fcntl(fd, F_DUPFD_CLOEXEC, 0);
	if (file.fd < 0)
		return;
	file.object.path = xstrdup(object->path);
	files->file = grow(files->file, &files->capacity, files->count + 1, sizeof(*files->file));
	files->file[files->count++] = file;
}

void hold_now(struct held_files *files, struct resolver *resolver)
{
	for (size_t i = 0; i < files->count; i++) {
		const struct held_later *file = &files->file[i];

		resolver_hold(resolver, &file->object, file->fd, file->is_ours, file->since_ns);
	}
	drop_all(files);
}
