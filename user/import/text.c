// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>
#include <string.h>

#include "import/folded.h"
#include "import/lines.h"
#include "import/perf_script.h"
#include "import/text.h"
#include "util/alloc.h"
#include "util/error.h"

/* Lines that other programs may have put before it, such as warnings. */
#define LINES_TRIED 20

/* What is often given instead of text, and what to do with it. */
static const struct {
	const char *start;
	const char *what, *command;
} others[] = {
	{ "PERFILE2", "what perf record writes", "perf script -i FILE" },
	{ "PERFFILE", "what perf record writes", "perf script -i FILE" },
	{ "\x1f\x8b", "compressed", "gzip -dc FILE" },
	{ "\xfd" "7zXZ", "compressed", "xz -dc FILE" },
	{ "\x28\xb5\x2f\xfd", "compressed", "zstd -dc FILE" },
	{ "BZh", "compressed", "bzip2 -dc FILE" },
};

static int refuse_others(const char *start, size_t size, const char *name)
{
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++) {
		size_t len = strlen(others[i].start);

		if (size >= len && !memcmp(start, others[i].start, len))
			return error("%s is %s; try '%s | flamerec render -'", name, others[i].what,
				     others[i].command);
	}
	return 0;
}

enum kind { UNKNOWN, FOLDED, PERF_SCRIPT };

static enum kind kind_of_line(const char *line)
{
	enum perf_script_look look = perf_script_look(line);

	if (folded_is_line(line, strlen(line)) &&
	    (look != PERF_SCRIPT_SURELY || strchr(line, ';')))
		return FOLDED;
	return look == PERF_SCRIPT_NO ? UNKNOWN : PERF_SCRIPT;
}

/* By the first line that is one or the other. Comments, as of perf script --header, say nothing. */
static enum kind kind_of_text(const char *text, size_t size)
{
	const char *end = text + size, *next;
	enum kind kind = UNKNOWN;

	for (int tried = 0; text < end && tried < LINES_TRIED && !kind; text = next) {
		const char *newline = memchr(text, '\n', end - text);
		char *line;

		next = newline ? newline + 1 : end;
		if (newline == text || *text == '#')
			continue;
		line = xstrndup(text, (newline ? newline : end) - text);
		line[strcspn(line, "\r")] = '\0';
		kind = kind_of_line(line);
		free(line);
		tried++;
	}
	return kind;
}

int text_read(FILE *in, const char *name, stack_fn *take, void *arg)
{
	struct lines lines;
	const char *start;
	size_t size;
	int result;

	lines_init(&lines, in);
	start = lines_peek(&lines, &size);
	result = refuse_others(start, size, name);
	if (!result && kind_of_text(start, size) == PERF_SCRIPT)
		result = perf_script_read(&lines, name, take, arg);
	else if (!result)
		result = folded_read(&lines, name, take, arg);
	lines_free(&lines);
	return result;
}
