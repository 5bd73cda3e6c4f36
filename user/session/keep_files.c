// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "session/keep_files.h"
#include "util/hash.h"

void kept_files_free(struct kept_files *files)
{
	u64map_free(&files->written);
}

/* Once a build-id: a file may be found only through the second process that runs it. */
static bool is_new(struct kept_files *files, const struct object *object,
		   const struct build_id *id)
{
	uint64_t hash = hash_bytes(object->path, strlen(object->path));
	bool added;

	hash = hash_u64(hash ^ object->inode) ^ object->device;
	u64map_at(&files->written, hash_u64(hash) ^ hash_bytes(id->bytes, id->len), &added);
	return added;
}

int keep_file(struct kept_files *files, struct resolver *resolver, const struct object *object,
	      const struct build_id *id, struct fsc_writer *capture)
{
	struct loaded_part parts[FSC_PARTS_MAX];
	struct kept_part kept[FSC_PARTS_MAX];
	struct kept_object file = {
		.path = object->path, .device = object->device, .inode = object->inode,
		.build_id = id->bytes, .build_id_len = id->len, .part = kept,
	};

	if (!is_new(files, object, id))
		return 0;
	file.parts = resolver_parts(resolver, object, parts, FSC_PARTS_MAX);
	for (size_t i = 0; i < file.parts; i++)
		kept[i] = (struct kept_part){ parts[i].offset, parts[i].address, parts[i].size };
	if (!file.parts && !id->len)
		return 0;
	return fsc_write_objects(capture, &file, 1);
}

void keep_restore_file(struct profile *profile, struct resolver *resolver,
		       const struct kept_object *kept)
{
	struct object object = { .path = kept->path };
	struct loaded_part parts[FSC_PARTS_MAX];

	if (kept->build_id_len && kept->build_id_len <= BUILD_ID_MAX) {
		object.id.len = kept->build_id_len;
		memcpy(object.id.bytes, kept->build_id, kept->build_id_len);
	}
	/* Also that it has none: another file at this path may have one. */
	if (kept->inode)
		profile_identify_file(profile, kept->path, kept->device, kept->inode, &object.id);
	else if (object.id.len)
		profile_identify(profile, kept->path, &object.id);
	for (size_t i = 0; i < kept->parts; i++)
		parts[i] = (struct loaded_part){ kept->part[i].offset, kept->part[i].address,
						 kept->part[i].size };
	if (kept->parts)
		resolver_keep_parts(resolver, &object, parts, kept->parts);
}
