/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Unwind tables, as the module would see them.
 */
#ifndef FLAMEREC_TESTS_FIXTURE_TABLE_H
#define FLAMEREC_TESTS_FIXTURE_TABLE_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../kmod/unwind_table.h"
#include "unwind/table.h"

/* A table and the look into it. */
struct fixture_table {
	enum untabled why;
	struct unwind_table table;
	struct fsamp_table_view view;
};

static void table_free(struct fixture_table *table)
{
	free(table->table.data);
	memset(table, 0, sizeof(*table));
}

/*
 * Compiles what is open at @fd, which is closed. A table that the module would refuse ends the
 * test.
 */
static void table_compile(int fd, struct fixture_table *table)
{
	memset(table, 0, sizeof(*table));
	table->why = unwind_compile(fd, &table->table);
	close(fd);
	if (table->why != TABLED ||
	    !fsamp_table_check(table->table.data, table->table.bytes, &table->view))
		return;
	printf("Bail out! the module would refuse a table\n");
	exit(1);
}

/* The rule at a file offset; one of kind NONE where there is no table for it. */
static struct flamesamp_unwind_rule table_rule_at(const struct fixture_table *table,
						  uint64_t offset)
{
	const struct flamesamp_unwind_rule *rule = NULL;

	if (table->why == TABLED)
		rule = fsamp_table_rule(&table->view, offset);
	return rule ? *rule : (struct flamesamp_unwind_rule){ 0 };
}

#endif
