/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The stacks that occur, as addresses: a tree in which stacks share what they have in common from
 * the root on. A busy system's stacks take a tenth of what they would take one by one, equal
 * stacks of different CPUs fall together by themselves, and each address of each program is
 * there to be named once.
 */
#ifndef FLAMEREC_PROFILE_CHAINS_H
#define FLAMEREC_PROFILE_CHAINS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum chain_kind {
	CHAIN_PROGRAM,		/* @value: number of the program in struct programs */
	CHAIN_USER,		/* @value: an address */
	CHAIN_KERNEL,		/* @value: an address */
	CHAIN_END,		/* @value: chain_end() of a stack that ends at the parent */
};

/* What is known of a stack beyond its frames: FLAMESAMP_STACK_*, and flamesamp_stack.frames. */
static inline uint64_t chain_end(unsigned int flags, uint32_t frames)
{
	return (uint64_t)frames << 8 | flags;
}

static inline unsigned int chain_end_flags(uint64_t value)
{
	return value & 0xff;
}

static inline uint32_t chain_end_frames(uint64_t value)
{
	return value >> 8;
}

/**
 * struct chain_node - a link of a stack
 * @value: as the kind says
 * @first_ns: CLOCK_MONOTONIC of the first sample with it; UINT64_MAX: none yet
 * @parent: the link towards the root; always a smaller number than the node's own
 * @kind: enum chain_kind
 * @exact: @value is an instruction that was interrupted, no return address
 * @kept: its name went to profile_new_names()
 */
struct chain_node {
	uint64_t value;
	uint64_t first_ns;
	uint32_t parent;
	uint8_t kind;
	bool exact;
	bool kept;
};

/* @node: 0: free; @tag: hash of the node's parent, kind, exact and value */
struct chain_slot {
	uint32_t node;
	uint32_t tag;
};

/* Node 0 is the root: it stands for no link. */
struct chains {
	struct chain_node *node;
	size_t count, capacity;
	struct chain_slot *slot;
	size_t entered;		/* slots that are not free */
	size_t slots;		/* a power of two */
};

void chains_init(struct chains *chains);
void chains_free(struct chains *chains);

/* The child of @parent with these properties; added where there is none. */
uint32_t chains_add(struct chains *chains, uint32_t parent, enum chain_kind kind, bool exact,
		    uint64_t value);

/*
 * The same without looking for it, for a @parent that is new: a tenth of the cost. chains_add()
 * will not find it, and make another one where it is wanted again.
 */
uint32_t chains_append(struct chains *chains, uint32_t parent, enum chain_kind kind, bool exact,
		       uint64_t value);

/* A sample of @node at @ns: brings first_ns of the node and of all above it up to date. */
void chains_seen(struct chains *chains, uint32_t node, uint64_t ns);

/* The number of the program that the stack of @node is in; @node is not the root. */
uint32_t chains_program(const struct chains *chains, uint32_t node);

#endif
