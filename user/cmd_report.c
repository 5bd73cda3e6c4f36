// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * flamerec report FILE|-: the hottest functions, as text.
 */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "output/report.h"
#include "session/advice.h"
#include "session/lists.h"
#include "session/load.h"
#include "session/summary.h"
#include "util/error.h"

#define TOP_MAX 1000000

static const char help[] =
"flamerec report FILE|- [-n FUNCTIONS] [OPTIONS]\n"
"\n"
"Prints the functions that had most samples, of a capture (.fsc) or of folded stacks. Of a capture\n"
"also which frames have no name, and how much of the user stacks was found.\n"
"\n"
"  -n, --top FUNCTIONS    how many functions to show (default 20)\n"
"  -h, --help             this text\n"
"\n"
"Names that a capture lacks are looked for. What helps to find them, and how they are shown:\n"
"\n";

static const struct option long_options[] = {
	{ "top", required_argument, NULL, 'n' },
	{ "help", no_argument, NULL, 'h' },
	NAMING_LONG_OPTIONS,
	{ NULL, 0, NULL, 0 },
};

/* How far the list can be relied on: what has no name, and how much of the stacks was found. */
static void write_quality(const struct loaded *loaded)
{
	const struct profile_counts *counts = profile_counts(loaded->profile);
	struct strbuf line = { 0 };

	summary_unnamed(counts, &line);
	printf("\n%s\n", line.text);
	advice_write_worst(stdout, loaded->profile, !identity_is_here(&loaded->identity));
	strbuf_truncate(&line, 0);
	summary_user(counts, &line);
	if (line.len)
		puts(line.text);
	free(line.text);
}

static int report(const char *path, unsigned int top, struct naming_options *naming)
{
	const struct report_options options = { .top = top };
	struct loaded loaded;
	int status = STATUS_FAILED;

	if (!load_file(&loaded, path, naming)) {
		report_write(stdout, &loaded.tree, &options);
		if (loaded.is_capture)
			write_quality(&loaded);
		status = STATUS_OK;
	}
	load_free(&loaded);
	if (fflush(stdout) || ferror(stdout)) {
		error("the report was not written: %s; write it elsewhere", strerror(errno));
		status = STATUS_FAILED;
	}
	return status;
}

static int parse(int argc, char **argv, uint32_t *top, struct naming_options *naming)
{
	int c;

	opterr = 0;
	while ((c = getopt_long(argc, argv, ":n:h", long_options, NULL)) != -1) {
		if (c == 'h')
			return 'h';
		if (c == '?' || c == ':')
			return error("'%s' is no option, or needs a value; see 'flamerec report "
				     "--help'", argv[optind - 1]);
		if (c >= OPTION_NAMING) {
			if (naming_option(naming, c, optarg))
				return -1;
			continue;
		}
		if (parse_number("a number of functions", optarg, 1, TOP_MAX, top))
			return -1;
	}
	if (optind != argc - 1)
		return error("one file is to be reported on; try 'flamerec report capture.fsc'");
	return 0;
}

int cmd_report(int argc, char **argv)
{
	struct naming_options naming = { 0 };
	int status = STATUS_USAGE;
	uint32_t top = 0;

	switch (parse(argc, argv, &top, &naming)) {
	case 'h':
		printf("%s%s", help, naming_options_help);
		status = STATUS_OK;
		break;
	case 0:
		status = report(argv[optind], top, &naming);
		break;
	}
	naming_options_free(&naming);
	return status;
}
