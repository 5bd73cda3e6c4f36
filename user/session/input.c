// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>

#include "session/input.h"
#include "util/alloc.h"

int input_open(struct input *input, char *const *paths, size_t count,
	       struct naming_options *naming, const struct selection *selection, unsigned int want)
{
	*input = (struct input){ .selection = selection };
	input->file = xcalloc(count, sizeof(*input->file));
	want |= selection_want(selection);
	for (size_t i = 0; i < count; i++)
		naming_options_complete(naming, paths[i]);
	for (size_t i = 0; i < count; i++) {
		input->count++;
		if (load_open(&input->file[i], paths[i], naming, want))
			return -1;
	}
	return 0;
}

int input_stacks(struct input *input, unsigned int want, stack_fn *take, void *arg)
{
	struct selector *selector = selector_new(input->selection, take, arg);
	int result = 0;

	want |= selection_want(input->selection);
	for (size_t i = 0; i < input->count && !result; i++) {
		selector_start(selector);
		result = load_stacks(&input->file[i], want, selector_take, selector);
		if (!result)
			result = selector_end(selector, input->file[i].name);
	}
	selector_free(selector);
	return result;
}

int input_tree(struct input *input, char *const *paths, size_t count,
	       struct naming_options *naming, const struct selection *selection, struct tree *tree)
{
	int result = input_open(input, paths, count, naming, selection, 0);

	if (!result)
		result = input_stacks(input, 0, tree_take, tree);
	if (!result)
		tree_finish(tree);
	return result;
}

void input_free(struct input *input)
{
	for (size_t i = 0; i < input->count; i++)
		load_free(&input->file[i]);
	free(input->file);
	*input = (struct input){ 0 };
}
