// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdint.h>
#include <string.h>

#include "capture/fsc_format.h"
#include "capture/fsc_tables.h"

/* Tables a payload: with the longest paths they still fit. */
#define TABLES_MAX 12
#define TEXT_BYTES_MAX (TABLES_MAX * FSC_TEXT_MAX)

_Static_assert(sizeof(struct fsc_tables) + TABLES_MAX * sizeof(struct fsc_table) + TEXT_BYTES_MAX <
	       FSC_PAYLOAD_MAX, "must fit");

static struct fsc_table encode(const struct kept_table *from, uint32_t path)
{
	struct fsc_table to = {
		.bytes = from->bytes,
		.rows = from->rows,
		.rules = from->rules,
		.inexpressible = from->inexpressible,
		.sources = from->sources,
		.why = from->why,
		.path = path,
	};

	if (from->build_id_len && from->build_id_len <= FSC_BUILD_ID_MAX) {
		to.build_id_len = from->build_id_len;
		memcpy(to.build_id, from->build_id, from->build_id_len);
	}
	return to;
}

static size_t path_bytes(const struct kept_table *table)
{
	return strnlen(table->path, FSC_TEXT_MAX - 1);
}

size_t fsc_tables_encode(const struct kept_table *tables, size_t n, struct strbuf *payload)
{
	struct fsc_tables head = { .tables = n < TABLES_MAX ? n : TABLES_MAX };
	uint32_t path = 0;

	for (size_t i = 0; i < head.tables; i++)
		head.text_bytes += path_bytes(&tables[i]) + 1;
	strbuf_add_n(payload, (const char *)&head, sizeof(head));
	for (size_t i = 0; i < head.tables; i++) {
		struct fsc_table table = encode(&tables[i], path);

		strbuf_add_n(payload, (const char *)&table, sizeof(table));
		path += path_bytes(&tables[i]) + 1;
	}
	for (size_t i = 0; i < head.tables; i++) {
		strbuf_add_n(payload, tables[i].path, path_bytes(&tables[i]));
		strbuf_add_n(payload, "", 1);
	}
	return head.tables;
}

/* @text ends in NUL, @text_bytes long: what begins inside ends inside. */
static bool decode(const struct fsc_table *from, const char *text, uint32_t text_bytes,
		   struct kept_table *to)
{
	if (from->path >= text_bytes || from->build_id_len > FSC_BUILD_ID_MAX)
		return false;
	*to = (struct kept_table){
		.path = text + from->path,
		.build_id_len = from->build_id_len,
		.build_id = from->build_id,
		.bytes = from->bytes,
		.rows = from->rows,
		.rules = from->rules,
		.inexpressible = from->inexpressible,
		.sources = from->sources,
		.why = from->why,
	};
	return true;
}

bool fsc_tables_decode(const void *payload, size_t bytes, const struct fsc_sink *sink)
{
	const struct fsc_tables *head = payload;
	const struct fsc_table *table = (const void *)(head + 1);
	bool sound = true;
	const char *text;

	if (bytes < sizeof(*head) || !head->text_bytes)
		return false;
	/* Below 2^40: the sum can't overflow. */
	if (sizeof(*head) + (uint64_t)head->tables * sizeof(*table) + head->text_bytes > bytes)
		return false;
	text = (const char *)(table + head->tables);
	if (text[head->text_bytes - 1])
		return false;
	for (uint32_t i = 0; i < head->tables; i++) {
		struct kept_table kept;

		if (!decode(&table[i], text, head->text_bytes, &kept))
			sound = false;
		else if (sink->table)
			sink->table(sink->arg, &kept);
	}
	return sound;
}
