/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The files that a command reads, taken together, and what is selected of them.
 */
#ifndef FLAMEREC_SESSION_INPUT_H
#define FLAMEREC_SESSION_INPUT_H

#include <stddef.h>

#include "profile/select.h"
#include "session/load.h"

/**
 * struct input - files
 * @file: them, @count of them
 * @selection: what is wanted of their stacks; NULL: all
 */
struct input {
	struct loaded *file;
	size_t count;
	const struct selection *selection;
};

/**
 * input_open() - read captures, open texts
 * @input: filled in; free it with input_free() in any case
 * @paths: the files, @count of them, at least one; "-": standard input
 * @naming: how and where names are looked for; what it lacks is added. Outlives @input
 * @selection: what is wanted; NULL: all. Outlives @input
 * @want: STACKS_* that input_stacks() will be asked for
 *
 * Return: 0, or -1 after saying what is wrong.
 */
int input_open(struct input *input, char *const *paths, size_t count,
	       struct naming_options *naming, const struct selection *selection, unsigned int want);

/* Hand on the selected stacks of all of them; once. Return: 0, or -1 after saying what is wrong. */
int input_stacks(struct input *input, unsigned int want, stack_fn *take, void *arg);

/*
 * All at once: input_open() and input_stacks() into a tree, which is initialised; it is finished.
 */
int input_tree(struct input *input, char *const *paths, size_t count,
	       struct naming_options *naming, const struct selection *selection, struct tree *tree);

void input_free(struct input *input);

#endif
