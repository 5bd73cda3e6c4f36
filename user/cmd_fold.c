// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * flamerec fold FILE...: stacks as text, for other tools.
 */
#include <stdio.h>

#include "commands.h"
#include "session/command_line.h"
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
"  -h, --help             this text\n";

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

static int fold(struct request *request, char *const *files, size_t count)
{
	static const struct writer_about about = { .event = "samples" };
	struct outputs *outputs = &request->outputs;
	struct input input;
	int result = input_open(&input, files, count, &request->naming, &request->selection, 0);

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

static int take_option(void *arg, int c, char *value)
{
	struct request *request = arg;

	if (c >= OPTION_SELECTION)
		return selection_option(&request->selection, c, value);
	if (c >= OPTION_NAMING)
		return naming_option(&request->naming, c, value);
	return add_output(&request->outputs, value);
}

static int complete(struct request *request, size_t count)
{
	if (!count)
		return error("which file is to be folded? try 'flamerec fold capture.fsc'");
	return request->outputs.count ? 0 : add_output(&request->outputs, "-");
}

static int run(void *arg, char *const *files, size_t count)
{
	struct request *request = arg;

	return complete(request, count) ? STATUS_USAGE : fold(request, files, count);
}

static const struct command_line command_line = {
	.name = "flamerec fold",
	.letters = ":o:h",
	.options = long_options,
	.help = (const char *const[]){
		help, selection_options_help, naming_heading, naming_options_help, NULL,
	},
	.take = take_option,
	.run = run,
};

int cmd_fold(int argc, char **argv)
{
	struct request request = { 0 };
	int status = command_line_run(&command_line, argc, argv, &request);

	outputs_free(&request.outputs);
	naming_options_free(&request.naming);
	selection_free(&request.selection);
	return status;
}
