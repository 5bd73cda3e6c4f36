// SPDX-License-Identifier: GPL-2.0-or-later
#include <inttypes.h>

#include "output/number.h"
#include "session/advice.h"
#include "util/plain.h"

/* Files that the table shows. */
#define FILES_MAX 10

/* Share of all frames that is worth a line in a summary. */
#define WORTH_PERCENT 0.5

/* What to call a file in the singular. */
static const char *subject(const struct file_use *use)
{
	if (use->is_kernel)
		return "the kernel";
	if (!use->object)
		return "memory without a file";
	return *use->object->path ? use->object->path : "memory without a file";
}

/* Where the machine is this one, and where it is another. */
static const struct {
	const char *here, *elsewhere;
} words[UNNAMED_REASONS] = {
	[UNNAMED_NO_MAPPING] = {
		"programs that live longer are named; the next recording may have more luck",
		"programs that live longer are named; the next recording may have more luck",
	},
	[UNNAMED_ANONYMOUS] = {
		"have the program tell its generated code: node --perf-basic-prof, "
		"python3 -X perf, java -XX:+UnlockDiagnosticVMOptions -XX:+DumpPerfMapAtExit",
		"record with the program telling its generated code: node --perf-basic-prof, "
		"python3 -X perf",
	},
	[UNNAMED_NO_FILE] = {
		"record as root, while the program runs",
		"give --sysroot or --debug-dir, or bring a bundle from where it was recorded "
		"('flamerec bundle')",
	},
	[UNNAMED_CHANGED] = {
		"start the program anew: its file was replaced since",
		"give the file that ran, by --sysroot or --debug-dir",
	},
	[UNNAMED_NOT_ELF] = {
		"see what kind of file it is",
		"see what kind of file it is",
	},
	[UNNAMED_STRIPPED] = {
		"install its debug symbols, or name them by --debug-dir or DEBUGINFOD_URLS",
		"give its debug file, by --debug-dir, --sysroot or DEBUGINFOD_URLS",
	},
	[UNNAMED_RESTRICTED] = {
		"record as root, with 'sysctl kernel.kptr_restrict=1'; or give --vmlinux",
		"give --vmlinux; or record as root, with 'sysctl kernel.kptr_restrict=1'",
	},
	[UNNAMED_NO_KALLSYMS] = {
		"give --vmlinux or --system-map",
		"give --vmlinux or --system-map",
	},
	[UNNAMED_NO_SLIDE] = {
		"record as root, so that it is known where the kernel was loaded",
		"record as root, so that it is known where the kernel was loaded",
	},
};

const char *advice(enum unnamed why, bool elsewhere)
{
	const char *text = NULL;

	if ((unsigned int)why < UNNAMED_REASONS)
		text = elsewhere ? words[why].elsewhere : words[why].here;
	return text ? text : "nothing to be done";
}

static double share(const struct profile *profile, const struct file_use *use)
{
	return number_percent(file_use_unnamed(use), profile_counts(profile)->frames);
}

static void write_use(FILE *out, const struct file_use *use, bool elsewhere)
{
	enum unnamed why = file_use_reason(use);

	plain_write(out, subject(use));
	fprintf(out, ": %s; %s\n", unnamed_reason(why), advice(why, elsewhere));
}

void advice_write(FILE *out, const struct profile *profile, bool elsewhere)
{
	const struct file_use *uses;
	size_t n = profile_file_uses(profile, &uses), i;

	if (!n || !file_use_unnamed(&uses[0]))
		return;
	fputs("frames without a name, by file:\n", out);
	for (i = 0; i < n && i < FILES_MAX && file_use_unnamed(&uses[i]); i++) {
		fprintf(out, "  %6.2f%%  ", share(profile, &uses[i]));
		write_use(out, &uses[i], elsewhere);
	}
}

void advice_write_worst(FILE *out, const struct profile *profile, bool elsewhere)
{
	const struct file_use *worst;

	if (!profile_file_uses(profile, &worst) || share(profile, worst) < WORTH_PERCENT)
		return;
	fprintf(out, "most of all %.1f%% in ", share(profile, worst));
	write_use(out, worst, elsewhere);
}
