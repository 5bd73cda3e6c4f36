// SPDX-License-Identifier: GPL-2.0-or-later
#include <linux/perf_event.h>
#include <stdlib.h>
#include <string.h>

#include "perf_data.h"

struct section {
	uint64_t offset, size;
};

struct file_attr {
	struct perf_event_attr attr;
	struct section ids;
};

struct file_header {
	char magic[8];
	uint64_t size, attr_size;
	struct section attrs, data, event_types;
	uint64_t features[4];
};

/* Where the events begin. */
#define DATA_OFFSET (sizeof(struct file_header) + sizeof(struct file_attr))

static void write_head(struct perf_data *perf)
{
	const struct file_header header = {
		.magic = { 'P', 'E', 'R', 'F', 'I', 'L', 'E', '2' },
		.size = sizeof(header),
		.attr_size = sizeof(struct file_attr),
		.attrs = { sizeof(header), sizeof(struct file_attr) },
		.data = { DATA_OFFSET, perf->bytes },
	};
	const struct file_attr attr = {
		.attr = {
			.type = PERF_TYPE_SOFTWARE,
			.size = sizeof(attr.attr),
			.config = PERF_COUNT_SW_CPU_CLOCK,
			.sample_period = 1,
			.sample_type = PERF_SAMPLE_IP | PERF_SAMPLE_TID | PERF_SAMPLE_TIME |
				       PERF_SAMPLE_CALLCHAIN,
			.mmap = 1,
			.comm = 1,
		},
	};

	rewind(perf->file);
	fwrite(&header, sizeof(header), 1, perf->file);
	fwrite(&attr, sizeof(attr), 1, perf->file);
}

void perf_data_create(struct perf_data *perf, const char *path)
{
	*perf = (struct perf_data){ .file = fopen(path, "we") };
	if (!perf->file) {
		perror(path);
		exit(1);
	}
	write_head(perf);
}

void perf_data_close(struct perf_data *perf)
{
	write_head(perf);
	if (ferror(perf->file) || fclose(perf->file)) {
		perror("perf.data");
		exit(1);
	}
}

static void add(struct perf_data *perf, uint32_t type, uint16_t misc, const void *data,
		size_t bytes)
{
	static const char zeros[8];
	size_t padding = -bytes % 8;
	struct perf_event_header header = {
		.type = type, .misc = misc, .size = sizeof(header) + bytes + padding,
	};

	fwrite(&header, sizeof(header), 1, perf->file);
	fwrite(data, 1, bytes, perf->file);
	fwrite(zeros, 1, padding, perf->file);
	perf->bytes += header.size;
}

void perf_data_comm(struct perf_data *perf, uint32_t pid, const char *name)
{
	struct {
		uint32_t pid, tid;
		char name[16];
	} comm = { pid, pid, "" };

	memcpy(comm.name, name, strnlen(name, sizeof(comm.name) - 1));
	add(perf, PERF_RECORD_COMM, PERF_RECORD_MISC_USER, &comm, sizeof(comm));
}

static void add_map(struct perf_data *perf, uint32_t pid, uint16_t misc, uint64_t start,
		    uint64_t bytes, uint64_t offset, const char *path)
{
	struct {
		uint32_t pid, tid;
		uint64_t start, bytes, offset;
		char path[4096];
	} map = { pid, misc == PERF_RECORD_MISC_KERNEL ? 0 : pid, start, bytes, offset, "" };
	size_t length = strnlen(path, sizeof(map.path) - 1);

	memcpy(map.path, path, length);
	add(perf, PERF_RECORD_MMAP, misc, &map, offsetof(typeof(map), path) + length + 1);
}

void perf_data_map(struct perf_data *perf, uint32_t pid, uint64_t start, uint64_t bytes,
		   uint64_t offset, const char *path)
{
	add_map(perf, pid, PERF_RECORD_MISC_USER, start, bytes, offset, path);
}

void perf_data_kernel(struct perf_data *perf, uint64_t start, uint64_t bytes, uint64_t text)
{
	add_map(perf, -1, PERF_RECORD_MISC_KERNEL, start, bytes, text, "[kernel.kallsyms]_text");
}

void perf_data_sample(struct perf_data *perf, uint32_t pid, uint64_t ns, const uint64_t *kernel,
		      size_t kernels, const uint64_t *user, size_t users)
{
	uint64_t event[512], *at = event;

	if (kernels + users > 500)
		abort();
	*at++ = kernels ? kernel[0] : user[0];
	*at++ = (uint64_t)pid << 32 | pid;
	*at++ = ns;
	*at++ = kernels + users + !!kernels + !!users;
	if (kernels)
		*at++ = PERF_CONTEXT_KERNEL;
	for (size_t i = 0; i < kernels; i++)
		*at++ = kernel[i];
	if (users)
		*at++ = PERF_CONTEXT_USER;
	for (size_t i = 0; i < users; i++)
		*at++ = user[i];
	add(perf, PERF_RECORD_SAMPLE, kernels ? PERF_RECORD_MISC_KERNEL : PERF_RECORD_MISC_USER,
	    event, (at - event) * sizeof(*at));
}
