// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>

#include "output/folded.h"
#include "output/frame_mark.h"
#include "output/number.h"
#include "util/alloc.h"
#include "util/strbuf.h"

static char foldable(char c)
{
	if (c == ';')
		return ':';
	return (unsigned char)c < ' ' ? ' ' : c;
}

static void add_frame(struct strbuf *line, const struct tree *tree, uint32_t node, size_t depth)
{
	size_t start;

	if (depth > 1)
		strbuf_add(line, ";");
	start = line->len;
	strbuf_add(line, tree_name(tree, node));
	for (size_t i = start; i < line->len; i++)
		line->text[i] = foldable(line->text[i]);
	strbuf_add(line, frame_mark(tree->node[node].kind));
}

/* An empty frame at the end would be lost by those that read it. */
static const char *last_name(const struct strbuf *line)
{
	return line->len && line->text[line->len - 1] != ';' ? "" : "[unknown]";
}

/* What the profile before had, and what this one has: only the latter where none are compared. */
static const char *own_counts(void *unused, const struct tree *tree, uint32_t node,
			      char text[FOLDED_COUNTS_MAX])
{
	double now = tree->node[node].self, was = tree->was ? tree->was[node].self : 0;

	(void)unused;
	if (!now && !was)
		return NULL;
	if (!tree->was)
		return number_plain(now, text);
	return folded_two_counts(was, now, text);
}

const char *folded_two_counts(double was, double now, char text[FOLDED_COUNTS_MAX])
{
	char before[NUMBER_MAX], after[NUMBER_MAX];

	snprintf(text, FOLDED_COUNTS_MAX, "%s %s", number_plain(was, before),
		 number_plain(now, after));
	return text;
}

int folded_write_counts(FILE *out, const struct tree *tree, folded_counts *counts, void *arg)
{
	char text[FOLDED_COUNTS_MAX];
	const char *count = counts(arg, tree, 0, text);
	struct strbuf line = { 0 };
	size_t *end = NULL, capacity = 0, depth = 0;	/* end[d]: of the frame at depth d */

	if (count)
		fprintf(out, "[unknown] %s\n", count);
	for (uint32_t i = tree_next(tree, 0, &depth); i; i = tree_next(tree, i, &depth)) {
		strbuf_truncate(&line, depth > 1 ? end[depth - 1] : 0);
		add_frame(&line, tree, i, depth);
		end = grow(end, &capacity, depth + 1, sizeof(*end));
		end[depth] = line.len;
		count = counts(arg, tree, i, text);
		if (count)
			fprintf(out, "%s%s %s\n", line.text, last_name(&line), count);
	}
	free(line.text);
	free(end);
	return fflush(out) || ferror(out) ? -1 : 0;
}

int folded_write(FILE *out, const struct tree *tree)
{
	return folded_write_counts(out, tree, own_counts, NULL);
}
