/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The line that moves while a recording runs, on terminals only.
 */
#ifndef FLAMEREC_SESSION_PROGRESS_H
#define FLAMEREC_SESSION_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

#include "capture/device.h"

/**
 * struct progress - the line
 * @shown: standard error is a terminal
 * @start_ns, @next_ns: CLOCK_MONOTONIC of the start, and of the next line
 * @last_ns, @last_samples: of the line before
 */
struct progress {
	bool shown;
	uint64_t start_ns, next_ns;
	uint64_t last_ns, last_samples;
};

/* @now: CLOCK_MONOTONIC of the start */
void progress_start(struct progress *progress, uint64_t now);

/* Draw the line, if it is time. */
void progress_update(struct progress *progress, const struct device *device);

/* Remove the line. */
void progress_end(struct progress *progress);

#endif
