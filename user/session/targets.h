/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The processes that were named with -p: a recording of them ends with the last one.
 */
#ifndef FLAMEREC_SESSION_TARGETS_H
#define FLAMEREC_SESSION_TARGETS_H

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Process file descriptors; those of ended processes are -1. */
struct targets {
	struct pollfd *process;
	size_t count, alive;
};

/* Return: 0, or -1 after saying which process there is not. */
int targets_open(struct targets *targets, const uint32_t *pids, size_t count);

/* Whether there were targets, and all have ended. */
bool targets_ended(struct targets *targets);

void targets_free(struct targets *targets);

#endif
