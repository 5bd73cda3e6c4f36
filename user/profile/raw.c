// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>
#include <string.h>

#include "profile/raw.h"
#include "profile/state.h"
#include "util/alloc.h"

/* So long after a sample its program's map has been read, for sure. */
#define SETTLED_NS 500000000ull

/* Memory that waits is walked where it is more than this, whatever is known by then. */
#define WAITING_BYTES_MAX (64u << 20)

/* The bits of a chain end's value above chain_end() tell ends with memory of their own apart. */
#define OWN_SHIFT 40

void raw_stacks_free(struct raw_stacks *raw)
{
	for (size_t i = raw->waiting; i < raw->count; i++)
		free(raw->stack[i].record);
	free(raw->stack);
}

void raw_take(struct profile *profile, const struct flamesamp_stack_bytes *record, uint32_t *end)
{
	struct raw_stacks *raw = &profile->raw;
	const struct chain_node *node = &profile->chains.node[*end];
	uint64_t own = raw->count + 1;

	if (!raw->walk || !(chain_end_flags(node->value) & FLAMESAMP_STACK_HAS_BYTES) ||
	    node->value >> OWN_SHIFT || own >> (64 - OWN_SHIFT))
		return;
	*end = chains_add(&profile->chains, node->parent, CHAIN_END, false,
			  node->value | own << OWN_SHIFT);
	raw->stack = grow(raw->stack, &raw->capacity, raw->count + 1, sizeof(*raw->stack));
	raw->stack[raw->count] = (struct raw_stack){ .end = *end };
	raw->stack[raw->count].record = xmalloc(record->header.size);
	memcpy(raw->stack[raw->count++].record, record, record->header.size);
	raw->bytes += record->header.size;
	if (raw->bytes > WAITING_BYTES_MAX)
		raw_walk(profile, true);
}

static int compare_code(const void *a, const void *b)
{
	const struct profile_code *x = a, *y = b;

	return x->start < y->start ? -1 : x->start > y->start;
}

/* Of ranges that overlap, the lower one is believed. Return: how many are left. */
static size_t without_overlap(struct profile_code *code, size_t codes)
{
	uint64_t end = 0;
	size_t n = 0;

	for (size_t i = 0; i < codes; i++) {
		if (code[i].end <= end)
			continue;
		if (code[i].start < end) {
			code[i].offset += end - code[i].start;
			code[i].start = end;
		}
		end = code[i].end;
		code[n++] = code[i];
	}
	return n;
}

/* What @program had mapped as code at @ns; for free(). */
static struct profile_code *code_of(struct profile *profile, uint32_t program, uint64_t ns,
				    size_t *codes)
{
	struct maps *maps = &profile->programs.maps;
	struct profile_code *code = NULL;
	size_t capacity = 0;

	*codes = 0;
	for (uint32_t at = program; at != NO_PROGRAM; at = profile->programs.program[at].parent) {
		uint32_t list = profile->programs.program[at].map;

		for (uint32_t i = list; i; i = maps->map[i].next) {
			const struct map *map = &maps->map[i];
			uint32_t owner = program;

			if (programs_find_map(&profile->programs, &owner, map->start, ns) != i)
				continue;
			if (profile->live)
				maps_locate(maps, i, profile->programs.program[owner].tgid);
			code = grow(code, &capacity, *codes + 1, sizeof(*code));
			code[(*codes)++] = (struct profile_code){
				map->start, map->end, map->offset, &maps->file[map->file].object,
			};
		}
		/* A child's maps are its parent's only as long as it has read none of its own. */
		if (list)
			break;
	}
	if (*codes)
		qsort(code, *codes, sizeof(*code), compare_code);
	*codes = without_overlap(code, *codes);
	return code;
}

/* The kernel frames from @node on towards the root, below @parent. */
static uint32_t copy_kernel(struct chains *chains, uint32_t parent, uint32_t node)
{
	struct chain_node frame = chains->node[node];

	if (frame.kind != CHAIN_KERNEL)
		return parent;
	parent = copy_kernel(chains, parent, frame.parent);
	return chains_add(chains, parent, CHAIN_KERNEL, frame.exact, frame.value);
}

/* The chain of @stack with other user frames. Return: its end. */
static uint32_t add_walked(struct profile *profile, const struct raw_stack *stack,
			   const struct profile_walked *walked)
{
	struct chains *chains = &profile->chains;
	const struct chain_node old = chains->node[stack->end];
	unsigned int kernel = FLAMESAMP_KERNEL_FRAMES(chain_end_frames(old.value));
	unsigned int flags = chain_end_flags(old.value);
	uint32_t program = chains_program(chains, stack->end), node;

	flags &= ~(FLAMESAMP_STACK_HAS_BYTES | FLAMESAMP_STACK_USER_FP);
	flags |= walked->by_fp ? FLAMESAMP_STACK_USER_FP : 0;
	node = chains_add(chains, 0, CHAIN_PROGRAM, false, program);
	for (unsigned int i = walked->n; i-- > 0;)
		node = chains_add(chains, node, CHAIN_USER, !i, walked->ip[i]);
	node = copy_kernel(chains, node, old.parent);
	return chains_add(chains, node, CHAIN_END, false,
			  chain_end(flags, FLAMESAMP_FRAMES(kernel, walked->n, walked->end)));
}

/*
 * The module had the whole stack, but no tables for some of it; the walk has tables, but only a
 * piece. Return: whether the walk's chain is to be believed.
 */
static bool is_better(const struct profile_walked *walked, uint64_t end)
{
	if (walked->n > FLAMESAMP_USER_FRAMES(chain_end_frames(end)))
		return true;
	return walked->end == FLAMESAMP_USER_WHOLE ||
	       (!walked->by_fp && walked->end != FLAMESAMP_USER_UNREADABLE);
}

static void walk(struct profile *profile, struct raw_stack *stack)
{
	const struct chain_node *end = &profile->chains.node[stack->end];
	uint32_t program = chains_program(&profile->chains, stack->end);
	struct profile_walked walked;
	struct profile_code *code;
	size_t codes;

	code = code_of(profile, program, end->first_ns, &codes);
	if (profile->raw.walk(profile->raw.arg, stack->record, code, codes, &walked) &&
	    is_better(&walked, end->value))
		stack->better = add_walked(profile, stack, &walked);
	free(code);
	profile->raw.bytes -= stack->record->header.size;
	free(stack->record);
	stack->record = NULL;
}

/* What was counted for the stack is counted for the better chain. */
static void move_samples(struct profile *profile, const struct raw_stack *stack)
{
	const uint64_t from = profile->chains.node[stack->end].value;
	uint64_t count, *at;

	for (unsigned int how = 0; how < 1u << BUCKET_BITS; how++) {
		at = u64map_find(&profile->sampled, (uint64_t)stack->end << BUCKET_BITS | how);
		if (!at || !*at)
			continue;
		count = *at;
		*at = 0;
		*u64map_at(&profile->sampled, (uint64_t)stack->better << BUCKET_BITS | how,
			   NULL) += count;
		profile_count_ends(&profile->counts, from, -count);
		profile_count_ends(&profile->counts, profile->chains.node[stack->better].value,
				   count);
	}
	chains_seen(&profile->chains, stack->better,
		    profile->chains.node[stack->end].first_ns);
}

static bool is_settled(const struct profile *profile, const struct raw_stack *stack)
{
	uint64_t ns = profile->chains.node[stack->end].first_ns;

	/* One whose sample was lost makes the others wait for nothing. */
	return ns == UINT64_MAX ||
	       (ns < profile->counts.last_ns && profile->counts.last_ns - ns > SETTLED_NS);
}

void raw_walk(struct profile *profile, bool all)
{
	struct raw_stacks *raw = &profile->raw;

	for (; raw->waiting < raw->count; raw->waiting++) {
		if (!all && !is_settled(profile, &raw->stack[raw->waiting]))
			break;
		walk(profile, &raw->stack[raw->waiting]);
	}
	for (size_t i = 0; i < raw->waiting; i++) {
		if (raw->stack[i].better)
			move_samples(profile, &raw->stack[i]);
	}
}
