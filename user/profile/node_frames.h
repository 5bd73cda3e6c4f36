/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the links of chains are in a picture: a program's name, or the frames of an address: a
 * function, and those that were inlined into it. Each link is asked for once.
 */
#ifndef FLAMEREC_PROFILE_NODE_FRAMES_H
#define FLAMEREC_PROFILE_NODE_FRAMES_H

#include "profile/frame.h"
#include "profile/naming.h"
#include "symbol/names.h"
#include "util/strbuf.h"

/*
 * The frames of a link: @count of them from @first on in node_frames.known, innermost first. @count
 * is 0 until it was asked for.
 */
struct shown {
	uint32_t first;
	uint8_t count;
	uint8_t why;
	bool idle;
};

/**
 * struct node_frames - the frames of all links of a profile
 * @shown: one a link
 * @file_of: number of its file, as profile->uses counts them; one a link
 * @known: frames that links are, @known_count of them
 * @place: one a frame of @known, but for the address: the same code is at several addresses. NULL
 *	where places are not wanted
 * @single: texts, packages and kinds -> number in @known, for links that are one frame
 * @places: code with its place in a file or the kernel -> struct shown. Where stacks do not repeat,
 *	one place is in thousands of links
 * @texts: names from the resolver with module and line -> text
 * @names: names that we made up ourselves
 * @package: of each mapped file; NULL: not asked for yet
 * @text: a name while it is made
 */
struct node_frames {
	struct profile *profile;
	struct resolver *resolver;
	struct shown *shown;
	uint32_t *file_of;
	struct frame *known;
	struct frame_place *place;
	size_t known_count, known_capacity, place_capacity;
	bool wants_places;
	struct u64map single, places, texts;
	struct names names;
	const char **package;
	struct strbuf text;
};

/**
 * node_frames_init() - nothing is asked for yet
 * @frames: filled in; free it with node_frames_free(). Its texts live as long
 * @profile: whose links
 * @resolver: whom to ask for names
 * @places: fill in @frames->place. Objects of places live as long as the profile, or until this is
 *	called again
 */
void node_frames_init(struct node_frames *frames, struct profile *profile,
		      struct resolver *resolver, bool places);
void node_frames_free(struct node_frames *frames);

/* The frames of a link, but for the end of a chain; valid until the next call. */
const struct shown *node_frames_of(struct node_frames *frames, uint32_t number);

#endif
