// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Findings on subtrees that stand under many parents.
 */
#include <stdlib.h>

#include "analyze/subject.h"
#include "analyze/walk.h"
#include "util/alloc.h"
#include "util/u64map.h"

/* Share of the samples below it, from which on a function is worth a finding. */
#define WORTH 0.10

/*
 * It has so many callers, each with such a share of it at least, and none with more than that; and
 * it calls others: where it works by itself, it is a leaf.
 */
#define CALLERS 3
#define CALLER_SHARE 0.05
#define MAIN_CALLER 0.70
#define OWN 0.80

#define FOUND_MAX 2
#define SHOWN 5

static const struct pattern repeated = {
	.id = "repeated-subtree",
	.means =
	"The same subtree stands under many parents. Each may need it; or the same is asked for "
	"again and again: an N+1 query, a cache that is missing or too small, a check that each "
	"layer repeats. Samples don't count calls, so they can't tell which.",
	.advice =
	"Count the calls (a trace, a counter, uprobes) and compare with the different questions; "
	"fetch in one go, keep the answer, do it in the common caller.",
};

/* A function called by another, outermost calls alone. */
struct edge {
	uint32_t function, caller;	/* names */
	uint32_t node;			/* where most of it is */
	double samples, most;
};

struct function {
	uint32_t name;
	double samples, own;
	bool excluded;
};

struct edges {
	struct u64map index;	/* function and caller -> place + 1 */
	struct edge *edge;
	size_t count, capacity;
	struct function *function;	/* by name */
};

static void add_edge(struct edges *edges, const struct walk *walk, uint32_t caller)
{
	const struct tree_node *node = &walk->tree->node[walk->node];
	uint64_t key = (uint64_t)node->name << 32 | walk->tree->node[caller].name;
	uint64_t *place = u64map_at(&edges->index, key, NULL);
	struct edge *edge;

	if (!*place) {
		edges->edge = grow(edges->edge, &edges->capacity, edges->count + 1,
				   sizeof(*edges->edge));
		edges->edge[edges->count++] = (struct edge){
			.function = node->name, .caller = walk->tree->node[caller].name,
		};
		*place = edges->count;
	}
	edge = &edges->edge[*place - 1];
	edge->samples += node->total;
	if (node->total > edge->most) {
		edge->most = node->total;
		edge->node = walk->node;
	}
}

static void collect(struct edges *edges, const struct subject *subject)
{
	const struct tree *tree = subject->tree;
	struct walk walk;

	edges->function = xcalloc(tree->names.count, sizeof(*edges->function));
	walk_start(&walk, tree);
	while (walk_next(&walk)) {
		const struct tree_node *node = &tree->node[walk.node];
		struct function *function = &edges->function[node->name];
		uint32_t caller;

		if (!walk_times(&walk))
			continue;
		function->name = node->name;
		function->own += node->self;
		/* The kernel is called from everywhere by its trade. */
		function->excluded |= node->kind == FRAME_UNKNOWN ||
				      subject->activities.kernel[walk.node] ||
				      subject->activities.of_node[walk.node] & ACTIVITY(PLUMBING);
		if (walk_times(&walk) > 1)
			continue;
		function->samples += node->total;
		caller = walk_caller(&walk);
		if (caller)
			add_edge(edges, &walk, caller);
	}
	walk_free(&walk);
}

static int compare_edges(const void *a, const void *b)
{
	const struct edge *x = a, *y = b;

	if (x->function != y->function)
		return x->function < y->function ? -1 : 1;
	if (x->samples != y->samples)
		return x->samples > y->samples ? -1 : 1;
	return x->caller < y->caller ? -1 : x->caller > y->caller;
}

/* The edges of a function, heaviest first. */
struct repetition {
	const struct function *function;
	const struct edge *edge;
	size_t count, callers;
};

static bool judge(struct repetition *it, const struct subject *subject)
{
	const struct function *function = it->function;
	double whole = subject->tree->node[0].total;

	for (it->callers = 0; it->callers < it->count; it->callers++) {
		if (it->edge[it->callers].samples < CALLER_SHARE * function->samples)
			break;
	}
	return !function->excluded && function->samples >= WORTH * whole &&
	       function->samples >= subject->min_share * whole &&
	       function->own <= OWN * function->samples && it->callers >= CALLERS &&
	       it->edge[0].samples <= MAIN_CALLER * function->samples;
}

/* Whether most samples of one of them are below the other: the same subtree, then. */
static bool is_related(const struct subject *subject, uint32_t x, uint32_t y)
{
	const struct tree *tree = subject->tree;
	double both = 0, of_x = 0, of_y = 0;
	struct walk walk;

	walk_start(&walk, tree);
	while (walk_next(&walk)) {
		double self = tree->node[walk.node].self;

		of_x += walk.open[x] ? self : 0;
		of_y += walk.open[y] ? self : 0;
		both += walk.open[x] && walk.open[y] ? self : 0;
	}
	walk_free(&walk);
	return 2 * both > of_x || 2 * both > of_y;
}

static void tell(const struct subject *subject, struct findings *findings,
		 const struct repetition *it)
{
	const struct strpool *names = &subject->tree->names;
	struct finding *finding;

	finding = findings_add(findings, &repeated, it->function->samples,
			       subject->tree->node[0].total, POSSIBLE, "%s under %zu parents",
			       strpool_get(names, it->function->name), it->callers);
	for (size_t i = 0; i < it->callers && i < SHOWN; i++)
		finding_path(finding, it->edge[i].samples, subject->tree, it->edge[i].node);
}

static int compare_repetitions(const void *a, const void *b)
{
	const struct repetition *x = a, *y = b;

	if (x->function->samples != y->function->samples)
		return x->function->samples > y->function->samples ? -1 : 1;
	return x->function->name < y->function->name ? -1 : 1;
}

static void tell_largest(const struct subject *subject, struct findings *findings,
			 struct repetition *it, size_t count)
{
	uint32_t told[FOUND_MAX];
	size_t n = 0;

	if (count)
		qsort(it, count, sizeof(*it), compare_repetitions);
	for (size_t i = 0; i < count && n < FOUND_MAX; i++) {
		bool related = false;

		for (size_t k = 0; k < n; k++)
			related |= is_related(subject, it[i].function->name, told[k]);
		if (related)
			continue;
		tell(subject, findings, &it[i]);
		told[n++] = it[i].function->name;
	}
}

void find_repeated(const struct subject *subject, struct findings *findings)
{
	struct repetition *it = NULL, next;
	size_t count = 0, capacity = 0;
	struct edges edges = { 0 };

	collect(&edges, subject);
	if (edges.count)
		qsort(edges.edge, edges.count, sizeof(*edges.edge), compare_edges);
	for (size_t i = 0; i < edges.count; i += next.count) {
		next = (struct repetition){ .edge = &edges.edge[i] };
		next.function = &edges.function[edges.edge[i].function];
		while (i + next.count < edges.count &&
		       edges.edge[i + next.count].function == edges.edge[i].function)
			next.count++;
		if (!judge(&next, subject))
			continue;
		it = grow(it, &capacity, count + 1, sizeof(*it));
		it[count++] = next;
	}
	tell_largest(subject, findings, it, count);
	free(it);
	free(edges.edge);
	free(edges.function);
	u64map_free(&edges.index);
}
