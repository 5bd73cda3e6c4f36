/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What all commands do with their arguments: take options, print the help, say what is wrong.
 */
#ifndef FLAMEREC_SESSION_COMMAND_LINE_H
#define FLAMEREC_SESSION_COMMAND_LINE_H

#include <getopt.h>
#include <stddef.h>

/**
 * struct command_line - what a command understands
 * @name: as users write it, for messages: "flamerec render"
 * @letters: short options for getopt_long(), behind a ':', with 'h'
 * @options: long options, ended by zeros, with "help"; numbers of those that have no letter begin
 *	at 256
 * @help: texts that are the help together, ended by NULL
 * @take: takes an option: what getopt_long() returned, and its value, which stays where it is and
 *	may be changed; returns 0, or -1 after saying what is wrong
 * @run: for command_line_run(), after the last option: checks that all is there and goes together,
 *	and does what was asked; returns an exit status. @files are the arguments that are no
 *	options
 */
struct command_line {
	const char *name;
	const char *letters;
	const struct option *options;
	const char *const *help;
	int (*take)(void *request, int c, char *value);
	int (*run)(void *request, char *const *files, size_t count);
};

/* What came of reading options. */
enum parsed {
	PARSED_RUN,
	PARSED_HELP,		/* --help was asked for, and printed */
	PARSED_WRONG,		/* the user has been told what is wrong */
};

/**
 * command_line_read() - hand all options to @line->take()
 * @line: what is understood
 * @argc: arguments
 * @argv: [0] is skipped; what is no option is moved behind the options, from optind on
 * @request: for @line->take()
 */
enum parsed command_line_read(const struct command_line *line, int argc, char **argv,
			      void *request);

/* The same, and then @line->run(). Return: an exit status. */
int command_line_run(const struct command_line *line, int argc, char **argv, void *request);

#endif
