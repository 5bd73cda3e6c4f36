/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The files that ran, on their way into a capture and out of it: what tells them from others, and
 * where their code is in them.
 */
#ifndef FLAMEREC_SESSION_KEEP_FILES_H
#define FLAMEREC_SESSION_KEEP_FILES_H

#include "capture/fsc.h"
#include "profile/profile.h"
#include "symbol/resolver.h"
#include "util/u64map.h"

/* What is in a capture already; all zero at first. */
struct kept_files {
	struct u64map written;	/* paths with build-ids, hashed */
};

void kept_files_free(struct kept_files *files);

/**
 * keep_file() - write what is known of a file, unless that was done before
 * @files: what was written before
 * @resolver: whom to ask
 * @object: the file
 * @id: its build-id; len 0: it has none
 * @capture: where to
 *
 * With it, the file's debug file alone is enough to name its addresses elsewhere.
 *
 * Return: 0, or -1 after saying what is wrong.
 */
int keep_file(struct kept_files *files, struct resolver *resolver, const struct object *object,
	      const struct build_id *id, struct fsc_writer *capture);

/* Give what a capture kept of a file to those who will ask for it. */
void keep_restore_file(struct profile *profile, struct resolver *resolver,
		       const struct kept_object *kept);

#endif
