// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * flamerec bundle FILE: what debug files a capture wants, and an archive of those that are here.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "commands.h"
#include "output/number.h"
#include "session/collect.h"
#include "session/command_line.h"
#include "session/load.h"
#include "session/notes.h"
#include "util/error.h"
#include "util/plain.h"

static const char help[] =
"flamerec bundle FILE.fsc [-o FILE.tar] [OPTIONS]\n"
"\n"
"Lists the files that a capture has samples in: how many, the share of their addresses that has\n"
"no name, how many names the capture kept, and the debug file, if it is found. Packs all that are\n"
"found into FILE.tar, which 'flamerec render FILE.fsc' uses by itself, and which can be unpacked\n"
"for --debug-dir. On the machine that was sampled or on any other one.\n"
"\n"
"  -o, --output FILE      the archive; without, FILE.tar beside FILE.fsc\n"
"      --list             only list; servers are not asked\n"
"      --wanted           only print 'BUILD-ID PATH' of those that are not found, a line each;\n"
"                         servers are not asked\n"
"  -h, --help             this text\n"
"\n"
"Where files are looked for, and for what:\n"
"\n";

enum {
	OPTION_LIST = 256,
	OPTION_WANTED,
};

static const struct option long_options[] = {
	{ "output", required_argument, NULL, 'o' },
	{ "list", no_argument, NULL, OPTION_LIST },
	{ "wanted", no_argument, NULL, OPTION_WANTED },
	{ "help", no_argument, NULL, 'h' },
	NAMING_LONG_OPTIONS,
	{ NULL, 0, NULL, 0 },
};

/* What the command line asks for. */
struct request {
	struct naming_options naming;
	const char *capture, *output;
	bool list, wanted;
};

/* One line of the list. */
struct line {
	const struct file_use *use;
	const char *path;
	struct build_id id;
	uint64_t kept;
	enum collected found;
	char *where;
};

static void write_found(const char *what, const char *where)
{
	fputs(what, stdout);
	plain_write(stdout, where);
	putchar('\n');
}

static void write_line(const struct line *line)
{
	char samples[NUMBER_MAX], kept[NUMBER_MAX], id[2 * BUILD_ID_MAX + 1];

	printf("%12s %7.1f%% %8s  %s%s", number_grouped(line->use->samples, samples),
	       number_percent(file_use_unnamed(line->use), line->use->frames),
	       number_grouped(line->kept, kept), build_id_text(&line->id, id),
	       line->id.len ? " " : "");
	plain_write(stdout, line->path);
	fputs(": ", stdout);
	switch (line->found) {
	case COLLECTED_NONE:
		puts(line->use->is_kernel ? "wanted" : "its debug file is wanted");
		break;
	case COLLECTED_DEBUG:
		write_found(line->use->is_kernel ? "" : "debug file ", line->where);
		break;
	case COLLECTED_FILE:
		write_found("has symbols itself, ", line->where);
		break;
	case COLLECTED_NO_ID:
		puts("has no build-id that is known, so its files can't be told from others");
		break;
	}
}

/* Bare, for scripts. */
static void write_wanted(const struct line *line)
{
	char id[2 * BUILD_ID_MAX + 1];

	if (line->found != COLLECTED_NONE)
		return;
	printf("%s ", build_id_text(&line->id, id));
	plain_write(stdout, line->path);
	putchar('\n');
}

/* Generated code is nobody's file. */
static bool is_file(const struct file_use *use)
{
	if (use->unnamed[UNNAMED_ANONYMOUS] == use->frames)
		return false;
	return use->is_kernel || (use->object && (use->object->path[0] == '/' ||
						  !strcmp(use->object->path, "[vdso]")) &&
				  strncmp(use->object->path, "//anon", strlen("//anon")));
}

static void collect(struct collection *collection, const struct request *request,
		    const struct loaded *loaded, struct line *line)
{
	const struct naming_options *naming = &request->naming;

	if (line->use->is_kernel) {
		line->path = "vmlinux";
		line->kept = load_kept_names(loaded, NULL);
		line->found = collect_kernel(collection, naming, &loaded->identity, &line->id,
					     &line->where);
		return;
	}
	line->path = line->use->object->path;
	line->id = line->use->object->id;
	line->kept = load_kept_names(loaded, line->path);
	line->found = collect_object(collection, &naming->places, line->use->object, &line->where);
}

static void list(struct collection *collection, const struct request *request,
		 const struct loaded *loaded)
{
	const struct file_use *uses;
	size_t n = profile_file_uses(loaded->profile, &uses);

	if (!request->wanted)
		puts("     samples unnamed names kept  build-id, file");
	for (size_t i = 0; i < n; i++) {
		struct line line = { .use = &uses[i] };

		if (!is_file(&uses[i]))
			continue;
		collect(collection, request, loaded, &line);
		if (request->wanted)
			write_wanted(&line);
		else
			write_line(&line);
		free(line.where);
	}
}

static int pack(struct collection *collection, const struct request *request)
{
	char *beside = request->output ? NULL : naming_bundle_path(request->capture);
	const char *path = request->output ? request->output : beside;
	uint64_t bytes;
	int result;

	if (!collection->count)
		result = error("none of these files was found, and no archive was written; give "
			       "places with --debug-dir, --sysroot or DEBUGINFOD_URLS");
	else
		result = collection_write(collection, path, &bytes);
	if (!result)
		fprintf(stderr, "wrote %s: %zu file%s, %.1f MB\n", path, collection->count,
			collection->count == 1 ? "" : "s", bytes / 1e6);
	free(beside);
	return result;
}

/* Each file that was found stays open. */
static void allow_many_files(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit))
		return;
	limit.rlim_cur = limit.rlim_max;
	setrlimit(RLIMIT_NOFILE, &limit);
}

static int bundle(struct request *request)
{
	struct collection collection = { 0 };
	struct loaded loaded;
	int result = load_file(&loaded, request->capture, &request->naming);

	if (!result && !loaded.is_capture)
		result = error("%s: folded stacks have their names; give a capture (.fsc)",
			       request->capture);
	if (!result) {
		allow_many_files();
		list(&collection, request, &loaded);
		if (fflush(stdout) || ferror(stdout))
			result = error("standard output can't be written to; write elsewhere");
	}
	if (!result && !request->list && !request->wanted)
		result = pack(&collection, request);
	collection_free(&collection);
	load_free(&loaded);
	return result ? STATUS_FAILED : STATUS_OK;
}

static int take_option(void *arg, int c, char *value)
{
	struct request *request = arg;

	if (c >= OPTION_NAMING)
		return naming_option(&request->naming, c, value);
	if (c == 'o' && !strcmp(value, "-"))
		return error("-o: the list goes to standard output, and the archive does not; name "
			     "a file for it");
	if (c == 'o')
		request->output = value;
	else if (c == OPTION_LIST)
		request->list = true;
	else
		request->wanted = true;
	return 0;
}

static int complete(struct request *request, char *const *files, size_t count)
{
	if (count != 1)
		return error("one capture is to be looked at; try 'flamerec bundle capture.fsc'");
	request->capture = files[0];
	/* For a list, nothing is fetched. */
	request->naming.local = request->list || request->wanted;
	if (!strcmp(request->capture, "-") && !request->output && !request->list &&
	    !request->wanted)
		return error("where to write the archive of standard input's files? name it "
			     "with -o");
	return 0;
}

static int run(void *arg, char *const *files, size_t count)
{
	struct request *request = arg;

	return complete(request, files, count) ? STATUS_USAGE : bundle(request);
}

static const struct command_line command_line = {
	.name = "flamerec bundle",
	.letters = ":o:h",
	.options = long_options,
	.help = (const char *const[]){ help, naming_options_help, NULL },
	.take = take_option,
	.run = run,
};

int cmd_bundle(int argc, char **argv)
{
	struct request request = { .capture = NULL };
	int status = command_line_run(&command_line, argc, argv, &request);

	naming_options_free(&request.naming);
	return status;
}
