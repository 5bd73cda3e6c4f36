// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>
#include <string.h>

#include "profile/use.h"
#include "util/alloc.h"

uint64_t file_use_unnamed(const struct file_use *use)
{
	uint64_t sum = 0;

	for (int why = NAMED + 1; why < UNNAMED_REASONS; why++)
		sum += use->unnamed[why];
	return sum;
}

enum unnamed file_use_reason(const struct file_use *use)
{
	enum unnamed most = NAMED;

	for (int why = NAMED + 1; why < UNNAMED_REASONS; why++) {
		if (use->unnamed[why] > (most == NAMED ? 0 : use->unnamed[most]))
			most = why;
	}
	return most;
}

void uses_start(struct uses *uses, const struct maps *maps)
{
	uses_free(uses);
	uses->count = maps->files + 1;
	uses->file = xcalloc(uses->count, sizeof(*uses->file));
	uses->seen = xcalloc(uses->count, sizeof(*uses->seen));
	for (size_t i = 1; i < maps->files; i++)
		uses->file[i].object = &maps->file[i].object;
	uses->file[uses_kernel(uses)].is_kernel = true;
}

void uses_add(struct uses *uses, uint32_t file, enum unnamed why, uint64_t count)
{
	struct file_use *use = &uses->file[file];

	use->frames += count;
	if (why != NAMED)
		use->unnamed[why] += count;
	if (uses->seen[file] != uses->stack)
		use->samples += count;
	uses->seen[file] = uses->stack;
}

static int compare(const void *a, const void *b)
{
	const struct file_use *x = a, *y = b;
	uint64_t without_x = file_use_unnamed(x), without_y = file_use_unnamed(y);

	if (without_x != without_y)
		return without_x > without_y ? -1 : 1;
	if (x->samples != y->samples)
		return x->samples > y->samples ? -1 : 1;
	/* The same order whatever else there is. */
	return strcmp(x->object ? x->object->path : "", y->object ? y->object->path : "");
}

void uses_finish(struct uses *uses)
{
	size_t n = 0;

	for (size_t i = 0; i < uses->count; i++) {
		if (uses->file[i].frames)
			uses->file[n++] = uses->file[i];
	}
	uses->count = n;
	qsort(uses->file, n, sizeof(*uses->file), compare);
}

void uses_free(struct uses *uses)
{
	free(uses->file);
	free(uses->seen);
	*uses = (struct uses){ 0 };
}
