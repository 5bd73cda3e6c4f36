/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The names of a compiled ELF file, compared with what other programs call its functions.
 */
#ifndef FLAMEREC_TESTS_FIXTURE_NAMES_H
#define FLAMEREC_TESTS_FIXTURE_NAMES_H

#include <fcntl.h>
#include <stdint.h>

#include "fixture.h"
#include "symbol/elf_file.h"

#define NAMES_MAX 8192

/* What another program says. */
struct names_line {
	unsigned long long address;
	char name[1024];
};

/* How many of its lines we agree with: the name, or that of an alias. */
struct names_score {
	size_t lines, same, wrong, unnamed;
};

static struct strbuf names_buf;
static uint64_t names_start, names_end;

/* Whether a program is installed here. */
static inline bool names_have(const char *program)
{
	return fixture_run("command -v %s >/dev/null", program);
}

/* Opens a file of the fixture's directory. Ends the test program where it can't be. */
static inline void names_open(struct elf_file *file, const char *name)
{
	int fd = open(fixture_path(name), O_RDONLY | O_CLOEXEC);

	if (fd >= 0 && !elf_file_open(file, fd))
		return;
	printf("Bail out! can't open %s\n", name);
	exit(1);
}

/* The name at an address, "-" where there is none; names_start and names_end are its bounds. */
static inline const char *names_at(struct elf_file *file, uint64_t address)
{
	enum unnamed why = elf_file_find_address(file, address, &names_buf, &names_start,
						 &names_end);

	if (!why && (address < names_start || address >= names_end))
		return "out of its own bounds";
	return why ? "-" : names_buf.text;
}

/* Runs a shell command in the directory, which prints "ADDRESS NAME" a line. Return: how many. */
__attribute__((format(printf, 2, 3)))
static inline size_t names_read(struct names_line *lines, const char *fmt, ...)
{
	char command[1024], text[2048];
	size_t n = 0, used = snprintf(command, sizeof(command), "cd %s && ", fixture_dir);
	va_list ap;
	FILE *pipe;

	va_start(ap, fmt);
	vsnprintf(command + used, sizeof(command) - used, fmt, ap);
	va_end(ap);
	pipe = popen(command, "r");
	while (pipe && n < NAMES_MAX && fgets(text, sizeof(text), pipe))
		if (sscanf(text, "%llx %1023[^\n]", &lines[n].address, lines[n].name) == 2)
			n++;
	if (pipe)
		pclose(pipe);
	return n;
}

/* Whether one of the lines gives an address this name. */
static inline bool names_has(const struct names_line *lines, size_t n, uint64_t address,
			     const char *name)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (lines[i].address == address && !strcmp(lines[i].name, name))
			return true;
	return false;
}

/* Looks at byte @offset of each function. */
static inline struct names_score names_compare(struct elf_file *file,
					       const struct names_line *lines, size_t n,
					       uint64_t offset)
{
	struct names_score score = { .lines = n };
	size_t i;

	for (i = 0; i < n; i++) {
		const char *name = names_at(file, lines[i].address + offset);

		if (!strcmp(name, "-"))
			score.unnamed++;
		else if (names_has(lines, n, lines[i].address, name))
			score.same++;
		else if (score.wrong++ < 3)
			printf("# %llx is called %s, not %s\n", lines[i].address, name,
			       lines[i].name);
	}
	return score;
}

#endif
