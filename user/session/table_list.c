// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "output/number.h"
#include "symbol/build_id.h"
#include "session/table_list.h"
#include "util/alloc.h"
#include "util/plain.h"

void table_entry_set(struct table_entry *entry, const struct unwind_table *table)
{
	entry->bytes = table->bytes;
	entry->rows = table->rows;
	entry->rules = table->rules;
	entry->inexpressible = table->inexpressible;
	entry->sources = table->sources;
}

void table_entry_copy(struct table_entry *entry, const struct table_entry *from)
{
	entry->bytes = from->bytes;
	entry->rows = from->rows;
	entry->rules = from->rules;
	entry->inexpressible = from->inexpressible;
	entry->sources = from->sources;
	entry->why = from->why;
}

struct kept_table table_entry_kept(const struct table_entry *entry)
{
	return (struct kept_table){
		.path = entry->path,
		.build_id_len = entry->id.len,
		.build_id = entry->id.bytes,
		.bytes = entry->bytes,
		.rows = entry->rows,
		.rules = entry->rules,
		.inexpressible = entry->inexpressible,
		.sources = entry->sources,
		.why = entry->why,
	};
}

static struct table_entry entry_of(const struct kept_table *table)
{
	struct table_entry entry = {
		.path = xstrdup(table->path),
		.bytes = table->bytes,
		.rows = table->rows,
		.rules = table->rules,
		.inexpressible = table->inexpressible,
		.sources = table->sources,
		.why = table->why,
	};

	if (table->build_id_len && table->build_id_len <= BUILD_ID_MAX) {
		entry.id.len = table->build_id_len;
		memcpy(entry.id.bytes, table->build_id, table->build_id_len);
	}
	return entry;
}

/* A file that was not found has no build-id yet. */
static struct table_entry *find_older(struct table_list *list, const struct table_entry *entry)
{
	for (size_t i = 0; i < list->count; i++) {
		struct table_entry *older = &list->entry[i];

		if (!strcmp(older->path, entry->path) &&
		    (older->why == UNTABLED_NO_FILE || build_ids_equal(&older->id, &entry->id)))
			return older;
	}
	return NULL;
}

void table_list_add(struct table_list *list, const struct kept_table *table)
{
	struct table_entry entry = entry_of(table), *older = find_older(list, &entry);

	if (older) {
		free(older->path);
		*older = entry;
		return;
	}
	list->entry = grow(list->entry, &list->capacity, list->count + 1, sizeof(*list->entry));
	list->entry[list->count++] = entry;
}

void table_list_free(struct table_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		free(list->entry[i].path);
	free(list->entry);
	*list = (struct table_list){ 0 };
}

/* Larger tables first; equal build-ids, which share a table, next to each other. */
static int by_size(const void *a, const void *b)
{
	const struct table_entry *x = *(const struct table_entry *const *)a;
	const struct table_entry *y = *(const struct table_entry *const *)b;
	int order;

	if (x->bytes != y->bytes)
		return x->bytes < y->bytes ? 1 : -1;
	order = memcmp(&x->id, &y->id, sizeof(x->id));
	return order ? order : strcmp(x->path, y->path);
}

static bool shares(const struct table_entry *entry, const struct table_entry *before)
{
	return before && entry->bytes && entry->id.len && build_ids_equal(&entry->id, &before->id);
}

static void write_sizes(FILE *out, uint64_t rows, uint64_t bytes)
{
	char text[NUMBER_MAX];

	fprintf(out, "  %12s %10.1f %7.2f", number_grouped(rows, text), bytes / 1024.0,
		rows ? (double)bytes / rows : 0);
}

static void write_tabled(FILE *out, const struct table_entry *const *entry, size_t count)
{
	const struct table_entry *before = NULL;
	uint64_t rows = 0, bytes = 0;
	size_t tables = 0;

	for (size_t i = 0; i < count; i++) {
		if (entry[i]->why)
			continue;
		if (!tables)
			fprintf(out, "unwind tables:\n  %12s %10s %7s\n", "rows", "KiB", "B/row");
		if (shares(entry[i], before)) {
			fprintf(out, "  %31s  ", "the same");
		} else {
			write_sizes(out, entry[i]->rows, entry[i]->bytes);
			fputs("  ", out);
			rows += entry[i]->rows;
			bytes += entry[i]->bytes;
			tables++;
		}
		plain_write(out, entry[i]->path);
		fputc('\n', out);
		before = entry[i];
	}
	if (!tables)
		return;
	write_sizes(out, rows, bytes);
	fprintf(out, "  sum of %zu tables\n", tables);
}

static const char *reason(uint32_t why)
{
	return why < UNTABLED_REASONS ? untabled_reason(why) :
					"for a reason unknown to this flamerec";
}

static void write_untabled(FILE *out, const struct table_entry *const *entry, size_t count)
{
	bool any = false;

	for (size_t i = 0; i < count; i++) {
		if (!entry[i]->why)
			continue;
		if (!any)
			fputs("no unwind table, so by frame pointers:\n", out);
		any = true;
		fputs("  ", out);
		plain_write(out, entry[i]->path);
		fprintf(out, ": %s\n", reason(entry[i]->why));
	}
}

void table_list_write(FILE *out, const struct table_list *list)
{
	const struct table_entry **entry;

	if (!list->count)
		return;
	entry = xcalloc(list->count, sizeof(*entry));
	for (size_t i = 0; i < list->count; i++)
		entry[i] = &list->entry[i];
	qsort(entry, list->count, sizeof(*entry), by_size);
	write_tabled(out, entry, list->count);
	write_untabled(out, entry, list->count);
	free(entry);
}

void table_entry_write(FILE *out, const struct table_entry *entry)
{
	static const char *const sources[] = { ".eh_frame", ".debug_frame", ".ARM.exidx",
					       "its machine code" };
	char rows[NUMBER_MAX], text[NUMBER_MAX];
	const char *before = " from ";

	if (entry->why) {
		fprintf(out, "no unwind table: %s", reason(entry->why));
		return;
	}
	fprintf(out, "unwind table of %s rows, %s rules, %.1f KiB, %.2f bytes a row",
		number_grouped(entry->rows, rows), number_grouped(entry->rules, text),
		entry->bytes / 1024.0, entry->rows ? (double)entry->bytes / entry->rows : 0);
	for (size_t i = 0; i < sizeof(sources) / sizeof(*sources); i++) {
		if (!(entry->sources & 1u << i))
			continue;
		fprintf(out, "%s%s", before, sources[i]);
		before = " and ";
	}
	if (entry->inexpressible)
		fprintf(out, "; %s rows have rules that tables have no words for",
			number_grouped(entry->inexpressible, text));
}
