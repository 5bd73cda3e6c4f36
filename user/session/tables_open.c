// SPDX-License-Identifier: GPL-2.0-or-later
#include "session/tables.h"
#include "symbol/locate.h"

/* No later than now: the module asked for the table a moment ago. */
static struct object object_of(const struct mapping *mapping)
{
	return (struct object){
		.path = mapping->path,
		.device = mapping->device,
		.inode = mapping->inode,
		.tgid = mapping->tgid,
		.start = mapping->start,
		.end = mapping->end,
	};
}

int mapping_open(const struct tables *tables, const struct mapping *mapping, struct stat *st)
{
	struct object object = object_of(mapping);
	struct located found;

	if (locate(&object, -1, &found))
		return -1;
	if (tables->hold)
		tables->hold(tables->hold_arg, &object, found.fd, !found.tgid);
	*st = found.st;
	return found.fd;
}
