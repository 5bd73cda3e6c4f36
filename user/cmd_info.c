// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * flamerec info FILE|DEV: what a capture holds, what a device can do, how a program is unwound.
 */
#include <elf.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "commands.h"
#include "session/command_line.h"
#include "session/describe.h"
#include "util/error.h"

static const char help[] =
"flamerec info FILE|DEVICE [OPTIONS]\n"
"\n"
"Of a capture: what it is of, what it came to, what is missing and why. Of /dev/flamesamp: what\n"
"the module can do on this kernel, and what will be missing from a recording. Of a program or\n"
"library (ELF file): how large its unwind table is, and from what it is made.\n";

static const struct option long_options[] = {
	{ "help", no_argument, NULL, 'h' },
	NAMING_LONG_OPTIONS,
	{ NULL, 0, NULL, 0 },
};

static int info_device(const char *path)
{
	struct device device;

	if (device_open(&device, path))
		return -1;
	describe_device(stdout, &device);
	device_close(&device);
	return 0;
}

static bool is_regular(const char *path)
{
	struct stat st;

	return !stat(path, &st) && S_ISREG(st.st_mode);
}

static bool is_elf(const char *path)
{
	FILE *in = fopen(path, "re");
	char magic[SELFMAG];
	bool elf;

	if (!in)
		return false;
	elf = fread(magic, sizeof(magic), 1, in) && !memcmp(magic, ELFMAG, SELFMAG);
	fclose(in);
	return elf;
}

static int info_file(const char *path, struct naming_options *naming)
{
	struct loaded loaded;
	int result;

	/* Not where it would take bytes out of a pipe. */
	if (is_regular(path) && is_elf(path))
		return describe_elf(stdout, path);
	result = load_file(&loaded, path, naming);
	if (!result)
		describe_file(stdout, path, &loaded);
	load_free(&loaded);
	return result;
}

/* A device that is not there is more likely to be asked for than a file that is not. */
static bool is_device(const char *path)
{
	struct stat st;

	if (!stat(path, &st))
		return S_ISCHR(st.st_mode);
	return !strncmp(path, "/dev/", strlen("/dev/"));
}

static int take_option(void *naming, int c, char *value)
{
	return naming_option(naming, c, value);
}

static int info(const char *path, struct naming_options *naming)
{
	int result = is_device(path) ? info_device(path) : info_file(path, naming);

	if (!result && (fflush(stdout) || ferror(stdout)))
		result = error("standard output: %s; write elsewhere", strerror(errno));
	return result ? STATUS_FAILED : STATUS_OK;
}

static int run(void *naming, char *const *files, size_t count)
{
	if (count == 1)
		return info(files[0], naming);
	error("one file or device is to be described; try 'flamerec info /dev/flamesamp'");
	return STATUS_USAGE;
}

static const struct command_line command_line = {
	.name = "flamerec info",
	.letters = ":h",
	.options = long_options,
	.help = (const char *const[]){ help, naming_heading, naming_options_help, NULL },
	.take = take_option,
	.run = run,
};

int cmd_info(int argc, char **argv)
{
	struct naming_options naming = { 0 };
	int status = command_line_run(&command_line, argc, argv, &naming);

	naming_options_free(&naming);
	return status;
}
