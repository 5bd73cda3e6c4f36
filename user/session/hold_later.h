/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Open files on their way to the resolver, which another thread has at times: opened at once,
 * as their process may end, and handed over when it is not.
 */
#ifndef FLAMEREC_SESSION_HOLD_LATER_H
#define FLAMEREC_SESSION_HOLD_LATER_H

#include <stddef.h>

#include "symbol/resolver.h"

/**
 * struct held_files - the files that wait
 * @file: these, @count of them; descriptors and paths are owned
 */
struct held_files {
	struct held_later {
		struct object object;
		int fd;
		bool is_ours;
		uint64_t since_ns;
	} *file;
	size_t count, capacity;
};

void held_files_free(struct held_files *files);

/*
 * hold_later() - let an open file wait for hold_now(); the rest is as for resolver_hold()
 *
 * Without an effect where as many wait as the resolver holds at a time.
 */
void hold_later(struct held_files *files, const struct object *object, int fd, bool is_ours,
		uint64_t now);

/* Give all to @resolver, in order. */
void hold_now(struct held_files *files, struct resolver *resolver);

#endif
