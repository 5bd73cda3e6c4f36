// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>
#include <string.h>

#include "symbol/jit_codes.h"
#include "util/alloc.h"

/* Nodes that one search looks at. Code that is reused a thousand times over needs some hundred. */
#define VISITS_MAX 8192

void jit_codes_free(struct jit_codes *codes)
{
	free(codes->code);
	free(codes->span);
	free(codes->text.text);
	memset(codes, 0, sizeof(*codes));
}

size_t jit_codes_cost(size_t name_len)
{
	return sizeof(struct jit_code) + sizeof(struct jit_span) + name_len + 1;
}

uint32_t jit_codes_name(struct jit_codes *codes, const char *name, size_t len)
{
	uint32_t place;

	if (!codes->text.len)
		strbuf_add_n(&codes->text, "", 1);
	if (!len)
		return 0;
	place = codes->text.len;
	strbuf_add_n(&codes->text, name, len);
	strbuf_add_n(&codes->text, "", 1);
	return place;
}

void jit_codes_add(struct jit_codes *codes, const struct jit_code *code)
{
	codes->code = grow(codes->code, &codes->capacity, codes->count + 1, sizeof(*codes->code));
	codes->code[codes->count++] = *code;
}

static int compare(const void *a, const void *b)
{
	const struct jit_code *x = a, *y = b;

	if (x->start != y->start)
		return x->start < y->start ? -1 : 1;
	return x->ns < y->ns ? -1 : x->ns > y->ns;
}

static void include(struct jit_span *span, const struct jit_span *other)
{
	if (other->end > span->end)
		span->end = other->end;
	if (other->first_ns < span->first_ns)
		span->first_ns = other->first_ns;
	if (other->last_ns > span->last_ns)
		span->last_ns = other->last_ns;
}

/* The root of the elements [low, high), of which there is one at least. */
static size_t root_of(size_t low, size_t high)
{
	return low + (high - low) / 2;
}

static void span_over(struct jit_codes *codes, size_t low, size_t high)
{
	size_t root = root_of(low, high);
	const struct jit_code *code = &codes->code[root];
	struct jit_span *span = &codes->span[root];

	*span = (struct jit_span){ code->end, code->ns, code->ns };
	if (low < root) {
		span_over(codes, low, root);
		include(span, &codes->span[root_of(low, root)]);
	}
	if (root + 1 < high) {
		span_over(codes, root + 1, high);
		include(span, &codes->span[root_of(root + 1, high)]);
	}
}

/* Sorting waits for the first question, so that reading a long map stays cheap. */
static void bring_up_to_date(struct jit_codes *codes)
{
	if (codes->indexed == codes->count)
		return;
	qsort(codes->code, codes->count, sizeof(*codes->code), compare);
	codes->span = xreallocarray(codes->span, codes->count, sizeof(*codes->span));
	span_over(codes, 0, codes->count);
	codes->indexed = codes->count;
}

/**
 * struct search - a search in the tree
 * @before: for the latest that was there at @ns; else for the earliest inexact one behind it
 * @visits: nodes that may still be looked at
 */
struct search {
	const struct jit_codes *codes;
	uint64_t address, ns;
	bool before;
	unsigned int visits;
	const struct jit_code *best;
};

/* Whether something with times in [first_ns, last_ns] can be better than the best so far. */
static bool can_improve(const struct search *search, uint64_t first_ns, uint64_t last_ns)
{
	if (search->before)
		return first_ns <= search->ns && (!search->best || last_ns > search->best->ns);
	return last_ns > search->ns && (!search->best || first_ns < search->best->ns);
}

static void look(struct search *search, size_t low, size_t high)
{
	const struct jit_span *span;
	const struct jit_code *code;
	size_t root;

	if (low == high || !search->visits)
		return;
	root = root_of(low, high);
	span = &search->codes->span[root];
	code = &search->codes->code[root];
	if (span->end <= search->address || !can_improve(search, span->first_ns, span->last_ns))
		return;
	search->visits--;
	if (code->start <= search->address) {
		look(search, root + 1, high);
		if (search->address < code->end && (search->before || !code->is_exact) &&
		    can_improve(search, code->ns, code->ns))
			search->best = code;
	}
	look(search, low, root);
}

const struct jit_code *jit_codes_find(struct jit_codes *codes, uint64_t address, uint64_t ns)
{
	struct search search = {
		.codes = codes, .address = address, .ns = ns, .before = true,
		.visits = VISITS_MAX,
	};

	bring_up_to_date(codes);
	look(&search, 0, codes->count);
	if (!search.best) {
		search.before = false;
		look(&search, 0, codes->count);
	}
	/* Given up: another one may hide what was found. */
	return search.visits ? search.best : NULL;
}
