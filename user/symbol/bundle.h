/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The archive that flamerec bundle makes of the files that a capture's names can be found in: a
 * plain tar file, laid out as a directory of debug files (.build-id/xx/yyyy.debug, and
 * .build-id/xx/yyyy for a file itself).
 */
#ifndef FLAMEREC_SYMBOL_BUNDLE_H
#define FLAMEREC_SYMBOL_BUNDLE_H

#include <stdbool.h>

#include "symbol/resolver.h"
#include "symbol/tar.h"

struct bundle;

/**
 * bundle_open() - look what is in an archive
 * @path: the file; its name stays the caller's
 *
 * Only members with such names, and those in boot/, are noted. One that is cut off or damaged has
 * those before the damage, and the user is told.
 *
 * Return: the bundle, or NULL after saying what is wrong.
 */
struct bundle *bundle_open(const char *path);
void bundle_free(struct bundle *bundle);

/**
 * bundle_member() - take a file out
 * @bundle: the bundle
 * @id: its build-id, as its name has it: the file itself is to be checked by the caller
 * @is_debug: the debug file, not the file that it was split off
 *
 * Return: a copy without a name, a descriptor for the caller to close; -1 where there is none.
 */
int bundle_member(struct bundle *bundle, const struct build_id *id, bool is_debug);

/* The same for another member, by its whole name ("boot/System.map-6.1.0"). */
int bundle_member_named(struct bundle *bundle, const char *name);

/* The name of a member, for an archive in the making. */
void bundle_member_name(const struct build_id *id, bool is_debug, char name[TAR_NAME_MAX + 1]);

#endif
