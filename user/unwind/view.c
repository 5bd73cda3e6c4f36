// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>

/* Of kmod/: compiled for user space, too. */
#include "unwind_table.h"

#include "unwind/table.h"
#include "unwind/view.h"
#include "util/alloc.h"

struct table_view {
	struct unwind_table table;
	struct fsamp_table_view view;
};

struct table_view *table_view_compile(int fd)
{
	struct table_view *view = xcalloc(1, sizeof(*view));

	if (unwind_compile(fd, &view->table) != TABLED ||
	    fsamp_table_check(view->table.data, view->table.bytes, &view->view)) {
		table_view_free(view);
		return NULL;
	}
	return view;
}

void table_view_free(struct table_view *view)
{
	if (!view)
		return;
	free(view->table.data);
	free(view);
}

const struct fsamp_table_view *table_view_of(const struct table_view *view)
{
	return view ? &view->view : NULL;
}
