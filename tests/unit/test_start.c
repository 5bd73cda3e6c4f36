// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The functions that stacks begin with, in files that were stripped of their names.
 */
#include "fixture_names.h"
#include "unit.h"

/* main() is neither the first function nor the last one. */
#define SOURCE "static int (*volatile f)(int); int one(int x) { return x + 1; } " \
	"int main(int argc, char **argv) { (void)argv; f = one; return f(argc); } " \
	"int two(int x) { return x + 2; }"

static uint64_t address_of(const char *name, const char *file)
{
	struct names_line line[1];

	if (names_read(line, "nm %s | sed -n 's/ [tT] / /p' | grep ' %s$'", file, name) != 1)
		return 0;
	return line[0].address;
}

static void check_program(const char *flags)
{
	uint64_t start, main;
	struct elf_file file;

	if (!fixture_run("echo '%s' > p.c && ${CC:-cc} -O1 %s -o p p.c && strip -o s p", SOURCE,
			 flags)) {
		printf("# skipped: can't be built here\n");
		return;
	}
	start = address_of("_start", "p");
	main = address_of("main", "p");
	CHECK(start && main);
	names_open(&file, "s");
	CHECK_STR(names_at(&file, start), "_start");
	CHECK_EQ(names_start, start);
	CHECK_STR(names_at(&file, main + 4), "main");
	CHECK_EQ(names_start, main);
	CHECK_STR(names_at(&file, address_of("one", "p")), "-");
	CHECK_STR(names_at(&file, address_of("two", "p")), "-");
	elf_file_close(&file);
}

static void pie(void)
{
	check_program("-pie -fpie");
}

static void not_pie(void)
{
	check_program("-no-pie -fno-pie");
}

static void static_program(void)
{
	check_program("-static");
}

static void marked_branches(void)
{
	check_program("-Wl,-z,lazy -fcf-protection=full");
}

/* Code that is not glibc's start file says nothing about main(). */
static void another_start(void)
{
	struct elf_file file;
	uint64_t start;

	if (!fixture_run("echo 'int main(void) { return 1; } void _start(void) { main(); "
			 "for (;;); }' > o.c && ${CC:-cc} -O1 -fno-inline -nostartfiles -o o o.c "
			 "&& strip -o os o")) {
		printf("# skipped: can't be built here\n");
		return;
	}
	start = address_of("_start", "o");
	names_open(&file, "os");
	CHECK_STR(names_at(&file, start), "-");
	CHECK_STR(names_at(&file, address_of("main", "o")), "-");
	elf_file_close(&file);
}

/* The C library of this machine, of which nobody can find the debug file. */
static void c_library(void)
{
	static struct names_line lines[8];
	struct elf_file file;
	size_t n, i;

	if (!fixture_run("l=$(ldd /bin/ls | sed -n 's/.*libc.so.6 => \\([^ ]*\\) .*/\\1/p') && "
			 "id=$(readelf -n $l | sed -n 's/.*Build ID: //p') && "
			 "d=/usr/lib/debug/.build-id/$(echo $id | cut -c1-2)/"
			 "$(echo $id | cut -c3-).debug && test -r $d && cp $d d && "
			 "objcopy --remove-section=.note.gnu.build-id -g $l l && strip l")) {
		printf("# skipped: the C library's debug file is not installed\n");
		return;
	}
	n = names_read(lines, "nm d | sed -n 's/ t / /p' | grep -E "
		       "' (__libc_start_call_main|__clone3|start_thread)$'");
	names_open(&file, "l");
	for (i = 0; i < n; i++) {
		CHECK_STR(names_at(&file, lines[i].address + 8), lines[i].name);
		CHECK_EQ(names_start, lines[i].address);
	}
	printf("# %zu of the functions are in this C library\n", n);
	elf_file_close(&file);
}

int main(void)
{
	fixture_begin();
	RUN(pie);
	RUN(not_pie);
	RUN(static_program);
	RUN(marked_branches);
	RUN(another_start);
	RUN(c_library);
	free(names_buf.text);
	fixture_end();
	return unit_done();
}
