/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The words around a picture: what it shows, and what is missing from it.
 */
#ifndef FLAMEREC_SESSION_PICTURE_H
#define FLAMEREC_SESSION_PICTURE_H

#include "output/svg.h"
#include "output/writer.h"
#include "session/identity.h"
#include "session/picture_options.h"
#include "session/summary.h"
#include "util/strbuf.h"

#define PICTURE_NOTES 4

/* Options for svg_write(), with the memory that they point into. One note more is the user's. */
struct picture {
	struct svg_options svg;
	struct strbuf subtitle;
	struct strbuf note[PICTURE_NOTES];
	const char *notes[PICTURE_NOTES + 2];
};

/* What writers are told. @options: NULL: the defaults. The texts are those of the others. */
void picture_about(struct writer_about *about, const struct identity *identity,
		   const struct picture_options *options);

/**
 * picture_describe() - words for a recording
 * @picture: filled in; free with picture_free()
 * @identity: what it is of
 * @summary: what it came to; NULL: nothing is known but the stacks
 * @options: what the user wants; where it lacks a title, the recording may have one; NULL: nothing
 * @selected: which part of the recording is shown; NULL: all
 */
void picture_describe(struct picture *picture, const struct identity *identity,
		      const struct summary *summary, const struct picture_options *options,
		      const char *selected);
void picture_free(struct picture *picture);

#endif
