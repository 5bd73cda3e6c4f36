// SPDX-License-Identifier: GPL-2.0-or-later
#include "session/input.h"
#include "session/two_files.h"
#include "util/error.h"

/*
 * Each sample by itself, where the file tells them: what each of them stands for makes a change
 * more or less sure.
 */
static int read_file(struct comparison *comparison, stack_fn *take, char *path,
		     struct naming_options *naming, const struct selection *selection,
		     struct diff_side *side)
{
	struct input input;
	int result = input_open(&input, &path, 1, naming, selection, STACKS_EACH);

	if (!result)
		result = input_stacks(&input, STACKS_EACH, take, comparison);
	if (!result) {
		side->name = input.file[0].name;
		side->seconds = input.file[0].is_capture ? load_seconds(&input.file[0]) : 0;
	}
	input_free(&input);
	return result;
}

static int take_before(struct comparison *comparison, char *path, struct naming_options *naming,
		       const struct selection *selection, struct diff_side *side)
{
	int result = read_file(comparison, comparison_take_before, path, naming, selection, side);

	side->samples = comparison->was;
	return result;
}

int two_files_after(struct comparison *comparison, char *path, struct naming_options *naming,
		    const struct selection *selection, struct diff_side *side)
{
	int result = read_file(comparison, comparison_take_after, path, naming, selection, side);

	comparison_finish(comparison);
	side->samples = comparison_now(comparison);
	return result;
}

int two_files_compare(struct comparison *comparison, char *const paths[2],
		      struct naming_options *naming, const struct selection *selection,
		      struct diff_side sides[2])
{
	if (take_before(comparison, paths[0], naming, selection, &sides[0]) ||
	    two_files_after(comparison, paths[1], naming, selection, &sides[1]))
		return -1;
	for (int i = 0; i < 2; i++) {
		if (!sides[i].samples)
			return error("%s has no samples; there is nothing to compare",
				     sides[i].name);
	}
	return 0;
}
