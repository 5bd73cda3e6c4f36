// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>
#include <string.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "capture/records.h"
#include "session/hold.h"
#include "symbol/locate.h"
#include "symbol/vdso.h"
#include "util/alloc.h"
#include "util/hash.h"

void holder_free(struct holder *holder)
{
	for (size_t i = 0; i < holder->count; i++)
		free((char *)holder->waiting[i].path);
	free(holder->waiting);
	u64map_free(&holder->seen);
	*holder = (struct holder){ .hold = NULL };
}

/* With the path: on btrfs, inode numbers are not unique on what memory maps call a device. */
static uint64_t key_of(const struct object *object)
{
	return hash_u64(hash_u64(object->device) + object->inode) ^
	       hash_bytes(object->path, strlen(object->path));
}

static void take_map(struct holder *holder, const struct flamesamp_map *record)
{
	struct object object = {
		.path = vdso_rename(record->path, record->inode, record->end),
		.device = record->inode ? makedev(record->major, record->minor) : 0,
		.inode = record->inode,
		.tgid = record->tgid,
		.start = record->start,
		.end = record->end,
	};

	if (!record->inode && strcmp(object.path, VDSO32_PATH) != 0)
		return;
	if (u64map_find(&holder->seen, key_of(&object)))
		return;
	object.path = xstrdup(object.path);
	holder->waiting = grow(holder->waiting, &holder->capacity, holder->count + 1,
			       sizeof(*holder->waiting));
	holder->waiting[holder->count++] = object;
}

void holder_take(struct holder *holder, const void *data, size_t bytes)
{
	const struct flamesamp_header *h = record_first(data, bytes);

	if (!holder->hold)
		return;
	for (; h; h = record_next(h, (const char *)data + bytes)) {
		if (h->type == FLAMESAMP_MAP)
			take_map(holder, (const struct flamesamp_map *)h);
	}
}

/* What one process does not lead to, the next one may that maps it. */
static void look_at(struct holder *holder, const struct object *object)
{
	struct located found;

	if (u64map_find(&holder->seen, key_of(object)) || locate(object, -1, &found))
		return;
	u64map_at(&holder->seen, key_of(object), NULL);
	holder->hold(holder->arg, object, found.fd, !found.tgid);
	close(found.fd);
}

/* The latest first: its process is the likeliest to be there still. */
void holder_follow(struct holder *holder)
{
	while (holder->count) {
		struct object *object = &holder->waiting[--holder->count];

		look_at(holder, object);
		free((char *)object->path);
	}
}
