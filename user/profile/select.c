// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>

#include "profile/select.h"
#include "util/alloc.h"

struct selector {
	const struct selection *selection;
	stack_fn *take;
	void *arg;
};

unsigned int selection_want(const struct selection *selection)
{
	(void)selection;
	return 0;
}

struct selector *selector_new(const struct selection *selection, stack_fn *take, void *arg)
{
	struct selector *selector = xcalloc(1, sizeof(*selector));

	*selector = (struct selector){ selection, take, arg };
	return selector;
}

void selector_take(void *arg, const struct stack *stack)
{
	struct selector *selector = arg;

	selector->take(selector->arg, stack);
}

void selector_free(struct selector *selector)
{
	free(selector);
}
