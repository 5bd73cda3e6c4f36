// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * flamerec diff BEFORE AFTER: what has changed.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "output/diff_folded.h"
#include "output/diff_table.h"
#include "session/command_line.h"
#include "session/lists.h"
#include "session/outputs.h"
#include "session/picture_options.h"
#include "session/selection_options.h"
#include "session/text_options.h"
#include "session/two_files.h"
#include "util/alloc.h"
#include "util/error.h"
#include "util/strbuf.h"

#define TOP_MAX 1000000

static const char help[] =
"flamerec diff BEFORE AFTER [-o OUTPUT]... [OPTIONS]\n"
"\n"
"Compares two profiles: captures (.fsc), folded stacks, or what 'perf script' prints. Prints the\n"
"functions whose share of the samples has changed most, with 95% confidence intervals, and tells\n"
"changes from noise.\n"
"\n"
"  -o, --output FILE      what to write besides, by its suffix: .svg, .png or .html, a graph of\n"
"                         AFTER with the changes in colours; .folded, stacks with two counts, as\n"
"                         difffolded.pl writes them; '-' writes those instead of the table\n"
"      --by WHAT          self: changes in functions themselves; total: with what they call.\n"
"                         Without, the table has both, and graphs go by self\n"
"      --top FUNCTIONS    how many changes the table has (default 20)\n"
"      --elided           graphs of what AFTER has no longer, as wide as it was BEFORE\n"
"  -n, --normalise        folded: counts BEFORE are made as many as AFTER\n"
"      --counts           graphs compare counts; without, they compare shares of all samples\n"
"  -s, --strip-hex        addresses in names become 0x..., as they differ in every run\n"
"  -h, --help             this text\n";

enum {
	OPTION_BY = 256,
	OPTION_TOP,
	OPTION_ELIDED,
	OPTION_COUNTS,
};

static const struct option long_options[] = {
	{ "output", required_argument, NULL, 'o' },
	{ "by", required_argument, NULL, OPTION_BY },
	{ "top", required_argument, NULL, OPTION_TOP },
	{ "elided", no_argument, NULL, OPTION_ELIDED },
	{ "normalise", no_argument, NULL, 'n' },
	{ "normalize", no_argument, NULL, 'n' },
	{ "counts", no_argument, NULL, OPTION_COUNTS },
	{ "strip-hex", no_argument, NULL, 's' },
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
	bool by_self, by_total;
	uint32_t top;
	bool elided, normalise, counts, strip_hex;
};

/* What was compared. */
struct result {
	struct comparison comparison;
	struct diff_side sides[2];
	double vanished;
	size_t vanished_paths;
};

static void write_table(const struct request *request, const struct result *result,
			enum change_by by)
{
	struct change_list list;

	changes_collect(&list, &result->comparison, by);
	diff_table_write(stdout, &list, by, request->top);
	if (by == BY_TOTAL || !request->by_total)
		diff_table_explain(stdout, &list);
	changes_free(&list);
}

static int write_tables(const struct request *request, const struct result *result)
{
	diff_table_sides(stdout, &result->sides[0], &result->sides[1]);
	if (request->by_self)
		write_table(request, result, BY_SELF);
	if (request->by_total)
		write_table(request, result, BY_TOTAL);
	diff_table_vanished(stdout, result->vanished, result->comparison.was,
			    result->vanished_paths);
	if (fflush(stdout) || ferror(stdout))
		return error("the table was not written: %s; write it elsewhere", strerror(errno));
	return 0;
}

/* Words around a graph, and its notes, with the end. */
#define LINES 4
#define NOTES 4

/* The words are made in @line. */
static void describe(const struct request *request, const struct result *result,
		     struct svg_options *svg, struct strbuf line[LINES],
		     const char *notes[NOTES])
{
	const char *before = result->sides[0].name, *after = result->sides[1].name;
	size_t n = 0;

	strbuf_addf(&line[0], request->elided ? "In %s, no longer in %s" : "From %s to %s", before,
		    after);
	strbuf_addf(&line[1], "widths: %s; colours: %s", request->elided ? before : after,
		    request->elided ? "what has vanished" :
		    request->counts ? "changes of counts" : "changes of shares");
	strbuf_addf(&line[2], "%.2f%% of the samples of %s are in %zu path%s that %s has not",
		    100 * result->vanished / result->comparison.was, before,
		    result->vanished_paths, result->vanished_paths == 1 ? "" : "s", after);
	if (!svg->title)
		svg->title = line[0].text;
	if (!svg->subtitle)
		svg->subtitle = line[1].text;
	notes[n++] = line[2].text;
	if (request->selection.said.text) {
		strbuf_addf(&line[3], "selected: %s", request->selection.said.text);
		notes[n++] = line[3].text;
	}
	if (request->picture.note)
		notes[n++] = request->picture.note;
	notes[n] = NULL;
	svg->notes = notes;
}

/* Whether what is drawn is another tree than that of the comparison. */
static bool draws_other_tree(const struct request *request)
{
	return request->elided || request->picture.reverse;
}

static void fill_outputs(struct request *request, struct result *result)
{
	struct outputs *outputs = &request->outputs;

	if (!request->counts && !request->elided)
		comparison_scale(&result->comparison);
	if (!draws_other_tree(request))
		return;
	if (request->elided)
		comparison_elided(&result->comparison, outputs_take, outputs);
	else
		comparison_stacks(&result->comparison, outputs_take, outputs);
	outputs_finish(outputs);
	if (!result->vanished_paths && request->elided)
		notice("nothing has vanished: %s has all paths of %s", result->sides[1].name,
		       result->sides[0].name);
}

static int write_outputs(struct request *request, struct result *result)
{
	struct diff_folded folded = { &result->comparison, request->normalise };
	struct svg_options svg = request->picture.svg;
	struct strbuf line[LINES] = { 0 };
	const char *notes[NOTES];
	int status;

	describe(request, result, &svg, line, notes);
	svg.colours.change = request->by_self ? CHANGE_SELF : CHANGE_TOTAL;
	svg.colours.worth = comparison_worth_now(&result->comparison);
	svg.colours.was_worth = comparison_worth_before(&result->comparison);
	if (request->elided) {
		/* Its counts are those of before, and what they are compared with is what came. */
		svg.colours.negate = !svg.colours.negate;
		svg.colours.change = CHANGE_TOTAL;
		/* Of parts of the profiles, nothing is known but their counts. */
		svg.colours.worth = svg.colours.was_worth = 0;
	}
	fill_outputs(request, result);
	request->outputs.counts = diff_folded_counts;
	request->outputs.counts_arg = &folded;
	status = outputs_write(&request->outputs, &svg);
	for (int i = 0; i < LINES; i++)
		free(line[i].text);
	if (!status)
		status = picture_options_save(&request->picture);
	return status;
}

/* Whether the table would be mixed up with an output. */
static bool takes_standard_output(const struct outputs *outputs)
{
	for (size_t i = 0; i < outputs->count; i++) {
		if (output_is_standard(&outputs->output[i]))
			return true;
	}
	return false;
}

static int compare(struct request *request, char *const paths[2], struct result *result)
{
	if (two_files_compare(&result->comparison, paths, &request->naming, &request->selection,
			      result->sides))
		return -1;
	result->vanished = comparison_vanished(&result->comparison, &result->vanished_paths);
	/* Opened only now: what is there stays where the input can't be read. */
	if (outputs_open(&request->outputs))
		return -1;
	/* The table comes last: whoever reads it may go away before its end, and take us along. */
	if (write_outputs(request, result))
		return -1;
	return takes_standard_output(&request->outputs) ? 0 : write_tables(request, result);
}

static int diff(struct request *request, char *const *files)
{
	static const struct writer_about about = { .event = "samples" };
	struct result result = { 0 };
	struct tree tree;
	int status;

	tree_init(&tree);
	request->outputs.reverse = request->picture.reverse;
	outputs_start(&request->outputs, &about);
	comparison_init(&result.comparison,
			draws_other_tree(request) ? &tree : &request->outputs.tree,
			request->strip_hex);
	status = compare(request, files, &result);
	comparison_free(&result.comparison);
	tree_free(&tree);
	return status ? STATUS_FAILED : STATUS_OK;
}

static int add_output(struct outputs *outputs, const char *path)
{
	switch (output_format(path, OUTPUT_FOLDED)) {
	case OUTPUT_SVG:
	case OUTPUT_PNG:
	case OUTPUT_HTML:
	case OUTPUT_FOLDED:
		return outputs_add(outputs, path, OUTPUT_FOLDED);
	default:
		return error("%s: differences have no such form; name it .svg, .png, .html or "
			     ".folded", path);
	}
}

static int take_by(struct request *request, const char *what)
{
	enum change_by by;

	if (text_by(what, &by))
		return -1;
	request->by_self = by == BY_SELF;
	request->by_total = by == BY_TOTAL;
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
		return add_output(&request->outputs, value);
	case 'n':
		request->normalise = true;
		break;
	case 's':
		request->strip_hex = true;
		break;
	case OPTION_BY:
		return take_by(request, value);
	case OPTION_TOP:
		return parse_number("a number of functions", value, 1, TOP_MAX, &request->top);
	case OPTION_ELIDED:
		request->elided = true;
		break;
	case OPTION_COUNTS:
		request->counts = true;
		break;
	}
	return 0;
}

static int complete(struct request *request, size_t count)
{
	size_t pictures = 0;

	if (count != 2)
		return error("two files are compared; try 'flamerec diff before.fsc after.fsc'");
	for (size_t i = 0; i < request->outputs.count; i++)
		pictures += request->outputs.output[i].format != OUTPUT_FOLDED;
	if (draws_other_tree(request) && (!pictures || pictures < request->outputs.count))
		return error("--elided and --reverse are for graphs; name one with -o, like "
			     "diff.svg, and no other output");
	if (request->picture.chart)
		return error("--flamechart: two profiles have no order of time together; leave it "
			     "out");
	if (!request->by_self && !request->by_total)
		request->by_self = request->by_total = true;
	if (!request->top)
		request->top = DIFF_TABLE_TOP;
	return picture_options_complete(&request->picture);
}

static int run(void *arg, char *const *files, size_t count)
{
	struct request *request = arg;

	return complete(request, count) ? STATUS_USAGE : diff(request, files);
}

static const struct command_line command_line = {
	.name = "flamerec diff",
	.letters = ":o:nsh",
	.options = long_options,
	.help = (const char *const[]){
		help, selection_options_help, picture_options_help, naming_heading,
		naming_options_help, NULL,
	},
	.take = take_option,
	.run = run,
};

int cmd_diff(int argc, char **argv)
{
	struct request request = { 0 };
	int status = command_line_run(&command_line, argc, argv, &request);

	outputs_free(&request.outputs);
	naming_options_free(&request.naming);
	selection_free(&request.selection);
	picture_options_free(&request.picture);
	return status;
}
