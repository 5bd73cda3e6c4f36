// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * flamerec render FILE...: draw what was recorded before.
 */
#include <stdio.h>
#include <string.h>

#include "commands.h"
#include "session/command_line.h"
#include "session/input_picture.h"
#include "session/outputs.h"
#include "session/picture_options.h"
#include "session/selection_options.h"
#include "util/error.h"

static const char help[] =
"flamerec render FILE... [-o OUTPUT]... [OPTIONS]\n"
"\n"
"Draws a capture (.fsc), or folded stacks of any tool: flame.svg, unless -o names something else.\n"
"\n"
"  -o, --output FILE      what to write, by its suffix: .svg, .png, .html, .folded, .pb.gz (pprof),\n"
"                         .speedscope.json, .perf (as perf script); '-' writes folded stacks to\n"
"                         standard output, '-.svg' a picture; may be given several times\n"
"  -i, -c NAME            --inverted, --colors NAME\n"
"  -h, --help             this text\n";

static const struct option long_options[] = {
	{ "output", required_argument, NULL, 'o' },
	{ "help", no_argument, NULL, 'h' },
	NAMING_LONG_OPTIONS,
	SELECTION_LONG_OPTIONS,
	PICTURE_LONG_OPTIONS,
	{ NULL, 0, NULL, 0 },
};

/* What the command line asks for. */
struct request {
	struct outputs outputs;
	struct naming_options naming;
	struct selection selection;
	struct picture_options picture;
};

static int add_output(struct outputs *outputs, const char *path)
{
	if (output_format(path, OUTPUT_FOLDED) == OUTPUT_CAPTURE)
		return error("%s: a capture can't be made from a capture; name the output .svg or "
			     ".folded", path);
	return outputs_add(outputs, path, OUTPUT_FOLDED);
}

static int draw(struct request *request, const struct input *input, struct input_words *words)
{
	struct outputs *outputs = &request->outputs;
	struct picture picture;
	int result;

	input_picture(&picture, words, input, &outputs->tree, &request->picture);
	result = outputs_write(outputs, &picture.svg);
	if (!result)
		result = picture_options_save(&request->picture);
	if (!result && !outputs->tree.node[0].total)
		result = error("%s: no samples, or none that was selected; the picture says so",
			       input->file[0].name);
	picture_free(&picture);
	return result;
}

static int render(struct request *request, char *const *files, size_t count)
{
	struct outputs *outputs = &request->outputs;
	struct input_words words = { 0 };
	struct writer_about about;
	struct input input;
	unsigned int want;
	int result;

	outputs->reverse = request->picture.reverse;
	outputs->chart = request->picture.chart;
	outputs->lanes = request->selection.threads || request->selection.per_cpu;
	want = outputs_want(outputs);
	result = input_open(&input, files, count, &request->naming, &request->selection, want);
	if (!result) {
		input_words(&words, &input);
		picture_about(&about, &words.identity, &request->picture);
		about.seconds = words.seconds;
		outputs_start(outputs, &about);
		result = input_stacks(&input, want, outputs_take, outputs);
	}
	/* Opened only now: what is there stays where the input can't be read. */
	if (!result)
		result = outputs_open(outputs);
	if (!result) {
		outputs_finish(outputs);
		result = draw(request, &input, &words);
	}
	input_words_free(&words);
	input_free(&input);
	return result ? STATUS_FAILED : STATUS_OK;
}

static int take_option(void *arg, int c, char *value)
{
	struct request *request = arg;

	if (c == 'i')
		c = OPTION_INVERTED;
	else if (c == 'c')
		c = OPTION_COLORS;
	if (c >= OPTION_PICTURE)
		return picture_option(&request->picture, c, value);
	if (c >= OPTION_SELECTION)
		return selection_option(&request->selection, c, value);
	if (c >= OPTION_NAMING)
		return naming_option(&request->naming, c, value);
	return add_output(&request->outputs, value);
}

static int complete(struct request *request, size_t count)
{
	if (picture_options_complete(&request->picture))
		return -1;
	if (!count)
		return error("which file is to be drawn? try 'flamerec render capture.fsc'");
	return request->outputs.count ? 0 : add_output(&request->outputs, "flame.svg");
}

static int run(void *arg, char *const *files, size_t count)
{
	struct request *request = arg;

	return complete(request, count) ? STATUS_USAGE : render(request, files, count);
}

static const struct command_line command_line = {
	.name = "flamerec render",
	.letters = ":o:hic:",
	.options = long_options,
	.help = (const char *const[]){
		help, picture_options_help, selection_options_help, naming_heading,
		naming_options_help, NULL,
	},
	.take = take_option,
	.run = run,
};

int cmd_render(int argc, char **argv)
{
	struct request request = { 0 };
	int status = command_line_run(&command_line, argc, argv, &request);

	outputs_free(&request.outputs);
	naming_options_free(&request.naming);
	selection_free(&request.selection);
	picture_options_free(&request.picture);
	return status;
}
