// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * flamerec check [BEFORE] AFTER: whether bounds are kept, for tests that run by themselves.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "output/junit.h"
#include "session/bounds.h"
#include "session/command_line.h"
#include "session/selection_options.h"
#include "session/text_options.h"
#include "session/two_files.h"
#include "util/alloc.h"
#include "util/error.h"
#include "util/plain.h"

static const char help[] =
"flamerec check FILE --max-share 'REGEX=PCT'... [OPTIONS]\n"
"flamerec check BEFORE AFTER --max-growth 'REGEX=PCT'... [OPTIONS]\n"
"\n"
"Holds profiles to bounds: captures (.fsc), folded stacks, or what 'perf script' prints. Prints a\n"
"line a bound; the status is 1 where one is broken, else 0.\n"
"\n"
"      --max-share 'REGEX=PCT'\n"
"                         functions whose names match may have PCT percent of the samples of\n"
"                         FILE or AFTER, all of them together\n"
"      --max-growth 'REGEX=PCT'\n"
"                         their share may be PCT percentage points more than BEFORE\n"
"      --by WHAT          total: samples with such a function anywhere in the stack, which is so\n"
"                         without; self: samples that ended in one\n"
"      --strict           what may be noise breaks a bound, too; without, the whole 95%\n"
"                         confidence interval must lie above it\n"
"      --allow-missing    a bound that no function matches is kept; without, it is broken, as it\n"
"                         may be misspelled\n"
"      --junit FILE       write the results as JUnit's XML, too\n"
"  -h, --help             this text\n";

enum {
	OPTION_MAX_SHARE = 256,
	OPTION_MAX_GROWTH,
	OPTION_BY,
	OPTION_STRICT,
	OPTION_ALLOW_MISSING,
	OPTION_JUNIT,
};

static const struct option long_options[] = {
	{ "max-share", required_argument, NULL, OPTION_MAX_SHARE },
	{ "max-growth", required_argument, NULL, OPTION_MAX_GROWTH },
	{ "by", required_argument, NULL, OPTION_BY },
	{ "strict", no_argument, NULL, OPTION_STRICT },
	{ "allow-missing", no_argument, NULL, OPTION_ALLOW_MISSING },
	{ "junit", required_argument, NULL, OPTION_JUNIT },
	{ "help", no_argument, NULL, 'h' },
	NAMING_LONG_OPTIONS,
	SELECTION_LONG_OPTIONS,
	{ NULL, 0, NULL, 0 },
};

/* What the command line asks for. */
struct request {
	struct naming_options naming;
	struct selection selection;
	struct bounds bounds;
	struct bound_options options;
	const char *junit;
};

static int read_files(struct request *request, char *const *paths, size_t count,
		      struct comparison *comparison)
{
	struct diff_side sides[2];

	if (count == 2)
		return two_files_compare(comparison, paths, &request->naming, &request->selection,
					 sides);
	if (two_files_after(comparison, paths[0], &request->naming, &request->selection, &sides[1]))
		return -1;
	if (!sides[1].samples)
		return error("%s has no samples; there is nothing to check", sides[1].name);
	return 0;
}

static void write_line(const struct bound *bound, const struct junit_case *check)
{
	printf("%s: --%s ", check->failed ? "broken" : "kept", bound_kind_name(bound->kind));
	plain_write(stdout, bound->text);
	printf(": %s\n", check->message);
}

static int write_junit(const char *path, const struct junit_case *cases, size_t count)
{
	FILE *out = fopen(path, "we");
	int err = 0;

	if (!out || junit_write(out, "flamerec check", cases, count))
		err = errno;
	if (out && fclose(out) && !err)
		err = errno;
	if (err)
		return error("%s was not written: %s; name a file elsewhere", path, strerror(err));
	return 0;
}

/* Return: 0, or -1 where a bound was broken, or after saying what is wrong. */
static int hold(const struct request *request, const struct comparison *comparison)
{
	const struct bounds *bounds = &request->bounds;
	struct junit_case *cases = xcalloc(bounds->count, sizeof(*cases));
	struct strbuf *lines = xcalloc(bounds->count, sizeof(*lines));
	int result = 0;

	for (size_t i = 0; i < bounds->count; i++) {
		const struct bound *bound = &bounds->bound[i];

		cases[i].failed = !bound_holds(bound, comparison, &request->options, &lines[i]);
		cases[i].group = bound_kind_name(bound->kind);
		cases[i].name = bound->text;
		cases[i].message = lines[i].text;
		write_line(bound, &cases[i]);
		if (cases[i].failed)
			result = -1;
	}
	if (request->junit && write_junit(request->junit, cases, bounds->count))
		result = -1;
	for (size_t i = 0; i < bounds->count; i++)
		free(lines[i].text);
	free(lines);
	free(cases);
	return result;
}

static int check(struct request *request, char *const *files, size_t count)
{
	struct comparison comparison;
	struct tree tree;
	int result;

	tree_init(&tree);
	comparison_init(&comparison, &tree, false);
	result = read_files(request, files, count, &comparison);
	if (!result)
		result = hold(request, &comparison);
	comparison_free(&comparison);
	tree_free(&tree);
	if (fflush(stdout) || ferror(stdout))
		result = error("the results were not written: %s; write them elsewhere",
			       strerror(errno));
	return result ? STATUS_FAILED : STATUS_OK;
}

static int take_option(void *arg, int c, char *value)
{
	struct request *request = arg;

	if (c >= OPTION_SELECTION)
		return selection_option(&request->selection, c, value);
	if (c >= OPTION_NAMING)
		return naming_option(&request->naming, c, value);
	switch (c) {
	case OPTION_MAX_SHARE:
		return bounds_add(&request->bounds, BOUND_SHARE, value);
	case OPTION_MAX_GROWTH:
		return bounds_add(&request->bounds, BOUND_GROWTH, value);
	case OPTION_BY:
		return text_by(value, &request->options.by);
	case OPTION_STRICT:
		request->options.strict = true;
		break;
	case OPTION_ALLOW_MISSING:
		request->options.allow_missing = true;
		break;
	case OPTION_JUNIT:
		request->junit = value;
		break;
	}
	return 0;
}

/* Whether the files are those that the bounds need. */
static int complete(const struct request *request, size_t count)
{
	const struct bounds *bounds = &request->bounds;

	if (count != 1 && count != 2)
		return error("one file is checked, or two are compared; try 'flamerec check "
			     "capture.fsc --max-share memcpy=5'");
	if (!bounds->count)
		return error("nothing is to be checked; give --max-share or --max-growth");
	for (size_t i = 0; i < bounds->count; i++) {
		if (bounds->bound[i].kind == BOUND_GROWTH && count != 2)
			return error("--max-growth compares two files; give the one before and the "
				     "one after");
	}
	return 0;
}

static int run(void *arg, char *const *files, size_t count)
{
	struct request *request = arg;

	return complete(request, count) ? STATUS_USAGE : check(request, files, count);
}

static const struct command_line command_line = {
	.name = "flamerec check",
	.letters = ":h",
	.options = long_options,
	.help = (const char *const[]){
		help, selection_options_help, naming_heading, naming_options_help, NULL,
	},
	.take = take_option,
	.run = run,
};

int cmd_check(int argc, char **argv)
{
	struct request request = { .options.by = BY_TOTAL };
	int status = command_line_run(&command_line, argc, argv, &request);

	naming_options_free(&request.naming);
	selection_free(&request.selection);
	bounds_free(&request.bounds);
	return status;
}
