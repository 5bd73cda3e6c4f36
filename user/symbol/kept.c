// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>
#include <string.h>

#include "symbol/kept.h"
#include "symbol/search.h"
#include "util/alloc.h"

/* How many overlapping names an address is looked for in. */
#define MAX_NESTING 16

void kept_free(struct kept *kept)
{
	free(kept->names);
	memset(kept, 0, sizeof(*kept));
}

void kept_add(struct kept *kept, const struct kept_name *name)
{
	kept->names = grow(kept->names, &kept->capacity, kept->count + 1, sizeof(*kept->names));
	kept->names[kept->count++] = *name;
	kept->is_sorted = false;
}

static int compare(const void *a, const void *b)
{
	const struct kept_name *x = a, *y = b;

	if (x->start != y->start)
		return x->start < y->start ? -1 : 1;
	if (x->end != y->end)
		return x->end > y->end ? -1 : 1;
	return strcmp(x->name, y->name);
}

/* A capture may keep a name more than once. */
static void drop_doubles(struct kept *kept)
{
	size_t i, n = 0;

	for (i = 1; i < kept->count; i++)
		if (compare(&kept->names[n], &kept->names[i]))
			kept->names[++n] = kept->names[i];
	kept->count = n + 1;
}

/* Sorting waits for the first question, so that adding many names stays cheap. */
static void sort(struct kept *kept)
{
	if (kept->is_sorted)
		return;
	kept->is_sorted = true;
	if (!kept->count)
		return;
	qsort(kept->names, kept->count, sizeof(*kept->names), compare);
	drop_doubles(kept);
}

const struct kept_name *kept_find(struct kept *kept, uint64_t address)
{
	size_t n, stop;

	sort(kept);
	n = count_up_to(kept->names, kept->count, sizeof(*kept->names), address);
	stop = n > MAX_NESTING ? n - MAX_NESTING : 0;
	for (; n > stop; n--)
		if (address < kept->names[n - 1].end)
			return &kept->names[n - 1];
	return NULL;
}
