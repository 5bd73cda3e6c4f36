// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>
#include <sys/sysmacros.h>

#include "capture/records.h"
#include "session/tables.h"
#include "util/alloc.h"

void tables_ask(struct tables *tables)
{
	if (!tables->device)
		return;
	tables->asked = true;
	tables->round++;
}

static void take_map(struct tables *tables, const struct flamesamp_map *record)
{
	struct mapping mapping = {
		.tgid = record->tgid,
		.start = record->start,
		.end = record->end,
		.device = makedev(record->major, record->minor),
		.inode = record->inode,
		.path = record->path,
	};

	if (!tables_lack(tables, &mapping))
		return;
	mapping.path = xstrdup(record->path);
	tables->pending = grow(tables->pending, &tables->pending_capacity, tables->pendings + 1,
			       sizeof(*tables->pending));
	tables->pending[tables->pendings++] = mapping;
}

void tables_take(struct tables *tables, const void *data, size_t bytes)
{
	const struct flamesamp_header *h = record_first(data, bytes);

	if (!tables->device)
		return;
	for (; h; h = record_next(h, (const char *)data + bytes)) {
		if (h->type == FLAMESAMP_MAP)
			take_map(tables, (const struct flamesamp_map *)h);
	}
}

/* The latest first: of those that had mapped a file, it is the likeliest to be there still. */
void tables_follow(struct tables *tables)
{
	while (tables->pendings) {
		const struct mapping *mapping = &tables->pending[--tables->pendings];

		tables_cover(tables, mapping);
		free((char *)mapping->path);
	}
	tables->asked = false;
}
