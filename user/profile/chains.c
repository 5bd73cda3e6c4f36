// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>
#include <string.h>

#include "profile/chains.h"
#include "util/alloc.h"
#include "util/hash.h"

void chains_init(struct chains *chains)
{
	memset(chains, 0, sizeof(*chains));
	chains->node = grow(NULL, &chains->capacity, 1, sizeof(*chains->node));
	chains->node[0] = (struct chain_node){ .kind = CHAIN_PROGRAM };
	chains->count = 1;
	chains->slots = 1024;
	chains->slot = xcalloc(chains->slots, sizeof(*chains->slot));
}

void chains_free(struct chains *chains)
{
	free(chains->node);
	free(chains->slot);
	memset(chains, 0, sizeof(*chains));
}

static bool same(const struct chain_node *a, const struct chain_node *b)
{
	return a->value == b->value && a->parent == b->parent && a->kind == b->kind &&
	       a->exact == b->exact;
}

/* The slot of a node like @wanted, or the free one where it belongs. */
static uint32_t *probe(const struct chains *chains, const struct chain_node *wanted)
{
	uint64_t place = (uint64_t)wanted->parent << 3 | wanted->kind << 1 | wanted->exact;
	size_t i = hash_u64(hash_u64(wanted->value) ^ place) & (chains->slots - 1);

	while (chains->slot[i] && !same(&chains->node[chains->slot[i]], wanted))
		i = (i + 1) & (chains->slots - 1);
	return &chains->slot[i];
}

static void rehash(struct chains *chains)
{
	free(chains->slot);
	chains->slots *= 2;
	chains->slot = xcalloc(chains->slots, sizeof(*chains->slot));
	for (uint32_t i = 1; i < chains->count; i++)
		*probe(chains, &chains->node[i]) = i;
}

uint32_t chains_add(struct chains *chains, uint32_t parent, enum chain_kind kind, bool exact,
		    uint64_t value)
{
	struct chain_node wanted = {
		.value = value, .first_ns = UINT64_MAX, .parent = parent, .kind = kind,
		.exact = exact,
	};
	uint32_t *slot = probe(chains, &wanted);
	uint32_t node = *slot;

	if (node)
		return node;
	node = chains->count++;
	*slot = node;
	chains->node = grow(chains->node, &chains->capacity, chains->count,
			    sizeof(*chains->node));
	chains->node[node] = wanted;
	if (chains->count * 3 > chains->slots * 2)
		rehash(chains);
	return node;
}

/* A link is never older than those above it, so the walk ends at the first that is old enough. */
void chains_seen(struct chains *chains, uint32_t node, uint64_t ns)
{
	for (; node && chains->node[node].first_ns > ns; node = chains->node[node].parent)
		chains->node[node].first_ns = ns;
}

uint32_t chains_program(const struct chains *chains, uint32_t node)
{
	while (chains->node[node].parent)
		node = chains->node[node].parent;
	return chains->node[node].value;
}
