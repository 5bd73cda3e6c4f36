// SPDX-License-Identifier: GPL-2.0-or-later
#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#include "symbol/build_id.h"
#include "symbol/locate.h"
#include "symbol/object_open.h"

/* The object as it was mapped here. Where it was mapped elsewhere, only its build-id proves it. */
static enum unnamed open_here(const struct object *object, const struct sources *sources,
			      struct elf_file *file, uint32_t *tgid)
{
	bool elsewhere = sources->places && sources->places->elsewhere;
	struct located found;
	enum unnamed why;

	why = elsewhere ? locate_by_id(object, &found) : locate(object, sources->held, &found);
	if (why)
		return why;
	why = elf_file_open(file, found.fd);
	if (why)
		close(found.fd);
	*tgid = found.tgid;
	return why;
}

/* Without a build-id, only what was sampled elsewhere is taken from there: it can have no proof. */
static bool open_copy(const struct sources *sources, const struct wanted_file *wanted,
		      struct elf_file *file)
{
	int fd = -1;

	if (sources->places && (wanted->id.len || sources->places->elsewhere))
		fd = places_open_file(sources->places, wanted);
	if (fd < 0)
		return false;
	if (!elf_file_open(file, fd)) {
		if (!wanted->id.len || build_ids_equal(&wanted->id, &file->id))
			return true;
		elf_file_close(file);
		return false;
	}
	close(fd);
	return false;
}

static bool open_debug(const struct sources *sources, const struct wanted_file *wanted,
		       struct elf_file *file)
{
	int fd;

	if (!wanted->id.len || !sources->part_count)
		return false;
	fd = places_open_debug(sources->places, wanted);
	if (fd < 0)
		return false;
	if (!elf_file_open_debug(file, fd, sources->parts, sources->part_count))
		return true;
	close(fd);
	return false;
}

/*
 * What was sampled elsewhere is looked for where the user said first: what is here is the same
 * file at best.
 */
static enum unnamed open_any(const struct object *object, const struct sources *sources,
			     const struct wanted_file *wanted, struct elf_file *file,
			     bool *is_debug, uint32_t *tgid)
{
	bool elsewhere = sources->places && sources->places->elsewhere;
	enum unnamed why;

	if (elsewhere && open_copy(sources, wanted, file))
		return NAMED;
	why = open_here(object, sources, file, tgid);
	if (!why || (!elsewhere && open_copy(sources, wanted, file)))
		return NAMED;
	*is_debug = open_debug(sources, wanted, file);
	return *is_debug ? NAMED : why;
}

enum unnamed object_open(const struct object *object, const struct sources *sources,
			 struct elf_file *file, bool *is_debug, uint32_t *tgid)
{
	/* With the mark of a deleted file, if any: without a build-id, no other one will do. */
	struct wanted_file wanted = { .path = object->path, .id = object->id };
	char root[32];

	*is_debug = false;
	*tgid = 0;
	if (object->tgid) {
		snprintf(root, sizeof(root), "/proc/%" PRIu32 "/root", object->tgid);
		wanted.root = root;
	}
	return open_any(object, sources, &wanted, file, is_debug, tgid);
}
