// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analyze/finding.h"
#include "util/alloc.h"
#include "util/strbuf.h"

/* A path of more frames than both together is shown by its ends. */
#define PATH_HEAD 3
#define PATH_TAIL 7

/* With fewer samples than this a share says little, whatever its pattern. */
#define FEW 5

struct finding *findings_add(struct findings *findings, const struct pattern *pattern,
			     double samples, double whole, enum sureness sure,
			     const char *title, ...)
{
	struct finding *finding;
	va_list ap;

	findings->finding = grow(findings->finding, &findings->capacity, findings->count + 1,
				 sizeof(*findings->finding));
	finding = &findings->finding[findings->count++];
	*finding = (struct finding){
		.pattern = pattern, .samples = samples, .whole = whole,
		.share = share_of(samples, whole),
		.sure = samples < FEW && !pattern->about_data ? POSSIBLE : sure,
	};
	va_start(ap, title);
	if (vasprintf(&finding->title, title, ap) < 0)
		finding->title = xstrdup(pattern->id);
	va_end(ap);
	return finding;
}

static int compare(const void *a, const void *b)
{
	const struct finding *x = a, *y = b;

	if (x->pattern->about_data != y->pattern->about_data)
		return x->pattern->about_data ? -1 : 1;
	if (x->share.share != y->share.share)
		return x->share.share > y->share.share ? -1 : 1;
	if (x->pattern != y->pattern)
		return strcmp(x->pattern->id, y->pattern->id);
	return strcmp(x->title, y->title);
}

void findings_sort(struct findings *findings)
{
	if (findings->count)
		qsort(findings->finding, findings->count, sizeof(*findings->finding), compare);
}

void findings_free(struct findings *findings)
{
	for (size_t i = 0; i < findings->count; i++) {
		struct finding *finding = &findings->finding[i];

		for (size_t k = 0; k < finding->evidence_count; k++)
			free(finding->evidence[k].text);
		free(finding->evidence);
		free(finding->title);
	}
	free(findings->finding);
	*findings = (struct findings){ 0 };
}

void finding_evidence(struct finding *finding, double samples, const char *text)
{
	finding->evidence = grow(finding->evidence, &finding->capacity,
				 finding->evidence_count + 1, sizeof(*finding->evidence));
	finding->evidence[finding->evidence_count++] = (struct evidence){
		.text = xstrdup(text), .samples = samples,
	};
}

void finding_path(struct finding *finding, double samples, const struct tree *tree, uint32_t node)
{
	struct strbuf text = { 0 };
	size_t depth = 0, capacity = 0;
	uint32_t *path = NULL;

	for (; node; node = tree->node[node].parent) {
		path = grow(path, &capacity, depth + 1, sizeof(*path));
		path[depth++] = node;
	}
	for (size_t i = 0; i < depth; i++) {
		if (i == PATH_HEAD && depth > PATH_HEAD + PATH_TAIL) {
			strbuf_add(&text, " > ...");
			i = depth - PATH_TAIL;
		}
		strbuf_add(&text, i ? " > " : "");
		strbuf_add(&text, tree_name(tree, path[depth - 1 - i]));
	}
	finding_evidence(finding, samples, text.text ? text.text : "");
	free(text.text);
	free(path);
}

const char *sureness_word(enum sureness sure)
{
	static const char *const words[] = {
		[POSSIBLE] = "possible", [LIKELY] = "likely", [SURE] = "sure",
	};

	return words[sure];
}
