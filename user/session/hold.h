/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Files that may be out of reach when the process that maps them has ended, as they were deleted or
 * only its mount namespace leads to them: opened while it lives, for their names. Where unwind
 * tables are made, that opens all files anyway (see tables.h); this is for where none are.
 */
#ifndef FLAMEREC_SESSION_HOLD_H
#define FLAMEREC_SESSION_HOLD_H

#include <stddef.h>

#include "symbol/resolver.h"
#include "util/u64map.h"

/**
 * struct holder - the files that records named
 * @hold: called with @arg and each file that is opened, at @fd; @is_ours: our own view of paths
 *	leads to it now. NULL: nothing is done
 * @seen: hashes of device, inode and path of those that were looked at
 * @waiting: those that are to be looked at, @count of them; their paths are owned
 */
struct holder {
	void (*hold)(void *arg, const struct object *object, int fd, bool is_ours);
	void *arg;
	struct u64map seen;
	struct object *waiting;
	size_t count, capacity;
};

void holder_free(struct holder *holder);

/* Note the files that checked records name. */
void holder_take(struct holder *holder, const void *data, size_t bytes);

/* Look at them: not while records wait in the rings. */
void holder_follow(struct holder *holder);

#endif
