// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>

#include "session/picture.h"

void picture_about(struct writer_about *about, const struct identity *identity,
		   const struct picture_options *options)
{
	const char *seconds = identity_get(identity, "seconds");

	*about = (struct writer_about){
		.title = options && options->svg.title ? options->svg.title :
							 identity_get(identity, "title"),
		.event = options && options->svg.count_name ? options->svg.count_name : "samples",
		.hz = identity_number(identity, "hz"),
		.seconds = seconds ? strtod(seconds, NULL) : 0,
		.start_ns = identity_number(identity, "clock_realtime_ns"),
		.kernel_id = identity_get(identity, "kernel_build_id"),
	};
}

/* What the user has to say, and then what is missing and why. */
static void add_notes(struct picture *picture, const char *note)
{
	size_t n = 0;

	if (note)
		picture->notes[n++] = note;
	for (int i = 0; i < PICTURE_NOTES; i++) {
		if (picture->note[i].text)
			picture->notes[n++] = picture->note[i].text;
	}
	picture->svg.notes = picture->notes;
}

void picture_describe(struct picture *picture, const struct identity *identity,
		      const struct summary *summary, const struct picture_options *options,
		      const char *selected)
{
	*picture = (struct picture){ 0 };
	if (options)
		picture->svg = options->svg;
	if (!picture->svg.title)
		picture->svg.title = identity_get(identity, "title");
	identity_line(identity, summary ? summary->seconds : 0, &picture->subtitle);
	if (!picture->svg.subtitle)
		picture->svg.subtitle = picture->subtitle.text;
	if (selected)
		strbuf_addf(&picture->note[0], "selected: %s", selected);
	if (summary) {
		summary_lost(summary, &picture->note[1]);
		summary_cut(summary->counts, &picture->note[2]);
		summary_unnamed(summary->counts, &picture->note[3]);
	}
	add_notes(picture, options ? options->note : NULL);
}

void picture_free(struct picture *picture)
{
	free(picture->subtitle.text);
	for (int i = 0; i < PICTURE_NOTES; i++)
		free(picture->note[i].text);
}
