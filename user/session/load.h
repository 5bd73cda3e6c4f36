/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What was recorded before: a capture, or text of other tools, told apart by content.
 */
#ifndef FLAMEREC_SESSION_LOAD_H
#define FLAMEREC_SESSION_LOAD_H

#include <stdbool.h>
#include <stdio.h>

#include "profile/profile.h"
#include "profile/tree.h"
#include "session/identity.h"
#include "session/naming_options.h"
#include "session/raw_stacks.h"
#include "session/table_list.h"
#include "session/totals.h"
#include "symbol/places.h"
#include "symbol/resolver.h"
#include "util/u64map.h"

/**
 * struct loaded - a file
 * @tree: its stacks, by load_file()
 * @text: of a text: where it is read from; NULL: it was read
 * @name: what to call it in messages
 * @is_capture: it is a capture; else the members below say nothing
 * @places: where its names are looked for
 * @whole: the capture is neither cut off nor damaged
 * @profile, @resolver, @walker: where @tree came from
 * @identity: what it is a recording of
 * @tables: the unwind tables that its programs had
 * @kept: how many names it kept of an object, by its path, hashed; of the kernel by 0
 * @totals: the module's counts; all zero where the capture was cut off before them
 */
struct loaded {
	struct tree tree;
	FILE *text;
	const char *name;
	bool is_capture;
	struct places places;
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
 * load_open() - read a capture, or open a text
 * @loaded: filled in; free it with load_free() in any case
 * @path: the file; "-": standard input
 * @naming: how and where its names are looked for; complete, and outlives @loaded
 * @want: what load_stacks() will be asked for
 *
 * Return: 0, or -1 after saying what is wrong.
 */
int load_open(struct loaded *loaded, const char *path, const struct naming_options *naming,
	      unsigned int want);

/**
 * load_stacks() - hand on its stacks
 * @loaded: by load_open(); a text can be read once
 * @want: STACKS_*, as load_open() was told
 * @take: called with each
 * @arg: its first argument
 *
 * Return: 0, or -1 after saying what is wrong.
 */
int load_stacks(struct loaded *loaded, unsigned int want, stack_fn *take, void *arg);

/*
 * Both, with all stacks in the tree. What @naming lacks is added: the capture's bundle, the servers
 * of the environment, and whether the capture is of another machine.
 */
int load_file(struct loaded *loaded, const char *path, struct naming_options *naming);

void load_free(struct loaded *loaded);

/* How many names the capture kept of an object; NULL: of the kernel. */
uint64_t load_kept_names(const struct loaded *loaded, const char *path);

/* How long a capture was; of one that is cut off: from its first sample to its last. */
double load_seconds(const struct loaded *loaded);

#endif
