/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A perf.data file, as tools/perf/Documentation/perf.data-file-format.txt of the Linux source
 * describes it: one event, samples with chains of callers.
 */
#ifndef NAMES_PERF_DATA_H
#define NAMES_PERF_DATA_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct perf_data {
	FILE *file;
	uint64_t bytes;		/* of events so far */
};

/* Ends the program where it can't. */
void perf_data_create(struct perf_data *perf, const char *path);
void perf_data_close(struct perf_data *perf);

void perf_data_comm(struct perf_data *perf, uint32_t pid, const char *name);

/* A file in a process's memory. */
void perf_data_map(struct perf_data *perf, uint32_t pid, uint64_t start, uint64_t bytes,
		   uint64_t offset, const char *path);

/* The kernel: its code, and where its symbol _text lies. */
void perf_data_kernel(struct perf_data *perf, uint64_t start, uint64_t bytes, uint64_t text);

/* Both chains are leaf first. */
void perf_data_sample(struct perf_data *perf, uint32_t pid, uint64_t ns, const uint64_t *kernel,
		      size_t kernels, const uint64_t *user, size_t users);

#endif
