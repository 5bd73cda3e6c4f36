// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The files behind objects, for the parts of flamerec that need more of them than names.
 */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "symbol/resolver_state.h"
#include "util/alloc.h"

/* No linker writes more of them; a corrupt capture may claim more. */
#define MAX_PARTS 64

int resolver_open(struct resolver *resolver, const struct object *object)
{
	enum unnamed why;
	struct open_file *file = resolver_file(resolver, object, &why);

	return file && !file->is_debug ? fcntl(file->elf.fd, F_DUPFD_CLOEXEC, 0) : -1;
}

enum unnamed resolver_build_id(struct resolver *resolver, const struct object *object,
			       struct build_id *id)
{
	enum unnamed why;
	struct open_file *file = resolver_file(resolver, object, &why);

	*id = file ? file->elf.id : object->id;
	return why;
}

void resolver_hold(struct resolver *resolver, const struct object *object, int fd, bool is_ours,
		   uint64_t now)
{
	objects_hold(&resolver->objects, &resolver->names, object, fd, is_ours, now);
}

void resolver_review_held(struct resolver *resolver, uint64_t now)
{
	held_review(&resolver->objects.held, now);
}

void resolver_keep_parts(struct resolver *resolver, const struct object *object,
			 const struct loaded_part *parts, size_t count)
{
	struct object_entry *entry = resolver_kept_entry(resolver, object);

	if (!count || count > MAX_PARTS)
		return;
	free(entry->parts);
	entry->parts = xcalloc(count, sizeof(*parts));
	memcpy(entry->parts, parts, count * sizeof(*parts));
	entry->part_count = count;
	resolver->has_kept_objects = true;
}

size_t resolver_parts(struct resolver *resolver, const struct object *object,
		      struct loaded_part *parts, size_t max)
{
	enum unnamed why;
	struct open_file *file = resolver_file(resolver, object, &why);
	const struct object_entry *kept;
	size_t count;

	if (file)
		return elf_file_parts(&file->elf, parts, max);
	if (!resolver->has_kept_objects)
		return 0;
	kept = resolver_kept_entry(resolver, object);
	count = kept->part_count < max ? kept->part_count : max;
	if (count)
		memcpy(parts, kept->parts, count * sizeof(*parts));
	return count;
}
