// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>
#include <string.h>
#include <linux/flamesamp.h>

#include "session/lists.h"
#include "session/options.h"
#include "util/alloc.h"
#include "util/error.h"

enum {
	OPTION_CGROUP = 256,
	OPTION_KERNEL,
	OPTION_USER,
	OPTION_RING_SIZE,
	OPTION_STACKS,
	OPTION_UNWIND,
	OPTION_STACK_BYTES,
};

static const struct option long_options[] = {
	{ "frequency", required_argument, NULL, 'F' },
	{ "duration", required_argument, NULL, 'd' },
	{ "pid", required_argument, NULL, 'p' },
	{ "cpus", required_argument, NULL, 'C' },
	{ "cgroup", required_argument, NULL, OPTION_CGROUP },
	{ "kernel", no_argument, NULL, OPTION_KERNEL },
	{ "user", no_argument, NULL, OPTION_USER },
	{ "output", required_argument, NULL, 'o' },
	{ "all", no_argument, NULL, 'a' },
	{ "ring-size", required_argument, NULL, OPTION_RING_SIZE },
	{ "stacks", required_argument, NULL, OPTION_STACKS },
	{ "unwind", required_argument, NULL, OPTION_UNWIND },
	{ "stack-bytes", required_argument, NULL, OPTION_STACK_BYTES },
	{ "help", no_argument, NULL, 'h' },
	NAMING_LONG_OPTIONS,
	PICTURE_LONG_OPTIONS,
	{ NULL, 0, NULL, 0 },
};

static const char help[] =
"  -F, --frequency HZ     samples a second and CPU, 1 to 20000 (default 99)\n"
"  -d, --duration SECONDS end after that time; fractions are possible\n"
"  -p, --pid PID[,PID]    only these processes and their descendants, until they have ended\n"
"  -C, --cpus LIST        only these CPUs, like 0-3,5\n"
"      --cgroup PATH      only this control group (a directory below /sys/fs/cgroup)\n"
"      --kernel           only kernel mode, and only kernel frames\n"
"      --user             only user mode, and only user frames\n"
"  -a, --all              with COMMAND: the whole system, not only the command\n"
"  -o, --output FILE      what to write, by its suffix: .svg, .png, .html a picture, .folded a line\n"
"                         a stack, .pb.gz (pprof), .speedscope.json, .perf (as perf script), .fsc a\n"
"                         capture to draw from later; may be given several times\n"
"      --unwind HOW       how to find the callers of user code: cfi, by tables that are made from\n"
"                         the programs' unwind information (default); fp, by frame pointers; none\n"
"      --stack-bytes N    with cfi: where a program has no table, copy up to N bytes of the stack\n"
"                         (at most 32768), to find the callers afterwards; default 0\n"
"      --ring-size SIZE   buffer of each CPU, like 512K (the default) or 4M\n"
"      --stacks N         stacks that each CPU remembers (default 4096)\n"
"  -h, --help             this text\n";

static const char naming_help[] =
"\n"
"What helps to find names, and how pictures and folded stacks show them:\n"
"\n";

static void add_output(struct options *options, const char *path)
{
	options->outputs = xreallocarray(options->outputs, options->noutputs + 1,
					 sizeof(*options->outputs));
	options->outputs[options->noutputs++] = path;
}

static int take_ring_size(struct options *options, const char *text)
{
	if (parse_size("--ring-size", text, &options->ring_bytes))
		return -1;
	if (options->ring_bytes < FLAMESAMP_RING_MIN || options->ring_bytes > FLAMESAMP_RING_MAX)
		return error("--ring-size: '%s' is out of range; give a size from 64K to 64M",
			     text);
	return 0;
}

static int take_unwind(struct options *options, const char *text)
{
	static const char *const ways[FLAMESAMP_UNWIND_WAYS] = {
		[FLAMESAMP_UNWIND_FRAME_POINTERS] = "fp",
		[FLAMESAMP_UNWIND_TABLES] = "cfi",
		[FLAMESAMP_UNWIND_LEAF] = "none",
	};

	for (unsigned int way = 0; way < FLAMESAMP_UNWIND_WAYS; way++) {
		if (strcmp(text, ways[way]))
			continue;
		options->unwind = way;
		return 0;
	}
	return error("--unwind: '%s' is no way to unwind; give cfi, fp or none", text);
}

static int take_stack_bytes(struct options *options, const char *text)
{
	uint32_t bytes;

	if (parse_number("a number of bytes of the stack", text, 0, FLAMESAMP_STACK_BYTES_MAX,
			 &bytes))
		return -1;
	options->stack_bytes = (bytes + 7) / 8 * 8;
	return 0;
}

/* Whoever draws a capture later chooses how it looks; only the title is the recording's own. */
static int take_picture(struct options *options, int c, const char *value)
{
	if (c != OPTION_TITLE)
		options->drawn = true;
	return picture_option(&options->picture, c, value);
}

static int take_option(void *arg, int c, char *value)
{
	struct options *options = arg;

	if (c >= OPTION_PICTURE)
		return take_picture(options, c, value);
	if (c >= OPTION_NAMING)
		return naming_option(&options->naming, c, value);
	switch (c) {
	case 'F':
		return parse_number("a rate in Hz", value, FLAMESAMP_HZ_MIN, FLAMESAMP_HZ_MAX,
				    &options->hz);
	case 'd':
		return parse_seconds(value, &options->seconds);
	case 'p':
		return parse_pids(value, &options->pids, &options->npids);
	case 'C':
		return parse_cpus(value, &options->cpus, &options->cpus_bytes);
	case OPTION_RING_SIZE:
		return take_ring_size(options, value);
	case OPTION_STACKS:
		return parse_number("a number of stacks", value, FLAMESAMP_STACKS_MIN,
				    FLAMESAMP_STACKS_MAX, &options->stacks);
	case OPTION_UNWIND:
		return take_unwind(options, value);
	case OPTION_STACK_BYTES:
		return take_stack_bytes(options, value);
	case OPTION_CGROUP:
		options->cgroup = value;
		break;
	case OPTION_KERNEL:
		options->kernel_only = true;
		break;
	case OPTION_USER:
		options->user_only = true;
		break;
	case 'a':
		options->system_wide = true;
		break;
	case 'o':
		add_output(options, value);
		break;
	}
	return 0;
}

/* Cut off what is behind "--": getopt would move the device there. Return: the arguments before. */
static int split_command(struct options *options, int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--"))
			continue;
		options->command = &argv[i + 1];
		return i;
	}
	return argc;
}

static int check(struct options *options, const char *command)
{
	if (!options->device)
		return error("no device was named; try '%s /dev/flamesamp'", command);
	if (options->kernel_only && options->user_only)
		return error("--kernel and --user leave nothing to sample; give one of them");
	if (options->stack_bytes && options->unwind != FLAMESAMP_UNWIND_TABLES)
		return error("--stack-bytes stands in for missing tables, and goes with "
			     "--unwind=cfi only; leave it out");
	if (options->npids > FLAMESAMP_PIDS_MAX)
		return error("-p: more than %u processes; sample their parent, or a control group",
			     FLAMESAMP_PIDS_MAX);
	if (options->command && !options->command[0])
		return error("no command behind '--'; leave it out, or name one");
	if (options->command && options->npids)
		return error("-p and a command exclude each other; use -a to see more than the "
			     "command");
	if (options->system_wide && !options->command)
		return error("-a goes with a command; without one, everything is sampled anyway");
	return picture_options_complete(&options->picture);
}

enum parsed options_parse(struct options *options, int argc, char **argv, const char *command,
			  const char *about)
{
	const struct command_line line = {
		.name = command,
		.letters = ":F:d:p:C:o:ah",
		.options = long_options,
		.help = (const char *const[]){
			about, help, picture_options_help, naming_help, naming_options_help, NULL,
		},
		.take = take_option,
	};
	enum parsed parsed;

	*options = (struct options){ .hz = DEFAULT_HZ, .unwind = FLAMESAMP_UNWIND_TABLES };
	argc = split_command(options, argc, argv);
	parsed = command_line_read(&line, argc, argv, options);
	if (parsed != PARSED_RUN)
		return parsed;
	if (optind < argc)
		options->device = argv[optind++];
	if (optind < argc) {
		error("what is '%s' for? a command to run comes behind '--'; see '%s --help'",
		      argv[optind], command);
		return PARSED_WRONG;
	}
	return check(options, command) ? PARSED_WRONG : PARSED_RUN;
}

void options_free(struct options *options)
{
	free(options->pids);
	free(options->cpus);
	free(options->outputs);
	naming_options_free(&options->naming);
	picture_options_free(&options->picture);
	*options = (struct options){ 0 };
}
