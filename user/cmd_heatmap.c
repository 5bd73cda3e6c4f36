// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * flamerec heatmap FILE...: when what was sampled.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "output/heatmap.h"
#include "session/command_line.h"
#include "session/input_picture.h"
#include "session/picture_options.h"
#include "session/selection_options.h"
#include "util/error.h"

#define ROWS_MAX 1000

static const char help[] =
"flamerec heatmap FILE... [-o heat.html] [--column SECONDS] [--rows N] [OPTIONS]\n"
"\n"
"Draws when samples were taken, of captures (.fsc) or the text of 'perf script': a column a\n"
"second, a cell 20 ms of it. In a browser, a range of it opens as a flame graph, as the difference to\n"
"another range, or in the order of time.\n"
"\n"
"  -o, --output FILE      the page (default heat.html); '-' is standard output\n"
"      --column SECONDS   what a column is (default 1)\n"
"      --rows N           cells of a column, 1 to 1000 (default 50)\n"
"      --idle             what CPUs slept is shown, too\n"
"      --title TEXT, --subtitle TEXT, --notes TEXT, --colors PALETTE, --color-by WHAT\n"
"                         as in 'flamerec render --help'\n"
"  -h, --help             this text\n";

enum {
	OPTION_COLUMN = 256,
	OPTION_ROWS,
	OPTION_IDLE,
};

static const struct option long_options[] = {
	{ "output", required_argument, NULL, 'o' },
	{ "column", required_argument, NULL, OPTION_COLUMN },
	{ "rows", required_argument, NULL, OPTION_ROWS },
	{ "idle", no_argument, NULL, OPTION_IDLE },
	{ "title", required_argument, NULL, OPTION_TITLE },
	{ "subtitle", required_argument, NULL, OPTION_SUBTITLE },
	{ "notes", required_argument, NULL, OPTION_NOTES },
	{ "colors", required_argument, NULL, OPTION_COLORS },
	{ "color-by", required_argument, NULL, OPTION_COLOR_BY },
	{ "help", no_argument, NULL, 'h' },
	NAMING_LONG_OPTIONS,
	SELECTION_LONG_OPTIONS,
	{ NULL, 0, NULL, 0 },
};

/* What the command line asks for. */
struct request {
	const char *output;
	struct heatmap_options options;
	struct picture_options picture;
	struct naming_options naming;
	struct selection selection;
};

static int take_column(struct request *request, const char *text)
{
	char *end;
	double seconds = strtod(text, &end);

	if (end == text || *end || !(seconds >= 0.001 && seconds <= 86400))
		return error("--column: '%s' is no time; give seconds, from 0.001 to 86400", text);
	request->options.column = seconds;
	return 0;
}

static int take_rows(struct request *request, const char *text)
{
	char *end;
	long rows = strtol(text, &end, 10);

	if (end == text || *end || rows < 1 || rows > ROWS_MAX)
		return error("--rows: '%s' is no number of cells; give one from 1 to %d", text,
			     ROWS_MAX);
	request->options.rows = rows;
	return 0;
}

static int take_option(void *arg, int c, char *value)
{
	struct request *request = arg;

	if (c >= OPTION_PICTURE)
		return picture_option(&request->picture, c, value);
	if (c >= OPTION_SELECTION)
		return selection_option(&request->selection, c, value);
	if (c >= OPTION_NAMING)
		return naming_option(&request->naming, c, value);
	switch (c) {
	case 'o':
		request->output = value;
		break;
	case OPTION_COLUMN:
		return take_column(request, value);
	case OPTION_ROWS:
		return take_rows(request, value);
	case OPTION_IDLE:
		request->options.idle = true;
		break;
	}
	return 0;
}

static int complete(struct request *request, size_t count)
{
	if (!count)
		return error("which file is to be drawn? try 'flamerec heatmap capture.fsc'");
	return picture_options_complete(&request->picture);
}

/* Whether there is something to draw, and not too much. */
static int check(const struct heatmap *heatmap, const char *name)
{
	size_t samples = heatmap_timed(heatmap);

	if (heatmap_untimed(heatmap) && !samples)
		return error("%s: doesn't tell when its stacks were taken; give a capture (.fsc), "
			     "or what 'perf script' prints with times", name);
	if (!samples)
		return error("%s: no samples to draw; see what 'flamerec info' tells of it, and "
			     "whether all CPUs were idle (--idle)", name);
	if (samples > HEATMAP_SAMPLES_MAX)
		return error("%s: %zu samples are more than a browser can hold, %d; take a part "
			     "with --from and --to", name, samples, HEATMAP_SAMPLES_MAX);
	if (heatmap_columns(heatmap) > HEATMAP_COLUMNS_MAX)
		return error("%s: %.0f columns are more than a browser can show, %d; make them "
			     "longer with --column, or take a part with --from and --to", name,
			     heatmap_columns(heatmap), HEATMAP_COLUMNS_MAX);
	if (heatmap_untimed(heatmap))
		notice("%zu stacks are left out: nothing tells when they were taken",
		       heatmap_untimed(heatmap));
	return 0;
}

static int write_page(struct heatmap *heatmap, const char *path)
{
	FILE *out = strcmp(path, "-") ? fopen(path, "we") : stdout;
	int err = 0;

	if (!out)
		return error("%s can't be written: %s; name a file elsewhere", path,
			     strerror(errno));
	if (heatmap_write(heatmap, out) || fflush(out))
		err = errno;
	if (out != stdout && fclose(out) && !err)
		err = errno;
	if (err)
		return error("%s was not written: %s; name a file elsewhere", path, strerror(err));
	return 0;
}

static int draw(struct request *request, struct heatmap *heatmap, const struct input *input)
{
	struct input_words words;
	struct picture picture;
	int result;

	input_words(&words, input);
	input_picture(&picture, &words, input, heatmap_tree(heatmap), &request->picture);
	request->options.svg = picture.svg;
	if (!request->options.svg.title)
		request->options.svg.title = "Heat map";
	result = write_page(heatmap, request->output);
	picture_free(&picture);
	input_words_free(&words);
	return result;
}

static int make_page(struct request *request, char *const *files, size_t count)
{
	struct heatmap *heatmap = heatmap_new(&request->options);
	struct input input;
	int result = input_open(&input, files, count, &request->naming, &request->selection,
				STACKS_EACH);

	if (!result)
		result = input_stacks(&input, STACKS_EACH, heatmap_take, heatmap);
	if (!result)
		result = check(heatmap, input.file[0].name);
	if (!result)
		result = draw(request, heatmap, &input);
	input_free(&input);
	heatmap_free(heatmap);
	return result ? STATUS_FAILED : STATUS_OK;
}

static int run(void *arg, char *const *files, size_t count)
{
	struct request *request = arg;

	return complete(request, count) ? STATUS_USAGE : make_page(request, files, count);
}

static const struct command_line command_line = {
	.name = "flamerec heatmap",
	.letters = ":o:h",
	.options = long_options,
	.help = (const char *const[]){
		help, selection_options_help, naming_heading, naming_options_help, NULL,
	},
	.take = take_option,
	.run = run,
};

int cmd_heatmap(int argc, char **argv)
{
	struct request request = { .output = "heat.html" };
	int status = command_line_run(&command_line, argc, argv, &request);

	picture_options_free(&request.picture);
	selection_free(&request.selection);
	naming_options_free(&request.naming);
	return status;
}
