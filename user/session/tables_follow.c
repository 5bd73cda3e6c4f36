// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/sysmacros.h>

#include "capture/records.h"
#include "session/tables.h"
#include "util/alloc.h"

#define HURRY_NICE (-10)

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
	mapping.number = tables->pendings;
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

/*
 * From the end on: the smallest first, so that nothing waits for a large library of which a program
 * may use little. Of those that had mapped one file the latest first, which is the likeliest to be
 * there still.
 */
static int compare_pending(const void *a, const void *b)
{
	const struct mapping *x = a, *y = b;
	uint64_t x_size = x->end - x->start, y_size = y->end - y->start;

	if (x_size != y_size)
		return x_size > y_size ? -1 : 1;
	return x->number < y->number ? -1 : 1;
}

/*
 * While tables are made, samples go without: ahead of what is sampled, if we are allowed to.
 * Return: our niceness before that.
 */
static int hurry(void)
{
	int nice = getpriority(PRIO_PROCESS, 0);

	setpriority(PRIO_PROCESS, 0, HURRY_NICE);
	return nice;
}

static void cover_pending(struct tables *tables)
{
	int nice = hurry();

	qsort(tables->pending, tables->pendings, sizeof(*tables->pending), compare_pending);
	while (tables->pendings) {
		const struct mapping *mapping = &tables->pending[--tables->pendings];

		tables_cover(tables, mapping);
		free((char *)mapping->path);
	}
	setpriority(PRIO_PROCESS, 0, nice);
}

void tables_follow(struct tables *tables)
{
	if (tables->pendings)
		cover_pending(tables);
	tables->asked = false;
}
