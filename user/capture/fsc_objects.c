// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdint.h>
#include <string.h>

#include "capture/fsc_format.h"
#include "capture/fsc_objects.h"

/* Files a payload: with the longest paths they still fit. */
#define FILES_MAX 12

_Static_assert(sizeof(struct fsc_objects) + FILES_MAX * (sizeof(struct fsc_file) +
	       FSC_PARTS_MAX * sizeof(struct fsc_part) + FSC_TEXT_MAX) < FSC_PAYLOAD_MAX,
	       "must fit");
_Static_assert(sizeof(struct kept_part) == sizeof(struct fsc_part), "handed out as it is");

static size_t path_bytes(const struct kept_object *object)
{
	return strnlen(object->path, FSC_TEXT_MAX - 1);
}

static uint32_t part_count(const struct kept_object *object)
{
	return object->parts < FSC_PARTS_MAX ? object->parts : FSC_PARTS_MAX;
}

static struct fsc_file encode(const struct kept_object *from, uint32_t path, uint32_t first_part)
{
	struct fsc_file to = {
		.device = from->device,
		.inode = from->inode,
		.path = path,
		.first_part = first_part,
		.parts = part_count(from),
	};

	if (from->build_id_len && from->build_id_len <= FSC_BUILD_ID_MAX) {
		to.build_id_len = from->build_id_len;
		memcpy(to.build_id, from->build_id, from->build_id_len);
	}
	return to;
}

size_t fsc_objects_encode(const struct kept_object *objects, size_t n, struct strbuf *payload)
{
	struct fsc_objects head = { .files = n < FILES_MAX ? n : FILES_MAX };
	uint32_t path = 0, part = 0;

	for (size_t i = 0; i < head.files; i++) {
		head.parts += part_count(&objects[i]);
		head.text_bytes += path_bytes(&objects[i]) + 1;
	}
	strbuf_add_n(payload, (const char *)&head, sizeof(head));
	for (size_t i = 0; i < head.files; i++) {
		struct fsc_file file = encode(&objects[i], path, part);

		strbuf_add_n(payload, (const char *)&file, sizeof(file));
		path += path_bytes(&objects[i]) + 1;
		part += file.parts;
	}
	for (size_t i = 0; i < head.files; i++) {
		if (objects[i].parts)
			strbuf_add_n(payload, (const char *)objects[i].part,
				     part_count(&objects[i]) * sizeof(struct fsc_part));
	}
	for (size_t i = 0; i < head.files; i++) {
		strbuf_add_n(payload, objects[i].path, path_bytes(&objects[i]));
		strbuf_add_n(payload, "", 1);
	}
	return head.files;
}

/* @text ends in NUL: what begins inside ends inside. */
static bool decode(const struct fsc_objects *head, const struct fsc_file *from,
		   const struct fsc_part *part, const char *text, struct kept_object *to)
{
	if (from->path >= head->text_bytes || from->build_id_len > FSC_BUILD_ID_MAX ||
	    from->parts > FSC_PARTS_MAX || from->first_part > head->parts ||
	    from->parts > head->parts - from->first_part)
		return false;
	*to = (struct kept_object){
		.path = text + from->path,
		.device = from->device,
		.inode = from->inode,
		.build_id_len = from->build_id_len,
		.build_id = from->build_id,
		.part = (const struct kept_part *)&part[from->first_part],
		.parts = from->parts,
	};
	return true;
}

bool fsc_objects_decode(const void *payload, size_t bytes, const struct fsc_sink *sink)
{
	const struct fsc_objects *head = payload;
	const struct fsc_file *file = (const void *)(head + 1);
	const struct fsc_part *part;
	bool sound = true;
	const char *text;

	if (bytes < sizeof(*head) || !head->text_bytes)
		return false;
	/* Below 2^39 each: the sum can't overflow. */
	if (sizeof(*head) + (uint64_t)head->files * sizeof(*file) +
	    (uint64_t)head->parts * sizeof(*part) + head->text_bytes > bytes)
		return false;
	part = (const void *)(file + head->files);
	text = (const char *)(part + head->parts);
	if (text[head->text_bytes - 1])
		return false;
	for (uint32_t i = 0; i < head->files; i++) {
		struct kept_object object;

		if (!decode(head, &file[i], part, text, &object))
			sound = false;
		else if (sink->object)
			sink->object(sink->arg, &object);
	}
	return sound;
}
