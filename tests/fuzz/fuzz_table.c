// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Feeds the compiler of unwind tables with damaged ELF files: what it makes of them must be a table
 * that the module accepts, or a reason.
 */
#include "file.h"

#include "unwind/table.h"
#include "unwind_table.h"

static void check_table(const struct unwind_table *table)
{
	struct fsamp_table_view view;

	if (fsamp_table_check(table->data, table->bytes, &view))
		abort();
	if (!table->rows || !table->rules || table->inexpressible > table->rows)
		abort();
}

static void check_nothing(const struct unwind_table *table, enum untabled why)
{
	static const struct unwind_table nothing;

	if (why >= UNTABLED_REASONS || !untabled_reason(why)[0] ||
	    memcmp(table, &nothing, sizeof(nothing)) != 0)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct unwind_table table;
	enum untabled why = unwind_compile(file_of(data, size), &table);

	if (why == TABLED)
		check_table(&table);
	else
		check_nothing(&table, why);
	free(table.data);
	return 0;
}
