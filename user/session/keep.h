/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Names on their way from the profile into a capture, and out of it.
 */
#ifndef FLAMEREC_SESSION_KEEP_H
#define FLAMEREC_SESSION_KEEP_H

#include "capture/fsc.h"
#include "profile/profile.h"
#include "session/keep_files.h"
#include "symbol/resolver.h"

/**
 * keep_new_names() - write the names that are new since the last call, and which files they are of
 * @files: what was written before
 * @profile: whose addresses
 * @resolver: whom to ask
 * @capture: where to
 * @goes_on: asked with @arg before each name whether to go on; NULL: until all are written
 * @arg: for @goes_on
 *
 * Return: 0; 1 where some are left for the next call; or -1 after saying what is wrong.
 */
int keep_new_names(struct kept_files *files, struct profile *profile, struct resolver *resolver,
		   struct fsc_writer *capture, bool (*goes_on)(void *arg), void *arg);

/* Give a name that a capture kept to those who will ask for it. */
void keep_restore(struct profile *profile, struct resolver *resolver,
		  const struct kept_name *name);

#endif
