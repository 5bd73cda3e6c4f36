// SPDX-License-Identifier: GPL-2.0-or-later
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "profile/compare.h"
#include "util/alloc.h"

void comparison_init(struct comparison *comparison, struct tree *tree, bool strip_hex)
{
	*comparison = (struct comparison){ .tree = tree, .strip_hex = strip_hex };
}

void comparison_free(struct comparison *comparison)
{
	free(comparison->node);
	free(comparison->frame);
	free(comparison->text.text);
	*comparison = (struct comparison){ 0 };
}

/* Appends @name with "0x..." for each "0x" and its digits, as difffolded.pl -s does. */
static void add_stripped(struct strbuf *text, const char *name)
{
	for (const char *hex; (hex = strstr(name, "0x")); ) {
		size_t digits = 0;

		while (isxdigit((unsigned char)hex[2 + digits]))
			digits++;
		strbuf_add_n(text, name, hex + 2 - name);
		if (digits)
			strbuf_add(text, "...");
		name = hex + 2 + digits;
	}
	/* With its end: names lie one behind the other. */
	strbuf_add_n(text, name, strlen(name) + 1);
}

static void strip_addresses(struct comparison *comparison, struct stack *stack)
{
	const char *name;

	comparison->frame = grow(comparison->frame, &comparison->frames, stack->n,
				 sizeof(*comparison->frame));
	strbuf_truncate(&comparison->text, 0);
	for (size_t i = 0; i < stack->n; i++)
		add_stripped(&comparison->text, stack->frames[i].name);
	name = comparison->text.text;
	for (size_t i = 0; i < stack->n; i++) {
		comparison->frame[i] = stack->frames[i];
		comparison->frame[i].name = name;
		name += strlen(name) + 1;
	}
	/* Frames that were different may be the same now, and what is shared, still is. */
	stack->frames = comparison->frame;
}

/* The node of the stack that the tree took last. */
static struct compared *last_node(struct comparison *comparison)
{
	const struct tree *tree = comparison->tree;
	uint32_t leaf = tree->path_length ? tree->path[tree->path_length - 1] : 0;

	comparison->node = grow(comparison->node, &comparison->capacity, tree->count,
				sizeof(*comparison->node));
	for (; comparison->count < tree->count; comparison->count++)
		comparison->node[comparison->count] = (struct compared){ 0 };
	return &comparison->node[leaf];
}

static struct compared *take(struct comparison *comparison, const struct stack *stack, double was,
			     double now)
{
	struct stack taken = *stack;
	struct compared *node;

	if (comparison->strip_hex && stack->n)
		strip_addresses(comparison, &taken);
	taken.was = was;
	taken.count = now;
	tree_take(comparison->tree, &taken);
	node = last_node(comparison);
	node->seen = true;
	return node;
}

static double square_of(const struct stack *stack)
{
	return stack->ns ? stack->count * stack->count : stack->count;
}

void comparison_take_before(void *arg, const struct stack *stack)
{
	struct comparison *comparison = arg;
	struct compared *node = take(comparison, stack, stack->count, 0);

	comparison->was += stack->count;
	node->was += stack->count;
	node->was_squares += square_of(stack);
}

void comparison_take_after(void *arg, const struct stack *stack)
{
	take(arg, stack, 0, stack->count)->now_squares += square_of(stack);
}

void comparison_finish(struct comparison *comparison)
{
	tree_finish(comparison->tree);
}

double comparison_now(const struct comparison *comparison)
{
	return comparison->tree->node[0].total;
}

/* By L. Kish's rule for weights: the square of their sum by the sum of their squares. */
static double worth(double sum, double squares)
{
	return squares > 0 ? sum * sum / squares : 0;
}

double comparison_worth_before(const struct comparison *comparison)
{
	double squares = 0;

	for (size_t i = 0; i < comparison->count; i++)
		squares += comparison->node[i].was_squares;
	return worth(comparison->was, squares);
}

double comparison_worth_now(const struct comparison *comparison)
{
	double squares = 0;

	for (size_t i = 0; i < comparison->count; i++)
		squares += comparison->node[i].now_squares;
	return worth(comparison_now(comparison), squares);
}

struct compared comparison_node(const struct comparison *comparison, uint32_t node)
{
	return node < comparison->count ? comparison->node[node] : (struct compared){ 0 };
}

void comparison_scale(struct comparison *comparison)
{
	struct tree *tree = comparison->tree;
	double factor = comparison_now(comparison) / comparison->was;

	for (uint32_t i = 0; i < tree->count; i++)
		tree->was[i].self = comparison_node(comparison, i).was * factor;
	tree_finish(tree);
}

static bool has_vanished(const struct tree *tree, uint32_t node)
{
	return tree->was && tree->was[node].total > 0 && tree->node[node].total == 0;
}

double comparison_vanished(const struct comparison *comparison, size_t *paths)
{
	const struct tree *tree = comparison->tree;
	double vanished = 0, was;
	size_t count = 0;

	for (uint32_t i = 1; i < tree->count; i++) {
		if (!has_vanished(tree, i))
			continue;
		was = comparison_node(comparison, i).was;
		count += was > 0;
		vanished += was;
	}
	if (paths)
		*paths = count;
	return vanished;
}

/* The frames of a stack, root first. */
struct path {
	struct frame *frames;
	size_t capacity;
};

/* A stack with the path of a node. */
static struct stack stack_to(const struct tree *tree, uint32_t node, size_t depth,
			     struct path *path)
{
	path->frames = grow(path->frames, &path->capacity, depth, sizeof(*path->frames));
	for (size_t i = depth; i-- > 0; node = tree->node[node].parent) {
		const char *package = tree_package(tree, node);

		path->frames[i] = (struct frame){
			.name = tree_name(tree, node), .kind = tree->node[node].kind,
			.package = *package ? package : NULL,
		};
	}
	return (struct stack){ .frames = path->frames, .n = depth, .pid = STACK_NOT_KNOWN,
			       .tid = STACK_NOT_KNOWN, .cpu = STACK_NOT_KNOWN };
}

void comparison_stacks(const struct comparison *comparison, stack_fn *take, void *arg)
{
	const struct tree *tree = comparison->tree;
	struct path path = { 0 };
	size_t depth = 0;
	uint32_t i = 0;

	do {
		struct stack stack;

		if (comparison_node(comparison, i).seen) {
			stack = stack_to(tree, i, depth, &path);
			stack.count = tree->node[i].self;
			stack.was = tree->was ? tree->was[i].self : 0;
			take(arg, &stack);
		}
		i = tree_next(tree, i, &depth);
	} while (i);
	free(path.frames);
}

void comparison_elided(const struct comparison *comparison, stack_fn *take, void *arg)
{
	const struct tree *tree = comparison->tree;
	struct path path = { 0 };
	size_t depth = 0;

	for (uint32_t i = tree_next(tree, 0, &depth); i; i = tree_next(tree, i, &depth)) {
		struct stack stack;

		if (!has_vanished(tree, i))
			continue;
		/* What it hung on goes on: there, as many came as were lost here. */
		if (!has_vanished(tree, tree->node[i].parent)) {
			stack = stack_to(tree, tree->node[i].parent, depth - 1, &path);
			stack.was = tree->was[i].total;
			take(arg, &stack);
		}
		/* Only stacks that were: a path a frame is endless where stacks are deep. */
		if (!tree->was[i].self)
			continue;
		stack = stack_to(tree, i, depth, &path);
		stack.count = tree->was[i].self;
		take(arg, &stack);
	}
	free(path.frames);
}
