// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>
#include <string.h>

#include "capture/records.h"
#include "capture/stack_code.h"
#include "profile/state.h"
#include "util/alloc.h"

#define NS_PER_S 1000000000ull
#define LATE_NS_MAX 1000000ull

struct profile *profile_new(unsigned int hz)
{
	struct profile *profile = xcalloc(1, sizeof(*profile));

	profile->hz = hz;
	programs_init(&profile->programs);
	chains_init(&profile->chains);
	return profile;
}

void profile_free(struct profile *profile)
{
	if (!profile)
		return;
	programs_free(&profile->programs);
	chains_free(&profile->chains);
	raw_stacks_free(&profile->raw);
	free(profile->stack);
	u64map_free(&profile->runs);
	u64map_free(&profile->base_ns);
	u64map_free(&profile->indexed);
	u64map_free(&profile->sampled);
	sample_log_free(&profile->log);
	uses_free(&profile->uses);
	free(profile->placed);
	u64map_free(&profile->kept);
	u64map_free(&profile->named);
	free(profile);
}

void profile_set_rate(struct profile *profile, unsigned int hz)
{
	profile->hz = hz;
}

void profile_set_live(struct profile *profile)
{
	profile->live = true;
}

void profile_set_style(struct profile *profile, const struct frame_style *style)
{
	profile->style = *style;
}

void profile_keep_samples(struct profile *profile)
{
	profile->keeps_samples = true;
}

void profile_set_walker(struct profile *profile, profile_walk_fn *walk, void *arg)
{
	profile->raw.walk = walk;
	profile->raw.arg = arg;
}

void profile_identify(struct profile *profile, const char *path, const struct build_id *id)
{
	maps_identify(&profile->programs.maps, path, id);
}

void profile_identify_file(struct profile *profile, const char *path, uint64_t device,
			   uint64_t inode, const struct build_id *id)
{
	maps_identify_file(&profile->programs.maps, path, device, inode, id);
}

const struct profile_counts *profile_counts(const struct profile *profile)
{
	return &profile->counts;
}

static void add_each(uint64_t *to, const uint64_t *from, size_t n)
{
	for (size_t i = 0; i < n; i++)
		to[i] += from[i];
}

void profile_counts_add(struct profile_counts *counts, const struct profile_counts *other)
{
	counts->samples += other->samples;
	counts->sample_records += other->sample_records;
	counts->idle += other->idle;
	counts->late += other->late;
	counts->late_user += other->late_user;
	counts->user += other->user;
	add_each(counts->user_end, other->user_end, FLAMESAMP_USER_ENDS);
	counts->user_by_fp += other->user_by_fp;
	counts->kernel_deep += other->kernel_deep;
	counts->kernel_broken += other->kernel_broken;
	add_each(counts->lost, other->lost, FLAMESAMP_LOSS_SPACE);
	counts->orphans += other->orphans;
	counts->modules += other->modules;
	counts->frames += other->frames;
	add_each(counts->unnamed, other->unnamed, UNNAMED_REASONS);
}

size_t profile_file_uses(const struct profile *profile, const struct file_use **uses)
{
	*uses = profile->uses.file;
	return profile->uses.count;
}

void profile_objects(const struct profile *profile,
		     void (*take)(void *arg, const struct object *object), void *arg)
{
	const struct maps *maps = &profile->programs.maps;

	for (size_t i = 1; i < maps->files; i++)
		take(arg, &maps->file[i].object);
}

static uint64_t run_key(unsigned int cpu, uint32_t id)
{
	return (uint64_t)cpu << 32 | id / STACK_RUN;
}

/* Where the end of the chain of stack @id of @cpu is kept. */
static uint32_t *stack_at(struct profile *profile, unsigned int cpu, uint32_t id)
{
	bool added;
	uint64_t *run = u64map_at(&profile->runs, run_key(cpu, id), &added);

	if (added) {
		*run = profile->stacks;
		profile->stacks += STACK_RUN;
		profile->stack = grow(profile->stack, &profile->stacks_capacity, profile->stacks,
				      sizeof(*profile->stack));
		memset(&profile->stack[*run], 0, STACK_RUN * sizeof(*profile->stack));
	}
	return &profile->stack[*run + id % STACK_RUN];
}

static uint32_t stack_find(const struct profile *profile, unsigned int cpu, uint32_t id)
{
	const uint64_t *run = u64map_find(&profile->runs, run_key(cpu, id));

	return run ? profile->stack[*run + id % STACK_RUN] : 0;
}

/* The frame of stack @end that is @frames from its outermost user frame; 0: it has not so many. */
static uint32_t frame_at(const struct chains *chains, uint32_t end, unsigned int frames)
{
	uint32_t counts = chain_end_frames(chains->node[end].value);
	unsigned int has = FLAMESAMP_USER_FRAMES(counts) + FLAMESAMP_KERNEL_FRAMES(counts);
	uint32_t node = chains->node[end].parent;

	if (frames > has)
		return 0;
	for (; has > frames; has--)
		node = chains->node[node].parent;
	return node;
}

/*
 * Where a stack begins: with frames of an earlier one, or with its program. 0: that is not known.
 */
static uint32_t stack_root(struct profile *profile, unsigned int cpu, uint32_t program,
			   const struct stack_code *code)
{
	const uint64_t *index;
	uint32_t base;

	if (code->shared) {
		base = stack_find(profile, cpu, code->base);
		return base ? frame_at(&profile->chains, base, code->shared) : 0;
	}
	index = u64map_find(&profile->indexed, (uint64_t)cpu << 32 | program);
	if (!index)
		return 0;
	return chains_add(&profile->chains, 0, CHAIN_PROGRAM, false, *index);
}

/*
 * What is added below one place. Stacks that never come again should cost little, those that do
 * come again should share their links: so the first few new ones can be found again, and the others
 * by and by, as often as their stack comes.
 */
#define FINDABLE 4

static uint32_t add_below(struct chains *chains, uint32_t node, enum chain_kind kind, bool exact,
			  uint64_t value, unsigned int *new)
{
	size_t before = chains->count;

	if (*new >= FINDABLE)
		return chains_append(chains, node, kind, exact, value);
	node = chains_add(chains, node, kind, exact, value);
	*new += chains->count != before;
	return node;
}

/*
 * The frames of a stack below @node, and its end. The innermost one of each side may be an
 * instruction, not a call. Return: 0 where a number is none.
 */
static uint32_t add_frames(struct chains *chains, uint32_t node, struct stack_code *code,
			   const struct flamesamp_stack *stack)
{
	unsigned int flags = stack->header.flags, new = 0;
	uint64_t address = chains->node[node].value;
	bool user, last;

	while (code->index < code->frames) {
		user = code->index < code->user;
		last = code->index + 1 == (user ? code->user : code->frames);
		if (!stack_code_next(code, address, &address))
			return 0;
		node = add_below(chains, node, user ? CHAIN_USER : CHAIN_KERNEL,
				 last && (user || flags & FLAMESAMP_STACK_KERNEL_MODE), address,
				 &new);
	}
	return add_below(chains, node, CHAIN_END, false, chain_end(flags, stack->frames), &new);
}

/* A stack whose beginning was lost stays undefined: its samples are counted as orphans. */
static void take_stack(struct profile *profile, unsigned int cpu,
		       const struct flamesamp_stack *stack)
{
	struct stack_code code;
	uint32_t node, end;

	if (!stack_code_open(&code, stack))
		return;
	node = stack_root(profile, cpu, stack->program, &code);
	end = node ? add_frames(&profile->chains, node, &code, stack) : 0;
	if (end)
		*stack_at(profile, cpu, stack->id) = end;
}

static void take_stack_bytes(struct profile *profile, unsigned int cpu,
			     const struct flamesamp_stack_bytes *record)
{
	if (stack_find(profile, cpu, record->stack))
		raw_take(profile, record, stack_at(profile, cpu, record->stack));
}

static void take_program(struct profile *profile, unsigned int cpu,
			 const struct flamesamp_program *record)
{
	uint32_t index = programs_at(&profile->programs, record->tgid, record->program);

	*u64map_at(&profile->indexed, (uint64_t)cpu << 32 | record->index, NULL) = index;
	programs_named(&profile->programs, record);
}

/*
 * Code that ran with interrupts off is only seen when it turns them on again: such a sample is
 * marked where it came later than half a period, or than no timer does by itself.
 */
static bool is_late(const struct profile *profile, const struct flamesamp_sample *sample)
{
	uint64_t limit = LATE_NS_MAX;

	if (profile->hz && NS_PER_S / profile->hz / 2 < limit)
		limit = NS_PER_S / profile->hz / 2;
	return sample_late_ns(sample) >= limit;
}

/* Return: whether to mark the sample. User mode can't turn interrupts off. */
static bool count_late(struct profile_counts *counts, bool kernel, bool late, uint64_t weight)
{
	if (!kernel) {
		counts->user += weight;
		counts->late_user += late ? weight : 0;
		return false;
	}
	counts->late += late ? weight : 0;
	return late;
}

void profile_count_ends(struct profile_counts *counts, uint64_t end, uint64_t weight)
{
	unsigned int user_end = FLAMESAMP_USER_END(chain_end_frames(end));
	unsigned int flags = chain_end_flags(end);

	if (flags & FLAMESAMP_STACK_KERNEL_DEEP)
		counts->kernel_deep += weight;
	if (flags & FLAMESAMP_STACK_KERNEL_BROKEN)
		counts->kernel_broken += weight;
	if (flags & FLAMESAMP_STACK_USER_FP)
		counts->user_by_fp += weight;
	if (user_end < FLAMESAMP_USER_ENDS)
		counts->user_end[user_end] += weight;
}

static void count_time(struct profile_counts *counts, uint64_t ns)
{
	if (!counts->first_ns || ns < counts->first_ns)
		counts->first_ns = ns;
	if (ns > counts->last_ns)
		counts->last_ns = ns;
}

static void take_sample(struct profile *profile, unsigned int cpu, uint64_t base_ns,
			const struct flamesamp_sample *sample)
{
	struct profile_counts *counts = &profile->counts;
	uint32_t end = stack_find(profile, cpu, sample->stack);
	unsigned int context = sample->header.flags & FLAMESAMP_CONTEXT_MASK;
	uint64_t weight = sample_weight(sample);
	uint64_t ns = base_ns + sample->time;
	uint64_t how;
	bool late;

	counts->samples += weight;
	counts->sample_records++;
	count_time(counts, ns);
	if (!end) {
		counts->orphans += weight;
		return;
	}
	how = profile->chains.node[end].value;
	late = count_late(counts, how & FLAMESAMP_STACK_KERNEL_MODE, is_late(profile, sample),
			  weight);
	profile_count_ends(counts, how, weight);
	chains_seen(&profile->chains, end, ns);
	*u64map_at(&profile->sampled, bucket_key(end, context, late), NULL) += weight;
	if (profile->keeps_samples)
		sample_log_add(&profile->log, &(struct logged_sample){
			.ns = ns, .key = bucket_key(end, context, late), .tid = sample->tid,
			.cpu = cpu, .weight = weight });
}

static void take_idle(struct profile *profile, unsigned int cpu, const struct flamesamp_idle *idle)
{
	profile->slept += idle->count;
	profile->counts.samples += idle->count;
	profile->counts.idle += idle->count;
	count_time(&profile->counts, idle->ns);
	if (profile->keeps_samples)
		sample_log_add(&profile->log, &(struct logged_sample){
			.ns = idle->ns, .cpu = cpu, .weight = idle->count });
}

static void take_lost(struct profile_counts *counts, const struct flamesamp_lost *lost)
{
	if (lost->cause < FLAMESAMP_LOSS_SPACE)
		counts->lost[lost->cause] += lost->count;
}

static void take_sideband(struct programs *programs, const struct flamesamp_header *h)
{
	switch (h->type) {
	case FLAMESAMP_MAP:
		programs_map(programs, (const void *)h);
		break;
	case FLAMESAMP_EXEC:
		programs_exec(programs, (const void *)h);
		break;
	case FLAMESAMP_FORK:
		programs_fork(programs, (const void *)h);
		break;
	case FLAMESAMP_COMM:
		programs_comm(programs, (const void *)h);
		break;
	}
}

int profile_records(void *arg, unsigned int cpu, const void *data, size_t bytes)
{
	struct profile *profile = arg;
	const char *end = (const char *)data + bytes;
	uint64_t *base_ns = u64map_at(&profile->base_ns, cpu, NULL);

	for (const struct flamesamp_header *h = record_first(data, bytes); h;
	     h = record_next(h, end)) {
		switch (h->type) {
		case FLAMESAMP_TIME:
			*base_ns = ((const struct flamesamp_time *)h)->ns;
			break;
		case FLAMESAMP_PROGRAM:
			take_program(profile, cpu, (const void *)h);
			break;
		case FLAMESAMP_STACK:
			take_stack(profile, cpu, (const void *)h);
			break;
		case FLAMESAMP_STACK_BYTES:
			take_stack_bytes(profile, cpu, (const void *)h);
			break;
		case FLAMESAMP_SAMPLE:
			take_sample(profile, cpu, *base_ns, (const void *)h);
			break;
		case FLAMESAMP_IDLE:
			take_idle(profile, cpu, (const void *)h);
			break;
		case FLAMESAMP_LOST:
			take_lost(&profile->counts, (const void *)h);
			break;
		case FLAMESAMP_MODULE:
			profile->counts.modules += !(h->flags & FLAMESAMP_MODULE_UNLOADED);
			break;
		default:
			take_sideband(&profile->programs, h);
		}
	}
	return 0;
}
