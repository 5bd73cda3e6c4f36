// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>
#include <string.h>

#include "session/backlog.h"
#include "util/alloc.h"

/* Before each run of records; as aligned as they are. */
struct run {
	uint32_t cpu;
	uint32_t bytes;
};

bool backlog_has_room(const struct backlog *backlog, size_t bytes)
{
	return backlog->bytes + sizeof(struct run) + bytes <= BACKLOG_BYTES;
}

int backlog_work_off(struct backlog *backlog, records_fn take, void *arg)
{
	int result = 0;

	for (size_t at = 0; at < backlog->bytes && !result;) {
		const struct run *run = (const void *)(backlog->data + at);

		result = take(arg, run->cpu, run + 1, run->bytes);
		at += sizeof(*run) + run->bytes;
	}
	backlog->bytes = 0;
	return result;
}

int backlog_add(struct backlog *backlog, unsigned int cpu, const void *data, size_t bytes,
		records_fn take, void *arg)
{
	struct run run = { .cpu = cpu, .bytes = bytes };
	int result;

	if (!backlog_has_room(backlog, bytes)) {
		result = backlog_work_off(backlog, take, arg);
		if (result)
			return result;
	}
	if (!backlog_has_room(backlog, bytes))
		return take(arg, cpu, data, bytes);
	backlog->data = grow(backlog->data, &backlog->capacity,
			     backlog->bytes + sizeof(run) + bytes, 1);
	memcpy(backlog->data + backlog->bytes, &run, sizeof(run));
	memcpy(backlog->data + backlog->bytes + sizeof(run), data, bytes);
	backlog->bytes += sizeof(run) + bytes;
	return 0;
}

void backlog_free(struct backlog *backlog)
{
	free(backlog->data);
	*backlog = (struct backlog){ 0 };
}
