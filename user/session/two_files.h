/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Two recordings that are compared.
 */
#ifndef FLAMEREC_SESSION_TWO_FILES_H
#define FLAMEREC_SESSION_TWO_FILES_H

#include "output/diff_table.h"
#include "profile/compare.h"
#include "profile/select.h"
#include "session/naming_options.h"

/**
 * two_files_after() - take the stacks of the file after, and finish the comparison
 * @comparison: initialised
 * @path: the file; "-": standard input
 * @naming: how and where its names are looked for; what it lacks is added
 * @selection: what is wanted of it
 * @side: filled in
 *
 * Return: 0, or -1 after saying what is wrong.
 */
int two_files_after(struct comparison *comparison, char *path,
		    struct naming_options *naming, const struct selection *selection,
		    struct diff_side *side);

/**
 * two_files_compare() - the same of the file before and the file after
 *
 * Return: 0, or -1 after saying what is wrong: that one of them has no samples, too.
 */
int two_files_compare(struct comparison *comparison, char *const paths[2],
		      struct naming_options *naming, const struct selection *selection,
		      struct diff_side sides[2]);

#endif
