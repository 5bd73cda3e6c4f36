/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Samples one by one, for what goes by time, CPU or thread.
 */
#ifndef FLAMEREC_PROFILE_SAMPLE_LOG_H
#define FLAMEREC_PROFILE_SAMPLE_LOG_H

#include <stddef.h>
#include <stdint.h>

struct raw_stacks;

/**
 * struct logged_sample - a sample
 * @ns: CLOCK_MONOTONIC; of idle periods, when they ended
 * @key: bucket_key(); 0: the CPU slept, unsampled
 * @tid: thread; 0: the idle task
 * @cpu: number of the CPU
 * @weight: periods that it stands for
 */
struct logged_sample {
	uint64_t ns;
	uint64_t key;
	uint32_t tid;
	uint32_t cpu;
	uint64_t weight;
};

/* All zero is the empty log. */
struct sample_log {
	struct logged_sample *sample;
	size_t count, capacity;
};

void sample_log_add(struct sample_log *log, const struct logged_sample *sample);

/* In the order of time, each with the best stack that is known of it by now. */
void sample_log_sort(struct sample_log *log, const struct raw_stacks *raw);

void sample_log_free(struct sample_log *log);

#endif
