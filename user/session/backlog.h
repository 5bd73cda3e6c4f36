/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Records that wait to be counted: while sampling, the machine's time is not ours. They are worked
 * off when they have become many, when names are wanted, and after the end.
 */
#ifndef FLAMEREC_SESSION_BACKLOG_H
#define FLAMEREC_SESSION_BACKLOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "capture/device.h"

/* Bytes that may wait: a second of a busy CPU at 20 kHz. */
#define BACKLOG_BYTES (2 * 1024 * 1024)

/* All zero is empty. */
struct backlog {
	unsigned char *data;
	size_t bytes, capacity;
};

/* Whether @bytes bytes of records can wait, too, with nothing worked off before. */
bool backlog_has_room(const struct backlog *backlog, size_t bytes);

/**
 * backlog_add() - let records wait
 * @backlog: the backlog
 * @cpu: whose ring they are from
 * @data: checked records; copied
 * @bytes: bytes of @data
 * @take: gets all that has waited, in order, where there is no room for these, too
 * @arg: first argument of @take
 *
 * Return: 0, or what @take returned.
 */
int backlog_add(struct backlog *backlog, unsigned int cpu, const void *data, size_t bytes,
		records_fn take, void *arg);

/* Give all to @take, in order. Return: 0, or what @take returned; it is empty either way. */
int backlog_work_off(struct backlog *backlog, records_fn take, void *arg);

void backlog_free(struct backlog *backlog);

#endif
