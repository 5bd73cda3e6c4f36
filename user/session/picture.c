// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>

#include "session/picture.h"

void picture_about(struct writer_about *about, const struct identity *identity, const char *title)
{
	const char *seconds = identity_get(identity, "seconds");

	*about = (struct writer_about){
		.title = title ? title : identity_get(identity, "title"),
		.event = "samples",
		.hz = identity_number(identity, "hz"),
		.seconds = seconds ? strtod(seconds, NULL) : 0,
		.start_ns = identity_number(identity, "clock_realtime_ns"),
		.kernel_id = identity_get(identity, "kernel_build_id"),
	};
}

void picture_describe(struct picture *picture, const struct identity *identity,
		      const struct summary *summary, const char *title)
{
	*picture = (struct picture){ .svg.title = title };
	if (!title)
		picture->svg.title = identity_get(identity, "title");
	identity_line(identity, summary ? summary->seconds : 0, &picture->subtitle);
	picture->svg.subtitle = picture->subtitle.text;
	if (!summary)
		return;
	summary_lost(summary, &picture->note[0]);
	summary_cut(summary->counts, &picture->note[1]);
	summary_unnamed(summary->counts, &picture->note[2]);
	for (int i = 0; i < PICTURE_NOTES; i++)
		picture->notes[i] = picture->note[i].text;
	picture->svg.notes = picture->notes;
}

void picture_free(struct picture *picture)
{
	free(picture->subtitle.text);
	for (int i = 0; i < PICTURE_NOTES; i++)
		free(picture->note[i].text);
}
