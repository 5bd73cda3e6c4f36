// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * flamerec render FILE...: draw what was recorded before.
 */
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "commands.h"
#include "session/input.h"
#include "session/outputs.h"
#include "session/picture.h"
#include "session/selection_options.h"
#include "session/summary.h"
#include "util/error.h"

static const char help[] =
"flamerec render FILE... [-o OUTPUT]... [--title TEXT] [OPTIONS]\n"
"\n"
"Draws a capture (.fsc), or folded stacks of any tool: flame.svg, unless -o names something else.\n"
"\n"
"  -o, --output FILE      what to write, by its suffix: .svg or .folded; '-' writes folded\n"
"                         stacks to standard output; may be given several times\n"
"      --title TEXT       heading of the picture\n"
"  -h, --help             this text\n"
"\n"
"Which stacks, and how much of each:\n"
"\n";

static const char naming_help[] =
"\n"
"Names that a capture lacks are looked for. What helps to find them, and how they are shown:\n"
"\n";

static const struct option long_options[] = {
	{ "output", required_argument, NULL, 'o' },
	{ "title", required_argument, NULL, 't' },
	{ "help", no_argument, NULL, 'h' },
	NAMING_LONG_OPTIONS,
	SELECTION_LONG_OPTIONS,
	{ NULL, 0, NULL, 0 },
};

/* What the command line asks for. */
struct request {
	struct outputs outputs;
	struct naming_options naming;
	struct selection selection;
	const char *title;
};

static int add_output(struct outputs *outputs, const char *path)
{
	if (output_format(path, OUTPUT_FOLDED) == OUTPUT_CAPTURE)
		return error("%s: a capture can't be made from a capture; name the output .svg or "
			     ".folded", path);
	return outputs_add(outputs, path, OUTPUT_FOLDED);
}

/* The words around the picture, of the first file. */
static void describe(struct picture *picture, const struct loaded *loaded, const struct tree *tree,
		     const char *title)
{
	struct summary summary = { .tree = tree };

	if (loaded->is_capture) {
		summary.counts = profile_counts(loaded->profile);
		summary.totals = &loaded->totals;
		summary.hz = identity_number(&loaded->identity, "hz");
		summary.seconds = load_seconds(loaded);
	}
	picture_describe(picture, &loaded->identity, loaded->is_capture ? &summary : NULL, title);
}

static int draw(struct request *request, const struct loaded *loaded)
{
	struct outputs *outputs = &request->outputs;
	struct picture picture;
	int result;

	describe(&picture, loaded, &outputs->tree, request->title);
	result = outputs_write(outputs, &picture.svg);
	picture_free(&picture);
	return result;
}

static int render(struct request *request, char *const *paths, size_t count)
{
	struct outputs *outputs = &request->outputs;
	unsigned int want = outputs_want(outputs);
	struct writer_about about;
	struct input input;
	int result = input_open(&input, paths, count, &request->naming, &request->selection,
				want);

	if (!result) {
		picture_about(&about, &input.file[0].identity, request->title);
		outputs_start(outputs, &about);
		result = input_stacks(&input, want, outputs_take, outputs);
	}
	/* Opened only now: what is there stays where the input can't be read. */
	if (!result)
		result = outputs_open(outputs);
	if (!result) {
		outputs_finish(outputs);
		result = draw(request, &input.file[0]);
	}
	input_free(&input);
	return result ? STATUS_FAILED : STATUS_OK;
}

static int take_option(struct request *request, int c)
{
	if (c >= OPTION_SELECTION)
		return selection_option(&request->selection, c, optarg);
	if (c >= OPTION_NAMING)
		return naming_option(&request->naming, c, optarg);
	if (c == 'o')
		return add_output(&request->outputs, optarg);
	request->title = optarg;
	return 0;
}

static int parse(int argc, char **argv, struct request *request)
{
	int c;

	opterr = 0;
	while ((c = getopt_long(argc, argv, ":o:h", long_options, NULL)) != -1) {
		if (c == 'h')
			return 'h';
		if (c == '?' || c == ':')
			return error("'%s' is no option, or needs a value; see 'flamerec render "
				     "--help'", argv[optind - 1]);
		if (take_option(request, c))
			return -1;
	}
	if (optind == argc)
		return error("which file is to be drawn? try 'flamerec render capture.fsc'");
	return request->outputs.count ? 0 : add_output(&request->outputs, "flame.svg");
}

int cmd_render(int argc, char **argv)
{
	struct request request = { 0 };
	int status = STATUS_USAGE;

	switch (parse(argc, argv, &request)) {
	case 'h':
		printf("%s%s%s%s", help, selection_options_help, naming_help, naming_options_help);
		status = STATUS_OK;
		break;
	case 0:
		status = render(&request, argv + optind, argc - optind);
		break;
	}
	outputs_free(&request.outputs);
	naming_options_free(&request.naming);
	selection_free(&request.selection);
	return status;
}
