// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * flamerec fold FILE...: stacks as text, for other tools.
 */
#include <getopt.h>
#include <stdio.h>

#include "commands.h"
#include "session/input.h"
#include "session/outputs.h"
#include "session/selection_options.h"
#include "util/error.h"

static const char help[] =
"flamerec fold FILE... [-o OUTPUT.folded] [OPTIONS]\n"
"\n"
"Writes captures (.fsc), folded stacks and what 'perf script' prints as folded stacks, a stack a\n"
"line, to standard output. Several files are taken together.\n"
"\n"
"  -o, --output FILE      where to write instead; several are possible\n"
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
};

static int add_output(struct outputs *outputs, const char *path)
{
	if (output_format(path, OUTPUT_FOLDED) != OUTPUT_FOLDED)
		return error("%s: folded stacks end in .folded; for what else there is, see "
			     "'flamerec render'", path);
	return outputs_add(outputs, path, OUTPUT_FOLDED);
}

static int fold(struct request *request, char *const *paths, size_t count)
{
	static const struct writer_about about = { .event = "samples" };
	struct outputs *outputs = &request->outputs;
	struct input input;
	int result = input_open(&input, paths, count, &request->naming, &request->selection, 0);

	outputs_start(outputs, &about);
	if (!result)
		result = input_stacks(&input, 0, outputs_take, outputs);
	/* Opened only now: what is there stays where the input can't be read. */
	if (!result)
		result = outputs_open(outputs);
	if (!result) {
		outputs_finish(outputs);
		result = outputs_write(outputs, NULL);
		if (!result && !outputs->tree.node[0].total)
			result = error("%s: no samples, or none that is selected; see what there "
				       "is with 'flamerec report'", input.file[0].name);
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
	return add_output(&request->outputs, optarg);
}

static int parse(int argc, char **argv, struct request *request)
{
	int c;

	opterr = 0;
	while ((c = getopt_long(argc, argv, ":o:h", long_options, NULL)) != -1) {
		if (c == 'h')
			return 'h';
		if (c == '?' || c == ':')
			return error("'%s' is no option, or needs a value; see 'flamerec fold "
				     "--help'", argv[optind - 1]);
		if (take_option(request, c))
			return -1;
	}
	if (optind == argc)
		return error("which file is to be folded? try 'flamerec fold capture.fsc'");
	return request->outputs.count ? 0 : add_output(&request->outputs, "-");
}

int cmd_fold(int argc, char **argv)
{
	struct request request = { 0 };
	int status = STATUS_USAGE;

	switch (parse(argc, argv, &request)) {
	case 'h':
		printf("%s%s%s%s", help, selection_options_help, naming_help, naming_options_help);
		status = STATUS_OK;
		break;
	case 0:
		status = fold(&request, argv + optind, argc - optind);
		break;
	}
	outputs_free(&request.outputs);
	naming_options_free(&request.naming);
	selection_free(&request.selection);
	return status;
}
