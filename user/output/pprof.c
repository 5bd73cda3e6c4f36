// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>
#include <string.h>

#include "output/pprof.h"
#include "output/pprof_state.h"
#include "symbol/resolver.h"
#include "util/alloc.h"

/* As perf calls it, which those who read its profiles know. */
#define KERNEL_FILE "[kernel.kallsyms]"

static void *pprof_start(const struct writer_about *about)
{
	struct pprof *pprof = xcalloc(1, sizeof(*pprof));

	pprof->about = *about;
	strpool_init(&pprof->texts);
	distinct_init(&pprof->mappings, sizeof(struct pprof_mapping));
	distinct_init(&pprof->functions, sizeof(struct pprof_function));
	distinct_init(&pprof->lines, sizeof(struct pprof_line));
	distinct_init(&pprof->locations, sizeof(struct pprof_location));
	distinct_init(&pprof->stacks, sizeof(struct pprof_stack));
	distinct_init(&pprof->samples, sizeof(struct pprof_sample));
	return pprof;
}

static void pprof_free(void *state)
{
	struct pprof *pprof = state;

	strpool_free(&pprof->texts);
	distinct_free(&pprof->mappings);
	distinct_free(&pprof->functions);
	distinct_free(&pprof->lines);
	distinct_free(&pprof->locations);
	distinct_free(&pprof->stacks);
	distinct_free(&pprof->samples);
	u64map_free(&pprof->mapping_of);
	free(pprof->extent);
	free(pprof->count);
	free(pprof->path);
	free(pprof);
}

static uint32_t text_number(struct pprof *pprof, const char *text)
{
	return text ? strpool_intern(&pprof->texts, text) : 0;
}

static uint32_t build_id_number(struct pprof *pprof, const struct build_id *id)
{
	char text[2 * BUILD_ID_MAX + 1] = "";

	for (unsigned int i = 0; i < id->len && i < BUILD_ID_MAX; i++)
		snprintf(text + 2 * i, 3, "%02x", id->bytes[i]);
	return text_number(pprof, text);
}

static uint32_t add_mapping(struct pprof *pprof, const struct pprof_mapping *mapping, bool is_file)
{
	size_t before = pprof->mappings.count;
	uint32_t number = distinct_number(&pprof->mappings, mapping);

	if (number > before) {
		pprof->extent = grow(pprof->extent, &pprof->extents, number,
				     sizeof(*pprof->extent));
		pprof->extent[number - 1] = (struct pprof_extent){ .lowest = UINT64_MAX,
								   .is_file = is_file };
	}
	return number;
}

static uint32_t object_mapping(struct pprof *pprof, const struct object *object)
{
	uint64_t *number = u64map_at(&pprof->mapping_of, (uintptr_t)object, NULL);
	struct pprof_mapping mapping;

	if (!*number) {
		mapping.filename = text_number(pprof, object->path);
		mapping.build_id = build_id_number(pprof, &object->id);
		*number = add_mapping(pprof, &mapping, true);
	}
	return *number;
}

/* For what no file is known of: the kernel, a module, or what else has a name. */
static uint32_t package_mapping(struct pprof *pprof, const struct frame *frame)
{
	struct pprof_mapping mapping = { 0 };
	char name[256];

	if (!strcmp(frame->package, "kernel")) {
		mapping.filename = text_number(pprof, KERNEL_FILE);
		mapping.build_id = text_number(pprof, pprof->about.kernel_id);
	} else {
		snprintf(name, sizeof(name), frame->kind == FRAME_MODULE ? "[%s]" : "%s",
			 frame->package);
		mapping.filename = text_number(pprof, name);
	}
	return add_mapping(pprof, &mapping, false);
}

/* Where a frame is: the mapping and the address of @location. */
static void locate(struct pprof *pprof, const struct frame *frame, struct pprof_location *location)
{
	const struct frame_place *place = frame->place;
	struct pprof_extent *extent;

	*location = (struct pprof_location){ .address = place ? place->offset : 0 };
	if (place && place->object)
		location->mapping = object_mapping(pprof, place->object);
	else if (frame->package)
		location->mapping = package_mapping(pprof, frame);
	if (!location->mapping)
		return;
	extent = &pprof->extent[location->mapping - 1];
	if (location->address < extent->lowest)
		extent->lowest = location->address;
	if (location->address > extent->highest)
		extent->highest = location->address;
}

static uint32_t function_number(struct pprof *pprof, const struct frame *frame)
{
	const struct frame_place *place = frame->place;
	struct pprof_function function = {
		.name = text_number(pprof, place && place->function ? place->function :
							      frame->name),
		.is_process = frame->kind == FRAME_PROCESS,
	};

	if (place) {
		function.symbol = text_number(pprof, place->symbol);
		function.file = text_number(pprof, place->file);
	}
	return distinct_number(&pprof->functions, &function);
}

static uint32_t line_number(struct pprof *pprof, uint32_t caller, const struct frame *frame)
{
	const struct pprof_line line = {
		.caller = caller,
		.function = function_number(pprof, frame),
		.line = frame->place ? frame->place->line : 0,
	};

	return distinct_number(&pprof->lines, &line);
}

static void note_lines(struct pprof *pprof, uint32_t mapping, const struct frame *frame, size_t n)
{
	struct pprof_extent *extent = &pprof->extent[mapping - 1];

	extent->has_inlines |= n > 1;
	for (size_t i = 0; i < n && frame[i].place; i++) {
		extent->has_files |= frame[i].place->file != NULL;
		extent->has_lines |= frame[i].place->line != 0;
	}
}

/* @frame: a function, and what was inlined into it at one place, @n frames. */
static uint32_t location_number(struct pprof *pprof, const struct frame *frame, size_t n)
{
	struct pprof_location location;

	locate(pprof, frame, &location);
	for (size_t i = 0; i < n; i++)
		location.line = line_number(pprof, location.line, &frame[i]);
	if (location.mapping)
		note_lines(pprof, location.mapping, frame, n);
	return distinct_number(&pprof->locations, &location);
}

static bool same_place(const struct frame *a, const struct frame *b)
{
	if (!a->place || !b->place)
		return !a->place && !b->place;
	return a->place->address == b->place->address && a->place->object == b->place->object;
}

/* How many of @n frames are one location: a function is followed by what was inlined into it. */
static size_t location_frames(const struct frame *frame, size_t n)
{
	size_t i = 1;

	while (i < n && frame[i].kind == FRAME_INLINED && frame->kind != FRAME_PROCESS &&
	       same_place(frame, &frame[i]))
		i++;
	return i;
}

/* How many frames of the stack before are whole locations of this one, too. */
static size_t known_frames(const struct pprof *pprof, const struct stack *stack)
{
	size_t n = stack->shared < pprof->path_length ? stack->shared : pprof->path_length;

	while (n && (!pprof->path[n - 1] ||
		     (n < stack->n && stack->frames[n].kind == FRAME_INLINED)))
		n--;
	return n;
}

static uint32_t stack_number(struct pprof *pprof, const struct stack *stack)
{
	size_t known = known_frames(pprof, stack);
	struct pprof_stack link = { 0 };
	uint32_t number = known ? pprof->path[known - 1] : 0;

	pprof->path = grow(pprof->path, &pprof->path_capacity, stack->n, sizeof(*pprof->path));
	for (size_t i = known, n; i < stack->n; i += n) {
		n = location_frames(&stack->frames[i], stack->n - i);
		link.location = location_number(pprof, &stack->frames[i], n);
		link.caller = number;
		number = distinct_number(&pprof->stacks, &link);
		memset(&pprof->path[i], 0, n * sizeof(*pprof->path));
		pprof->path[i + n - 1] = number;
	}
	pprof->path_length = stack->n;
	return number;
}

static void pprof_take(void *state, const struct stack *stack)
{
	struct pprof *pprof = state;
	struct pprof_sample sample = { .pid = stack->pid, .tid = stack->tid, .cpu = stack->cpu };
	size_t before = pprof->samples.count;
	uint32_t number;

	sample.stack = stack_number(pprof, stack);
	number = distinct_number(&pprof->samples, &sample);
	pprof->count = grow(pprof->count, &pprof->counts, number, sizeof(*pprof->count));
	if (number > before)
		pprof->count[number - 1] = 0;
	pprof->count[number - 1] += stack->count;
}

const struct writer pprof_writer = {
	.want = STACKS_EACH | STACKS_PLACES,
	.start = pprof_start,
	.take = pprof_take,
	.write = pprof_write,
	.free = pprof_free,
};
