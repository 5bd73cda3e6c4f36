// SPDX-License-Identifier: GPL-2.0-or-later
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "profile/node_frames.h"
#include "symbol/idle.h"
#include "symbol/locate.h"
#include "util/alloc.h"
#include "util/hash.h"
#include "util/u64map.h"

void node_frames_init(struct node_frames *frames, struct profile *profile,
		      struct resolver *resolver, bool places)
{
	size_t files = profile->programs.maps.files;

	*frames = (struct node_frames){ .profile = profile, .resolver = resolver,
					.wants_places = places };
	frames->shown = xcalloc(profile->chains.count, sizeof(*frames->shown));
	frames->file_of = xcalloc(profile->chains.count, sizeof(*frames->file_of));
	frames->package = xcalloc(files, sizeof(*frames->package));
	free(profile->placed);
	profile->placed = places ? xcalloc(files, sizeof(*profile->placed)) : NULL;
}

void node_frames_free(struct node_frames *frames)
{
	names_free(&frames->names);
	u64map_free(&frames->single);
	u64map_free(&frames->places);
	u64map_free(&frames->texts);
	free(frames->text.text);
	free(frames->package);
	free(frames->known);
	free(frames->place);
	free(frames->shown);
	free(frames->file_of);
}

static const char *program_name(struct node_frames *frames, uint32_t index)
{
	const struct programs *programs = &frames->profile->programs;
	const char *name = programs_name(programs, index);
	char text[32];

	if (name && *name)
		return names_intern(&frames->names, name);
	snprintf(text, sizeof(text), "[pid %" PRIu32 "]", programs->program[index].tgid);
	return names_intern(&frames->names, text);
}

/* The text of a function's frame. The strings are the resolver's: equal ones are equal pointers. */
static const char *frame_text(struct node_frames *frames, const struct source_frame *source,
			      const char *module)
{
	uint64_t key = hash_u64(hash_u64((uintptr_t)source->name) + (uintptr_t)module);
	uint64_t *text;

	key = hash_u64(hash_u64(key + (uintptr_t)source->file) + source->line);
	text = u64map_at(&frames->texts, key, NULL);
	if (!*text) {
		strbuf_truncate(&frames->text, 0);
		strbuf_add(&frames->text, "");
		style_name(&frames->profile->style, source->name, &frames->text);
		style_line(source, &frames->text);
		if (module)
			strbuf_addf(&frames->text, " [%s]", module);
		*text = (uintptr_t)names_intern(&frames->names, frames->text.text);
	}
	return (const char *)(uintptr_t)*text;
}

static bool is_mapped_file(const struct node_frames *frames, const struct named_place *place)
{
	return place->file && !frames->profile->programs.maps.file[place->file].is_memory;
}

static const char *file_package(struct node_frames *frames, uint32_t file)
{
	const char *path = frames->profile->programs.maps.file[file].object.path, *base;

	if (!frames->package[file]) {
		strbuf_truncate(&frames->text, 0);
		strbuf_add_n(&frames->text, path, undeleted_length(path));
		base = strrchr(frames->text.text, '/');
		frames->package[file] = names_intern(&frames->names,
						     base ? base + 1 : frames->text.text);
	}
	return frames->package[file];
}

static const char *package_of(struct node_frames *frames, const struct named_place *place,
			      bool kernel)
{
	if (place->symbol.is_jit)
		return "[jit]";
	if (kernel)
		return place->symbol.module ? place->symbol.module : "kernel";
	return is_mapped_file(frames, place) ? file_package(frames, place->file) : NULL;
}

/* A copy: it may have a build-id that the map did not tell, and names are asked for without. */
static const struct object *placed_object(struct node_frames *frames, uint32_t file)
{
	struct object *placed = &frames->profile->placed[file];
	struct build_id id;

	if (placed->path)
		return placed;
	*placed = frames->profile->programs.maps.file[file].object;
	if (!placed->id.len && resolver_build_id(frames->resolver, placed, &id) == NAMED)
		placed->id = id;
	return placed;
}

static uint32_t add_known(struct node_frames *frames, const struct frame *frame,
			  const struct frame_place *place)
{
	frames->known = grow(frames->known, &frames->known_capacity, frames->known_count + 1,
			     sizeof(*frames->known));
	frames->known[frames->known_count] = *frame;
	if (frames->wants_places) {
		frames->place = grow(frames->place, &frames->place_capacity,
				     frames->known_count + 1, sizeof(*frames->place));
		frames->place[frames->known_count] = *place;
	}
	return frames->known_count++;
}

/* Most links are one of few frames. */
static void show_one(struct node_frames *frames, const struct frame *frame,
		     const struct frame_place *place, struct shown *shown)
{
	uint64_t key = hash_u64(hash_u64((uintptr_t)frame->name) + (uintptr_t)frame->package);
	uint64_t *number;
	bool added;

	shown->count = 1;
	if (frames->wants_places) {
		shown->first = add_known(frames, frame, place);
		return;
	}
	number = u64map_at(&frames->single, hash_u64(key + frame->kind), &added);
	if (added)
		*number = add_known(frames, frame, NULL);
	shown->first = *number;
}

static enum frame_kind kind_of(const struct symbol *symbol, bool kernel)
{
	if (symbol->why != NAMED)
		return FRAME_UNKNOWN;
	if (symbol->is_jit)
		return FRAME_JIT;
	if (!kernel)
		return FRAME_USER;
	return symbol->module ? FRAME_MODULE : FRAME_KERNEL;
}

/* Without debug information. */
static void show_symbol(struct node_frames *frames, const struct symbol *symbol, bool kernel,
			struct frame frame, struct frame_place *place, struct shown *shown)
{
	const struct source_frame source = { .name = symbol->name };

	frame.name = symbol->name;
	frame.kind = kind_of(symbol, kernel);
	if (symbol->why == NAMED) {
		place->symbol = symbol->name;
		if (!symbol->is_jit) {
			place->function = frame_text(frames, &source, NULL);
			frame.name = kernel && symbol->module ?
				frame_text(frames, &source, symbol->module) : place->function;
		}
	}
	show_one(frames, &frame, place, shown);
}

/* What debug information tells of a function. */
static void describe_source(struct node_frames *frames, const struct source_frame *source,
			    struct frame *frame, struct frame_place *place)
{
	const struct source_frame plain = { .name = source->name };

	frame->name = frame_text(frames, source, NULL);
	if (!frames->wants_places)
		return;
	place->symbol = source->name;
	place->function = frame_text(frames, &plain, NULL);
	place->file = source->file;
	place->line = source->line;
}

/* @sources: innermost first; the last one is the symbol's. */
static void show_sources(struct node_frames *frames, const struct source_frame *sources, size_t n,
			 struct frame frame, struct frame_place *place, struct shown *shown)
{
	const enum frame_kind kind = frame.kind;
	size_t inlined = frames->profile->style.inlines ? n - 1 : 0;

	shown->why = NAMED;
	if (!inlined) {
		describe_source(frames, &sources[n - 1], &frame, place);
		show_one(frames, &frame, place, shown);
		return;
	}
	shown->first = frames->known_count;
	shown->count = n;
	for (size_t i = 0; i < n; i++) {
		frame.kind = i < inlined ? FRAME_INLINED : kind;
		describe_source(frames, &sources[i], &frame, place);
		add_known(frames, &frame, place);
	}
}

/* By debug information, where that is wanted and there is any. */
static void show_place(struct node_frames *frames, const struct named_place *named, bool kernel,
		       struct shown *shown)
{
	const struct frame_style *style = &frames->profile->style;
	const struct object *object = named->file ?
		&frames->profile->programs.maps.file[named->file].object : NULL;
	struct frame frame = { .package = package_of(frames, named, kernel) };
	struct source_frame sources[SOURCE_FRAMES_MAX];
	struct frame_place place = { .offset = named->offset };
	size_t n = 0;

	if (frames->wants_places && is_mapped_file(frames, named))
		place.object = placed_object(frames, named->file);
	if ((style->inlines || style->lines) && (kernel || named->file))
		n = resolver_source(frames->resolver, object, named->offset, style->lines, sources);
	frame.kind = kernel ? FRAME_KERNEL : FRAME_USER;
	if (n)
		show_sources(frames, sources, n, frame, &place, shown);
	else
		show_symbol(frames, &named->symbol, kernel, frame, &place, shown);
}

/* Whose frame a link is, for the counts a file. */
static void note_file(struct node_frames *frames, uint32_t number, uint32_t file)
{
	bool kernel = frames->profile->chains.node[number].kind == CHAIN_KERNEL;

	frames->file_of[number] = kernel ? uses_kernel(&frames->profile->uses) : file;
}

/* Return: whether its file was found. */
static bool name_node(struct node_frames *frames, uint32_t number, struct shown *shown)
{
	bool kernel = frames->profile->chains.node[number].kind == CHAIN_KERNEL;
	struct named_place place;

	name_address(frames->profile, frames->resolver, number, &place);
	note_file(frames, number, place.file);
	shown->why = place.symbol.why;
	/* By the symbol's name: what is idle must not depend on how frames are shown. */
	shown->idle = kernel && shown->why == NAMED && !place.symbol.module &&
		      symbol_is_idle(place.symbol.name);
	show_place(frames, &place, kernel, shown);
	return shown->why == NAMED || place.symbol.end;
}

/*
 * An answer counts for all links of its place, unless its file was not found: that may be found
 * through another process.
 */
static void show_address(struct node_frames *frames, uint32_t number, struct shown *shown)
{
	struct named_place place;
	uint64_t key, *known;

	_Static_assert(sizeof(*shown) == sizeof(*known), "an answer is kept as a number");
	if (!locate_address(frames->profile, number, &place)) {
		name_node(frames, number, shown);
		return;
	}
	key = hash_u64(hash_u64(place.offset) + place.file);
	known = u64map_find(&frames->places, key);
	if (known) {
		note_file(frames, number, place.file);
		memcpy(shown, known, sizeof(*shown));
		return;
	}
	if (name_node(frames, number, shown))
		memcpy(u64map_at(&frames->places, key, NULL), shown, sizeof(*shown));
}

const struct shown *node_frames_of(struct node_frames *frames, uint32_t number)
{
	const struct chain_node *node = &frames->profile->chains.node[number];
	const struct frame_place nowhere = { 0 };
	struct shown *shown = &frames->shown[number];
	struct frame frame;

	if (shown->count)
		return shown;
	if (node->kind == CHAIN_PROGRAM) {
		frame = (struct frame){ .name = program_name(frames, node->value),
					.kind = FRAME_PROCESS };
		show_one(frames, &frame, &nowhere, shown);
	} else {
		show_address(frames, number, shown);
	}
	return shown;
}
