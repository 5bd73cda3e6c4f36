// SPDX-License-Identifier: GPL-2.0-or-later
#include "output/report.h"
#include "session/input_quality.h"
#include "session/summary.h"
#include "util/plain.h"

#define SLOW 0.9	/* of the rate that was asked for */

static struct summary summarize(const struct loaded *file)
{
	return (struct summary){
		.profile = file->profile,
		.elsewhere = !identity_is_here(&file->identity),
		.counts = profile_counts(file->profile),
		.totals = file->totals.ticks ? &file->totals : NULL,
		.hz = identity_number(&file->identity, "hz"),
		.seconds = load_seconds(file),
	};
}

/* Ticks a second and CPU; 0: not known. */
static double rate(const struct summary *summary)
{
	if (!summary->totals || !summary->totals->cpus || !(summary->seconds > 0))
		return 0;
	return summary->totals->ticks / summary->seconds / summary->totals->cpus;
}

static double lost_samples(const struct summary *summary)
{
	double lost = 0;
	const char *why;

	for (int cause = 0; cause < FLAMESAMP_LOST_SAMPLES; cause++)
		lost += summary_lost_by(summary, cause, &why);
	return lost;
}

void input_recorded(const struct input *input, struct recorded *recorded)
{
	*recorded = (struct recorded){ 0 };
	for (size_t i = 0; i < input->count; i++) {
		const struct loaded *file = &input->file[i];
		struct summary summary;

		if (!file->is_capture)
			continue;
		summary = summarize(file);
		recorded->captures++;
		recorded->cut_off += !file->whole;
		recorded->samples += summary.counts->samples;
		recorded->lost += lost_samples(&summary);
		recorded->held_up += summary_held_up(summary.counts) > 0;
		recorded->slow += rate(&summary) > 0 && rate(&summary) < SLOW * summary.hz;
	}
}

void input_quality_write(FILE *out, const struct input *input, const struct quality *quality)
{
	for (size_t i = 0; i < input->count; i++) {
		const struct loaded *file = &input->file[i];
		struct summary summary;

		plain_write(out, file->name);
		if (!file->is_capture) {
			fputs(": text, which tells nothing of rate and losses\n", out);
			continue;
		}
		fprintf(out, ": a capture%s\n",
			file->whole ? "" : ", NOT whole: cut off or damaged");
		summary = summarize(file);
		summary_write_quality(out, &summary);
	}
	report_quality(out, quality);
}

static void write_losses(struct json *json, const struct summary *summary)
{
	json_open(json, "lost", '[');
	for (int cause = 0; cause < FLAMESAMP_LOSS_SPACE; cause++) {
		const char *why;
		uint64_t lost = summary_lost_by(summary, cause, &why);

		if (!lost)
			continue;
		json_open(json, NULL, '{');
		json_string(json, "why", why);
		json_number(json, cause < FLAMESAMP_LOST_SAMPLES ? "samples" : "events", lost);
		json_close(json, '}');
	}
	json_close(json, ']');
}

static void write_file(struct json *json, const struct loaded *file)
{
	json_open(json, NULL, '{');
	json_string(json, "name", file->name);
	json_string(json, "format", file->is_capture ? "capture" : "text");
	if (file->is_capture) {
		struct summary summary = summarize(file);

		json_bool(json, "whole", file->whole);
		json_number(json, "samples", summary.counts->samples);
		json_number(json, "seconds", summary.seconds);
		if (summary.hz)
			json_number(json, "hz_asked", summary.hz);
		if (rate(&summary) > 0)
			json_number(json, "hz_achieved", rate(&summary));
		write_losses(json, &summary);
	}
	json_close(json, '}');
}

void input_quality_json(struct json *json, const struct input *input,
			const struct quality *quality)
{
	json_open(json, "quality", '{');
	json_open(json, "files", '[');
	for (size_t i = 0; i < input->count; i++)
		write_file(json, &input->file[i]);
	json_close(json, ']');
	json_number(json, "samples", quality->samples);
	json_number(json, "incomplete_stacks", quality->broken);
	json_number(json, "no_stacks", quality->nowhere);
	json_number(json, "one_function_alone", quality->single);
	json_number(json, "ended_without_name", quality->unnamed);
	json_number(json, "frames", quality->frames);
	json_number(json, "frames_without_name", quality->unnamed_frames);
	json_bool(json, "counts_are_samples", !quality->fractional);
	json_close(json, '}');
}
