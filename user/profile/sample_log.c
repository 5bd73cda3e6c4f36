// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>

#include "profile/state.h"
#include "util/alloc.h"

void sample_log_add(struct sample_log *log, const struct logged_sample *sample)
{
	log->sample = grow(log->sample, &log->capacity, log->count + 1, sizeof(*log->sample));
	log->sample[log->count++] = *sample;
}

static int compare_samples(const void *a, const void *b)
{
	const struct logged_sample *x = a, *y = b;

	if (x->ns != y->ns)
		return x->ns < y->ns ? -1 : 1;
	return x->cpu < y->cpu ? -1 : x->cpu > y->cpu;
}

/* As move_samples() in raw.c does with their sums. */
static void take_better(struct sample_log *log, const struct raw_stacks *raw)
{
	const uint64_t how = (1u << BUCKET_BITS) - 1;
	struct u64map better = { 0 };
	const uint64_t *end;

	for (size_t i = 0; i < raw->waiting; i++) {
		if (raw->stack[i].better)
			*u64map_at(&better, raw->stack[i].end, NULL) = raw->stack[i].better;
	}
	for (size_t i = 0; i < log->count; i++) {
		end = u64map_find(&better, bucket_end(log->sample[i].key));
		if (end)
			log->sample[i].key = *end << BUCKET_BITS | (log->sample[i].key & how);
	}
	u64map_free(&better);
}

void sample_log_sort(struct sample_log *log, const struct raw_stacks *raw)
{
	take_better(log, raw);
	if (log->count)
		qsort(log->sample, log->count, sizeof(*log->sample), compare_samples);
}

void sample_log_free(struct sample_log *log)
{
	free(log->sample);
	*log = (struct sample_log){ 0 };
}
