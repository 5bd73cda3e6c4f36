/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What there is to say of the unwind tables of a recording: which file had one, how large, and
 * which had none and why.
 */
#ifndef FLAMEREC_SESSION_TABLE_LIST_H
#define FLAMEREC_SESSION_TABLE_LIST_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "capture/fsc.h"
#include "symbol/resolver.h"
#include "unwind/table.h"

/**
 * struct table_entry - a file
 * @path: as in memory maps; owned
 * @id: its build-id
 * @bytes: of its table, as of @rows, @rules and @inexpressible; 0: it has none
 * @rows: in the table
 * @rules: distinct ones
 * @inexpressible: rows whose rule the tables have no words for
 * @sources: UNWIND_*
 * @why: enum untabled
 */
struct table_entry {
	char *path;
	struct build_id id;
	uint64_t bytes;
	uint32_t rows, rules;
	uint32_t inexpressible;
	uint32_t sources;
	uint32_t why;
};

/* Take over what a compiled table says of itself. */
void table_entry_set(struct table_entry *entry, const struct unwind_table *table);

/* Take over what is said of another file, which has the same table. */
void table_entry_copy(struct table_entry *entry, const struct table_entry *from);

/* For the capture; points into @entry. */
struct kept_table table_entry_kept(const struct table_entry *entry);

/* All zero is the empty list. */
struct table_list {
	struct table_entry *entry;
	size_t count, capacity;
};

/*
 * Adds what a capture kept. Where the same file is in the list already, this is newer and replaces
 * it: files that could not be opened at first may have been found later.
 */
void table_list_add(struct table_list *list, const struct kept_table *table);
void table_list_free(struct table_list *list);

/* The largest first, their sum, then the files without a table. Nothing for an empty list. */
void table_list_write(FILE *out, const struct table_list *list);

/* One table in a line: rows, size, where it is from. No newline is written. */
void table_entry_write(FILE *out, const struct table_entry *entry);

#endif
