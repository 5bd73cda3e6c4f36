// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdio.h>
#include <string.h>

#include "session/command_line.h"
#include "util/error.h"

static enum parsed print_help(const struct command_line *line)
{
	for (const char *const *text = line->help; *text; text++)
		fputs(*text, stdout);
	return PARSED_HELP;
}

/*
 * getopt_long() tells a letter that it does not know by optopt, and may not be past its argument
 * yet. A letter that is known is that of a long option with a value that it does not take.
 */
static enum parsed say_what_is_wrong(const struct command_line *line, int c, const char *argument)
{
	if (c == ':')
		error("%s needs a value; see '%s --help'", argument, line->name);
	else if (optopt && optopt < 256 && !strchr(line->letters, optopt))
		error("unknown option -%c; see '%s --help'", optopt, line->name);
	else if (optopt)
		error("%s: this option takes no value; see '%s --help'", argument, line->name);
	else
		error("unknown option %s; see '%s --help'", argument, line->name);
	return PARSED_WRONG;
}

enum parsed command_line_read(const struct command_line *line, int argc, char **argv,
			      void *request)
{
	int c;

	opterr = 0;
	optind = 0;	/* 0, not 1: start afresh; tests read many command lines */
	while ((c = getopt_long(argc, argv, line->letters, line->options, NULL)) != -1) {
		if (c == 'h')
			return print_help(line);
		if (c == '?' || c == ':')
			return say_what_is_wrong(line, c, argv[optind - 1]);
		if (line->take(request, c, optarg))
			return PARSED_WRONG;
	}
	return PARSED_RUN;
}

int command_line_run(const struct command_line *line, int argc, char **argv, void *request)
{
	switch (command_line_read(line, argc, argv, request)) {
	case PARSED_HELP:
		return STATUS_OK;
	case PARSED_WRONG:
		return STATUS_USAGE;
	default:
		return line->run(request, argv + optind, argc - optind);
	}
}
