// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * flamerec DEV: sample and draw. flamerec record DEV: the same, into a capture.
 */
#include <stdio.h>

#include "commands.h"
#include "session/options.h"
#include "session/outputs.h"
#include "session/picture.h"
#include "session/recording.h"
#include "session/summary.h"
#include "util/error.h"

/* How the two commands differ. */
struct kind {
	const char *name;
	const char *help;
	const char *output;		/* where nobody names one */
	enum output_format standard;	/* of "-" */
};

static const struct kind sample_kind = {
	.name = "flamerec",
	.help = "flamerec DEVICE [OPTIONS] [-- COMMAND ARGS]\n"
"\n"
"Samples the whole system until Ctrl-C, or COMMAND and its descendants until it ends, and draws\n"
"a flame graph: flame.svg, unless -o names something else. Takes over COMMAND's exit status.\n"
"'-o -' writes folded stacks to standard output.\n"
"\n",
	.output = "flame.svg",
	.standard = OUTPUT_FOLDED,
};

static const struct kind record_kind = {
	.name = "flamerec record",
	.help = "flamerec record DEVICE [OPTIONS] [-- COMMAND ARGS]\n"
"\n"
"Samples into a capture: capture.fsc, unless -o names something else. It holds all that is needed\n"
"to draw it on another machine, with 'flamerec render'; of how pictures look, the title alone.\n"
"'-o -' writes it to standard output.\n"
"\n",
	.output = "capture.fsc",
	.standard = OUTPUT_CAPTURE,
};

static int add_outputs(struct outputs *outputs, const struct options *options,
		       const struct kind *kind)
{
	if (!options->noutputs)
		return outputs_add(outputs, kind->output, kind->standard);
	for (size_t i = 0; i < options->noutputs; i++) {
		if (outputs_add(outputs, options->outputs[i], kind->standard))
			return -1;
	}
	return 0;
}

/* Where stacks go. @upright: those of the summary, where the outputs have them reversed. */
struct results {
	struct outputs *outputs;
	struct tree upright;
};

static void take_stack(void *arg, const struct stack *stack)
{
	struct results *results = arg;

	outputs_take(results->outputs, stack);
	if (results->outputs->reverse)
		tree_take(&results->upright, stack);
}

static void fold(struct recording *recording, struct results *results)
{
	struct outputs *outputs = results->outputs;
	struct writer_about about;

	picture_about(&about, &recording->identity, &recording->options->picture);
	about.seconds = recording->seconds;
	outputs_start(outputs, &about);
	profile_stacks(recording->profile, recording->resolver, outputs_want(outputs),
		       take_stack, results);
	outputs_finish(outputs);
	tree_finish(&results->upright);
}

static int write_outputs(struct outputs *outputs, const struct picture *picture,
			 const struct picture_options *options)
{
	return outputs_write(outputs, &picture->svg) || picture_options_save(options) ? -1 : 0;
}

static int fold_and_write(struct recording *recording)
{
	const struct options *options = recording->options;
	struct summary summary = {
		.profile = recording->profile,
		.counts = profile_counts(recording->profile),
		.totals = &recording->totals,
		.hz = recording->device.config.hz,
		.seconds = recording->seconds,
	};
	struct outputs *outputs = &recording->outputs;
	struct results results = { .outputs = outputs };
	struct picture picture;
	int result;

	recording_load_kallsyms(recording);
	tree_init(&results.upright);
	fold(recording, &results);
	summary.tree = outputs->reverse ? &results.upright : &outputs->tree;
	picture_describe(&picture, &recording->identity, &summary, &options->picture, NULL);
	result = write_outputs(outputs, &picture, &options->picture);
	summary_write(stderr, &summary);
	picture_free(&picture);
	tree_free(&results.upright);
	return result;
}

static void say_where(const struct outputs *outputs)
{
	for (size_t i = 0; i < outputs->count; i++)
		fprintf(stderr, "%s%s", i ? ", " : "wrote ",
			output_name(&outputs->output[i]));
	fputc('\n', stderr);
}

/* The capture is closed first: it is whole then, whatever happens to the pictures. */
static int run(struct recording *recording, struct naming_options *naming)
{
	bool failed = recording_run(recording) != 0;

	if (!recording->seconds)
		return STATUS_FAILED;
	if (recording_close_capture(recording))
		failed = true;
	/* Servers may be asked now: nothing is sampled any more that could wait for them. */
	if (recording->outputs.pictures)
		naming_options_complete(naming, NULL);
	if (fold_and_write(recording))
		failed = true;
	if (failed || recording->failed)
		return STATUS_FAILED;
	say_where(&recording->outputs);
	return STATUS_OK;
}

static int sample(struct recording *recording, struct options *options, const char *name,
		  char **args)
{
	int status = STATUS_FAILED;

	if (!recording_prepare(recording, options, name, args))
		status = run(recording, &options->naming);
	command_finish(&recording->command);
	return status ? status : recording->command.status;
}

/* It keeps names as symbol tables have them, and no picture: who draws it chooses. */
static void tell_of_style(const struct outputs *outputs, const struct options *options)
{
	const struct frame_style *style = &options->naming.style;
	bool chosen = options->drawn || style->inlines || style->lines || style->mangled ||
		      style->short_templates || style->merge_clones;

	if (chosen && !outputs->pictures)
		notice("a capture does not keep how pictures look and names are shown; give these "
		       "options to 'flamerec render'");
}

static int run_command(int argc, char **argv, const struct kind *kind)
{
	struct recording recording = { .device.fd = -1 };
	struct options options;
	int status = STATUS_USAGE;

	switch (options_parse(&options, argc, argv, kind->name, kind->help)) {
	case PARSED_HELP:
		status = STATUS_OK;
		break;
	case PARSED_RUN:
		if (add_outputs(&recording.outputs, &options, kind))
			break;
		recording.outputs.reverse = options.picture.reverse;
		recording.outputs.chart = options.picture.chart;
		tell_of_style(&recording.outputs, &options);
		status = sample(&recording, &options, kind->name, argv + 1);
		break;
	case PARSED_WRONG:
		break;
	}
	recording_free(&recording);
	options_free(&options);
	return status;
}

int cmd_sample(int argc, char **argv)
{
	return run_command(argc, argv, &sample_kind);
}

int cmd_record(int argc, char **argv)
{
	return run_command(argc, argv, &record_kind);
}
