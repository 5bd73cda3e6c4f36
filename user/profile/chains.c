// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>
#include <string.h>

#include "profile/chains.h"
#include "util/alloc.h"

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

/*
 * One multiplication a member, and the upper half, into which all lower bits have gone: a stack
 * that is new costs as many of these as it has frames, while sampling.
 */
static uint32_t tag_of(const struct chain_node *node)
{
	uint64_t place = (uint64_t)node->parent << 3 | node->kind << 1 | node->exact;

	return (node->value * 0x9e3779b97f4a7c15 ^ place * 0xc2b2ae3d27d4eb4f) *
	       0xd6e8feb86659fd93 >> 32;
}

static bool same(const struct chain_node *a, const struct chain_node *b)
{
	return a->value == b->value && a->parent == b->parent && a->kind == b->kind &&
	       a->exact == b->exact;
}

/* The free slot where @tag belongs. */
static struct chain_slot *free_slot(const struct chains *chains, uint32_t tag)
{
	size_t i = tag & (chains->slots - 1);

	while (chains->slot[i].node)
		i = (i + 1) & (chains->slots - 1);
	return &chains->slot[i];
}

/* By the tags: the nodes are not looked at, which are all over the memory. */
static void rehash(struct chains *chains)
{
	struct chain_slot *old = chains->slot, *end = old + chains->slots;

	chains->slots *= 2;
	chains->slot = xcalloc(chains->slots, sizeof(*chains->slot));
	for (struct chain_slot *slot = old; slot < end; slot++) {
		if (slot->node)
			*free_slot(chains, slot->tag) = *slot;
	}
	free(old);
}

static void enter(struct chains *chains, struct chain_slot *slot, uint32_t node, uint32_t tag)
{
	*slot = (struct chain_slot){ .node = node, .tag = tag };
	if (++chains->entered * 3 > chains->slots * 2)
		rehash(chains);
}

static uint32_t append(struct chains *chains, const struct chain_node *wanted)
{
	uint32_t node = chains->count++;

	if (chains->count > chains->capacity)
		chains->node = grow(chains->node, &chains->capacity, chains->count,
				    sizeof(*chains->node));
	chains->node[node] = *wanted;
	return node;
}

uint32_t chains_add(struct chains *chains, uint32_t parent, enum chain_kind kind, bool exact,
		    uint64_t value)
{
	struct chain_node wanted = {
		.value = value, .first_ns = UINT64_MAX, .parent = parent, .kind = kind,
		.exact = exact,
	};
	uint32_t tag = tag_of(&wanted);
	size_t i = tag & (chains->slots - 1);
	struct chain_slot *slot = &chains->slot[i];
	uint32_t node;

	while (slot->node) {
		if (slot->tag == tag && same(&chains->node[slot->node], &wanted))
			return slot->node;
		i = (i + 1) & (chains->slots - 1);
		slot = &chains->slot[i];
	}
	node = append(chains, &wanted);
	enter(chains, slot, node, tag);
	return node;
}

uint32_t chains_append(struct chains *chains, uint32_t parent, enum chain_kind kind, bool exact,
		       uint64_t value)
{
	struct chain_node wanted = {
		.value = value, .first_ns = UINT64_MAX, .parent = parent, .kind = kind,
		.exact = exact,
	};

	return append(chains, &wanted);
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
