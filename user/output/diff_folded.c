// SPDX-License-Identifier: GPL-2.0-or-later
#include <math.h>

#include "output/diff_folded.h"

const char *diff_folded_counts(void *arg, const struct tree *tree, uint32_t i,
			       char text[FOLDED_COUNTS_MAX])
{
	const struct diff_folded *diff = arg;
	const struct compared node = comparison_node(diff->comparison, i);
	double all_before = diff->comparison->was, all_after = comparison_now(diff->comparison);
	double was = node.was;

	if (!node.seen)
		return NULL;
	/* Cut off, and only where there is something to scale, as difffolded.pl does. */
	if (diff->normalise && all_before != all_after)
		was = trunc(was * all_after / all_before);
	return folded_two_counts(was, tree->node[i].self, text);
}
