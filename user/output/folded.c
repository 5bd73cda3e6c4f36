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

int folded_write(FILE *out, const struct tree *tree)
{
	struct strbuf line = { 0 };
	char count[NUMBER_MAX];
	size_t *end = NULL, capacity = 0, depth = 0;	/* end[d]: of the frame at depth d */

	if (tree->node[0].self)
		fprintf(out, "[unknown] %s\n", number_plain(tree->node[0].self, count));
	for (uint32_t i = tree_next(tree, 0, &depth); i; i = tree_next(tree, i, &depth)) {
		strbuf_truncate(&line, depth > 1 ? end[depth - 1] : 0);
		add_frame(&line, tree, i, depth);
		end = grow(end, &capacity, depth + 1, sizeof(*end));
		end[depth] = line.len;
		if (tree->node[i].self)
			fprintf(out, "%s%s %s\n", line.text, last_name(&line),
				number_plain(tree->node[i].self, count));
	}
	free(line.text);
	free(end);
	return fflush(out) || ferror(out) ? -1 : 0;
}
