// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * flamerec report FILE...: what was sampled, as text.
 */
#include <errno.h>
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "output/report.h"
#include "session/command_line.h"
#include "session/input.h"
#include "session/input_quality.h"
#include "session/lists.h"
#include "session/selection_options.h"
#include "session/text_options.h"
#include "util/error.h"

#define TOP_MAX 1000000

#define SCHEMA_VERSION 1

static const char help[] =
"flamerec report FILE... [-n FUNCTIONS] [--frame REGEX] [--json] [OPTIONS]\n"
"\n"
"Prints what was sampled, of captures (.fsc), folded stacks, or the text of 'perf script': how\n"
"far it can be relied on, the functions that had most samples, and the tree of who called them.\n"
"\n"
"  -n, --top FUNCTIONS    how many functions to show (default 20)\n"
"      --min-share PCT    cut the tree where a frame has less of the samples (default 1)\n"
"      --depth LINES      cut it where more lines stand below each other's (default 30)\n"
"      --frame REGEX      instead: who calls the frames whose names match, and what they call\n"
"      --json             the same as JSON, for programs\n"
"  -h, --help             this text\n";

enum {
	OPTION_MIN_SHARE = 256,
	OPTION_DEPTH,
	OPTION_FRAME,
	OPTION_JSON,
};

static const struct option long_options[] = {
	{ "top", required_argument, NULL, 'n' },
	{ "min-share", required_argument, NULL, OPTION_MIN_SHARE },
	{ "depth", required_argument, NULL, OPTION_DEPTH },
	{ "frame", required_argument, NULL, OPTION_FRAME },
	{ "json", no_argument, NULL, OPTION_JSON },
	{ "help", no_argument, NULL, 'h' },
	NAMING_LONG_OPTIONS,
	SELECTION_LONG_OPTIONS,
	{ NULL, 0, NULL, 0 },
};

/* What the command line asks for. */
struct request {
	struct report_options options;
	struct naming_options naming;
	struct selection selection;
	regex_t frame;
	bool has_frame, json;
};

static void write_text(const struct input *input, const struct tree *tree,
		       const struct report_options *options)
{
	struct quality quality;

	quality_measure(&quality, tree);
	input_quality_write(stdout, input, &quality);
	putchar('\n');
	report_write(stdout, tree, options);
}

static void write_json(const struct input *input, const struct tree *tree,
		       const struct report_options *options)
{
	struct json json = { .out = stdout };
	struct quality quality;

	quality_measure(&quality, tree);
	json_open(&json, NULL, '{');
	json_string(&json, "schema", "flamerec-report");
	json_number(&json, "version", SCHEMA_VERSION);
	input_quality_json(&json, input, &quality);
	report_json(&json, tree, options);
	json_close(&json, '}');
}

static void write_report(struct request *request, const struct input *input,
			 const struct tree *tree)
{
	struct around around;

	if (request->has_frame) {
		around_find(&around, tree, &request->frame);
		request->options.around = &around;
	}
	(request->json ? write_json : write_text)(input, tree, &request->options);
	if (request->has_frame)
		around_free(&around);
}

static int report(struct request *request, char *const *files, size_t count)
{
	struct input input;
	struct tree tree;
	int status = STATUS_FAILED;

	tree_init(&tree);
	if (!input_tree(&input, files, count, &request->naming, &request->selection, &tree)) {
		write_report(request, &input, &tree);
		/* An empty report may be a script's mistake. */
		status = tree.node[0].total ? STATUS_OK : STATUS_FAILED;
	}
	input_free(&input);
	tree_free(&tree);
	if (fflush(stdout) || ferror(stdout)) {
		error("the report was not written: %s; write it elsewhere", strerror(errno));
		status = STATUS_FAILED;
	}
	return status;
}

static int take_option(void *arg, int c, char *value)
{
	struct request *request = arg;
	uint32_t number;

	if (c >= OPTION_SELECTION)
		return selection_option(&request->selection, c, value);
	if (c >= OPTION_NAMING)
		return naming_option(&request->naming, c, value);
	switch (c) {
	case 'n':
		if (parse_number("a number of functions", value, 1, TOP_MAX, &number))
			return -1;
		request->options.top = number;
		return 0;
	case OPTION_MIN_SHARE:
		return text_share("--min-share", value, &request->options.pruned.min_share);
	case OPTION_DEPTH:
		return text_depth(value, &request->options.pruned.depth);
	case OPTION_FRAME:
		if (request->has_frame)
			return error("--frame: a second one, '%s'; give one, as in 'read|write'",
				     value);
		request->has_frame = !text_pattern("--frame", value, &request->frame);
		return request->has_frame ? 0 : -1;
	case OPTION_JSON:
		request->json = true;
		return 0;
	}
	return 0;
}

static int run(void *arg, char *const *files, size_t count)
{
	struct request *request = arg;

	if (count)
		return report(request, files, count);
	error("what is to be reported on? try 'flamerec report capture.fsc'");
	return STATUS_USAGE;
}

static const struct command_line command_line = {
	.name = "flamerec report",
	.letters = ":n:h",
	.options = long_options,
	.help = (const char *const[]){
		help, selection_options_help, naming_heading, naming_options_help, NULL,
	},
	.take = take_option,
	.run = run,
};

int cmd_report(int argc, char **argv)
{
	struct request request = { .options.pruned.min_share = PRUNED_MIN_SHARE };
	int status = command_line_run(&command_line, argc, argv, &request);

	if (request.has_frame)
		regfree(&request.frame);
	selection_free(&request.selection);
	naming_options_free(&request.naming);
	return status;
}
