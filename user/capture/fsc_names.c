// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "capture/fsc_format.h"
#include "capture/fsc_names.h"
#include "util/alloc.h"
#include "util/strpool.h"

/* A payload is full when it has this; the largest name still fits behind it. */
#define FULL (FSC_PAYLOAD_MAX / 2)

_Static_assert(FULL + 3 * FSC_TEXT_MAX + 1024 < FSC_PAYLOAD_MAX, "a name more than full must fit");

/* A payload in the making. */
struct encoder {
	struct fsc_object *object;
	size_t objects, object_capacity;
	struct fsc_name *name;
	size_t names, name_capacity;
	struct strpool text;
};

static uint32_t add_text(struct encoder *e, const char *text)
{
	uint32_t id;

	if (!text)
		return FSC_NO_TEXT;
	/* First this: it may move the offsets. */
	id = strpool_intern_n(&e->text, text, FSC_TEXT_MAX - 1);
	return e->text.offset[id];
}

static uint32_t add_object(struct encoder *e, const struct kept_name *from)
{
	struct fsc_object object = { 0 };

	if (!from->object)
		return FSC_NO_OBJECT;
	object.path = add_text(e, from->object);
	if (from->build_id_len <= FSC_BUILD_ID_MAX) {
		object.build_id_len = from->build_id_len;
		if (from->build_id_len)
			memcpy(object.build_id, from->build_id, from->build_id_len);
	}
	/* Names come object by object: the one that is looked for is mostly the last one. */
	for (size_t i = e->objects; i-- > 0;) {
		if (!memcmp(&e->object[i], &object, sizeof(object)))
			return i;
	}
	e->object = grow(e->object, &e->object_capacity, e->objects + 1, sizeof(*e->object));
	e->object[e->objects] = object;
	return e->objects++;
}

static void add_name(struct encoder *e, const struct kept_name *from)
{
	struct fsc_name name = {
		.start = from->start,
		.end = from->end,
		.object = add_object(e, from),
		.name = add_text(e, from->name),
		.module = add_text(e, from->module),
	};

	e->name = grow(e->name, &e->name_capacity, e->names + 1, sizeof(*e->name));
	e->name[e->names++] = name;
}

static size_t encoded_bytes(const struct encoder *e)
{
	return sizeof(struct fsc_names) + e->objects * sizeof(*e->object) +
	       e->names * sizeof(*e->name) + e->text.used;
}

static void encode(const struct encoder *e, struct strbuf *payload)
{
	struct fsc_names head = {
		.objects = e->objects,
		.names = e->names,
		.text_bytes = e->text.used,
	};

	strbuf_add_n(payload, (const char *)&head, sizeof(head));
	if (e->objects)
		strbuf_add_n(payload, (const char *)e->object, e->objects * sizeof(*e->object));
	strbuf_add_n(payload, (const char *)e->name, e->names * sizeof(*e->name));
	strbuf_add_n(payload, e->text.text, e->text.used);
}

size_t fsc_names_encode(const struct kept_name *names, size_t n, struct strbuf *payload)
{
	struct encoder e = { 0 };
	size_t done = 0;

	strpool_init(&e.text);
	do {
		add_name(&e, &names[done++]);
	} while (done < n && encoded_bytes(&e) < FULL);
	encode(&e, payload);
	strpool_free(&e.text);
	free(e.object);
	free(e.name);
	return done;
}

/* A payload whose parts are known to lie inside it. */
struct decoder {
	const struct fsc_names *head;
	const struct fsc_object *object;
	const struct fsc_name *name;
	const char *text;
};

static bool open_payload(struct decoder *d, const void *payload, size_t bytes)
{
	uint64_t need = sizeof(*d->head);

	d->head = payload;
	if (bytes < need)
		return false;
	/* Below 2^39 each: the sum can't overflow. */
	need += (uint64_t)d->head->objects * sizeof(*d->object) +
		(uint64_t)d->head->names * sizeof(*d->name) + d->head->text_bytes;
	if (need > bytes || !d->head->text_bytes)
		return false;
	d->object = (const void *)(d->head + 1);
	d->name = (const void *)(d->object + d->head->objects);
	d->text = (const void *)(d->name + d->head->names);
	/* With a NUL at the very end, a text that begins inside ends inside. */
	return !d->text[d->head->text_bytes - 1];
}

static bool get_text(const struct decoder *d, uint32_t offset, const char **text)
{
	*text = NULL;
	if (offset == FSC_NO_TEXT)
		return true;
	if (offset >= d->head->text_bytes)
		return false;
	*text = d->text + offset;
	return true;
}

static bool get_object(const struct decoder *d, uint32_t number, struct kept_name *to)
{
	const struct fsc_object *object;

	if (number == FSC_NO_OBJECT)
		return true;
	if (number >= d->head->objects)
		return false;
	object = &d->object[number];
	if (object->build_id_len > FSC_BUILD_ID_MAX)
		return false;
	to->build_id_len = object->build_id_len;
	to->build_id = object->build_id;
	return get_text(d, object->path, &to->object) && to->object;
}

static bool decode(const struct decoder *d, const struct fsc_name *from, struct kept_name *to)
{
	*to = (struct kept_name){ .start = from->start, .end = from->end };
	if (from->start > from->end)
		return false;
	return get_object(d, from->object, to) && get_text(d, from->name, &to->name) &&
	       get_text(d, from->module, &to->module);
}

bool fsc_names_decode(const void *payload, size_t bytes, const struct fsc_sink *sink)
{
	struct decoder d;
	bool sound = true;

	if (!open_payload(&d, payload, bytes))
		return false;
	for (uint32_t i = 0; i < d.head->names; i++) {
		struct kept_name name;

		if (!decode(&d, &d.name[i], &name))
			sound = false;
		else if (sink->name)
			sink->name(sink->arg, &name);
	}
	return sound;
}
