/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The files that samples are in: how many samples each has, and how many frames without a name.
 */
#ifndef FLAMEREC_PROFILE_USE_H
#define FLAMEREC_PROFILE_USE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "profile/profile.h"

/**
 * struct file_use - a file
 * @object: the file; NULL: the kernel, or no file at all
 * @is_kernel: the kernel and its modules
 * @samples: in whose stacks it occurs
 * @frames: addresses of those samples that are in it
 * @unnamed: of @frames, by reason
 */
struct file_use {
	const struct object *object;
	bool is_kernel;
	uint64_t samples;
	uint64_t frames;
	uint64_t unnamed[UNNAMED_REASONS];
};

/**
 * profile_file_uses() - the files that samples are in
 * @profile: the profile, after profile_tree()
 * @resolver: whom to ask for names
 * @uses: set to an array for free(): those with most frames without a name first, then those with
 *	most samples. It points into @profile, and is good until that grows
 *
 * Return: how many.
 */
size_t profile_file_uses(struct profile *profile, struct resolver *resolver,
			 struct file_use **uses);

/* All frames of a file that have no name. */
uint64_t file_use_unnamed(const struct file_use *use);

/* The reason that most of them have; NAMED: all have a name. */
enum unnamed file_use_reason(const struct file_use *use);

#endif
