/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What was recorded before: a capture or folded stacks, told apart by their first bytes.
 */
#ifndef FLAMEREC_SESSION_LOAD_H
#define FLAMEREC_SESSION_LOAD_H

#include <stdbool.h>

#include "profile/profile.h"
#include "profile/tree.h"
#include "session/identity.h"
#include "session/naming_options.h"
#include "session/raw_stacks.h"
#include "session/table_list.h"
#include "session/totals.h"
#include "symbol/resolver.h"
#include "util/u64map.h"

/**
 * struct loaded - a file
 * @tree: its stacks
 * @is_capture: it is a capture; else the members below say nothing
 * @whole: the capture is neither cut off nor damaged
 * @profile, @resolver, @walker: where @tree came from
 * @identity: what it is a recording of
 * @tables: the unwind tables that its programs had
 * @kept: how many names it kept of an object, by its path, hashed; of the kernel by 0
 * @totals: the module's counts; all zero where the capture was cut off before them
 */
struct loaded {
	struct tree tree;
	bool is_capture;
	bool whole;
	struct profile *profile;
	struct resolver *resolver;
	struct stack_walker *walker;
	struct identity identity;
	struct table_list tables;
	struct u64map kept;
	struct totals totals;
};

/**
 * load_file() - read a capture or folded stacks
 * @loaded: filled in; free it with load_free() in any case
 * @path: the file; "-": standard input
 * @naming: how and where its names are looked for; what it lacks is added. Outlives @loaded
 *
 * Return: 0, or -1 after saying what is wrong.
 */
int load_file(struct loaded *loaded, const char *path, struct naming_options *naming);
void load_free(struct loaded *loaded);

/* How many names the capture kept of an object; NULL: of the kernel. */
uint64_t load_kept_names(const struct loaded *loaded, const char *path);

/* How long a capture was; of one that is cut off: from its first sample to its last. */
double load_seconds(const struct loaded *loaded);

#endif
