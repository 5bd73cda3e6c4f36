// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Maps and dumps of JIT compilers, made by hand.
 */
#include <fcntl.h>
#include <utime.h>

#include "fixture_fsc.h"
#include "fixture_jit.h"
#include "symbol/perf_map.h"
#include "unit.h"

#define PROGRAM 77

static struct resolver *resolver;

static void begin(void)
{
	resolver = resolver_new();
	remove(jit_map_path(getpid()));
}

static void end(void)
{
	resolver_free(resolver);
	remove(jit_map_path(getpid()));
}

static bool read_map(void)
{
	return resolver_read_jit(resolver, PROGRAM, getpid());
}

static const char *name_at(uint64_t address, uint64_t ns)
{
	struct symbol symbol = jit_symbol(resolver, PROGRAM, address, ns);

	CHECK_EQ(symbol.is_jit, symbol.why == NAMED);
	if (symbol.why == NAMED)
		CHECK(symbol.start <= address && address < symbol.end);
	else
		CHECK_EQ(symbol.why, UNNAMED_ANONYMOUS);
	return symbol.name;
}

static const char *name_now(uint64_t address)
{
	return name_at(address, jit_clock());
}

static void lines(void)
{
	begin();
	CHECK(!read_map());
	jit_map_write("w", "1000 10 plain\n0x2000 0X20 LazyCompile:*foo /a b/c.js:1\n"
		      "not a number\n3000\n3000 10\n3000 10 \n3000 0 empty\n"
		      "fffffffffffffff0 20 beyond\n10000000000000000 10 too_long\n-5 10 negative\n"
		      "  4000\t10\ttabs  \r\n5000 10 last");
	CHECK(read_map());
	CHECK_STR(name_now(0x1000), "plain");
	CHECK_STR(name_now(0x100f), "plain");
	CHECK_STR(name_now(0x1010), "[anon]");
	CHECK_STR(name_now(0xfff), "[anon]");
	CHECK_STR(name_now(0x201f), "LazyCompile:*foo /a b/c.js:1");
	CHECK_STR(name_now(0x3000), "[anon]");
	CHECK_STR(name_now(0xfffffffffffffff8), "[anon]");
	CHECK_STR(name_now(4), "[anon]");
	CHECK_STR(name_now(0x4001), "tabs");
	/* It may not be all of the name. */
	CHECK_STR(name_now(0x5000), "[anon]");
	jit_map_write("a", "_line\n");
	read_map();
	CHECK_STR(name_now(0x5000), "last_line");
	CHECK_STR(jit_symbol(resolver, PROGRAM + 1, 0x1000, 5).name, "[anon]");
	end();
}

static void later_lines_win(void)
{
	begin();
	jit_map_write("w", "1000 100 old\n1080 100 new\n5000 1000 outer\n5100 10 inner\n"
		      "8000 10 first\n8000 10 second\n7ff0 100 around\n");
	read_map();
	CHECK_STR(name_now(0x1000), "old");
	CHECK_STR(name_now(0x1080), "new");
	CHECK_STR(name_now(0x1110), "new");
	CHECK_STR(name_now(0x50ff), "outer");
	CHECK_STR(name_now(0x5100), "inner");
	CHECK_STR(name_now(0x5110), "outer");
	CHECK_STR(name_now(0x8008), "around");
	end();
}

/* A sample has the name that its address had then, and none that came when memory was reused. */
static void names_in_time(void)
{
	uint64_t before = jit_clock(), between, after;

	begin();
	jit_map_write("w", "1000 100 first\n");
	read_map();
	between = jit_clock();
	jit_map_write("a", "1000 100 second\n2000 100 late\n");
	read_map();
	after = jit_clock();
	jit_map_write("a", "1000 100 third\n");
	read_map();
	CHECK_STR(name_at(0x1000, before), "first");
	CHECK_STR(name_at(0x1000, between), "second");
	CHECK_STR(name_at(0x1000, after), "third");
	/* Some tell of code long after they made it. */
	CHECK_STR(name_at(0x2000, before), "late");
	end();
}

static void rewritten(void)
{
	char other[80];
	uint64_t times[4];

	begin();
	jit_map_write("w", "1000 100 aaaa\n2000 100 gone\n");
	read_map();
	times[0] = 1000;
	times[1] = jit_clock();
	/* Written anew, with as many bytes. */
	jit_map_write("w", "1000 100 bbbb\n3000 100 come\n");
	read_map();
	times[2] = jit_clock();
	jit_map_write("w", "1000 100 c\n");
	read_map();
	times[3] = jit_clock();
	snprintf(other, sizeof(other), "%s.new", jit_map_path(getpid()));
	CHECK(!rename(jit_map_path(getpid()), other));
	jit_map_write("w", "1000 100 dddd\n4000 100 more lines than before\n");
	read_map();
	remove(other);
	CHECK_STR(name_at(0x1000, times[0]), "aaaa");
	CHECK_STR(name_at(0x2000, times[0]), "gone");
	CHECK_STR(name_at(0x1000, times[1]), "bbbb");
	CHECK_STR(name_at(0x2000, times[1]), "[anon]");
	CHECK_STR(name_at(0x3000, times[1]), "come");
	CHECK_STR(name_at(0x1000, times[2]), "c");
	CHECK_STR(name_at(0x3000, times[2]), "[anon]");
	CHECK_STR(name_at(0x1000, times[3]), "dddd");
	end();
}

/* What is held can be read when its path is gone, as that of a container that has ended. */
static void removed(void)
{
	FILE *file;

	begin();
	jit_map_write("w", "1000 100 early\n");
	read_map();
	file = fopen(jit_map_path(getpid()), "a");
	remove(jit_map_path(getpid()));
	fprintf(file, "2000 100 late\n");
	fclose(file);
	CHECK(read_map());
	CHECK_STR(name_now(0x1000), "early");
	CHECK_STR(name_now(0x2000), "late");
	end();
}

static void refused(void)
{
	const char *path = jit_map_path(getpid());
	struct utimbuf old = { 1000000000, 1000000000 };
	char other[80];

	begin();
	CHECK(!mkfifo(path, 0600));
	CHECK(!read_map());
	remove(path);
	CHECK(!mkdir(path, 0700));
	CHECK(!read_map());
	rmdir(path);
	jit_map_write("w", "1000 100 name\n");
	snprintf(other, sizeof(other), "%s.other", path);
	CHECK(!rename(path, other) && !symlink(other, path));
	CHECK(!read_map());
	CHECK(!rename(other, path));
	/* Of an earlier process that had the same number. */
	CHECK(!utime(path, &old));
	CHECK(!read_map());
	CHECK(!utime(path, NULL));
	if (!geteuid()) {
		CHECK(!chown(path, 4242, 4242));
		CHECK(!read_map());
		CHECK(!chown(path, 0, 0));
	}
	CHECK_STR(name_now(0x1000), "[anon]");
	CHECK(read_map());
	CHECK_STR(name_now(0x1000), "name");
	end();
}

static void long_lines(void)
{
	char *line = malloc(300001);
	struct symbol symbol;

	begin();
	memset(line, 'x', 300000);
	line[300000] = '\0';
	jit_map_write("w", "1000 10 a\n2000 10 %s\n3000 10 b\n%s 5000 10 n\n4000 10 c\n", line,
		      line);
	read_map();
	CHECK_STR(name_now(0x1000), "a");
	CHECK_STR(name_now(0x2000), "[anon]");
	CHECK_STR(name_now(0x3000), "b");
	CHECK_STR(name_now(0x4000), "c");
	CHECK_STR(name_now(0x5000), "[anon]");
	line[5000] = '\0';
	jit_map_write("a", "2000 10 %s\n", line);
	read_map();
	symbol = jit_symbol(resolver, PROGRAM, 0x2000, jit_clock());
	CHECK_EQ(strlen(symbol.name), JIT_NAME_MAX);
	free(line);
	end();
}

/* Text that is no text, and ranges that all overlap: fewer names, and an end. */
static void hostile(void)
{
	static const char zeros[4096];
	FILE *file;

	begin();
	jit_map_write("w", "%s", "");
	file = fopen(jit_map_path(getpid()), "a");
	fwrite(zeros, sizeof(zeros), 1, file);
	fputs("\n1000 10 a\n1000 10 b", file);
	fwrite(zeros, 1, 1, file);
	fputs("c\n", file);
	for (unsigned int i = 0; i < 200000; i++)
		fprintf(file, "%x %x n%u\n", 0x100000 + i * 7919 % 200000, 0x1000000 - i * 31, i);
	fclose(file);
	read_map();
	CHECK_STR(name_now(0x1000), "b");
	for (unsigned int i = 0; i < 3000; i++)
		name_now(0x100000 + i * 64);
	CHECK(!truncate(jit_map_path(getpid()), 1l << 40));
	read_map();
	CHECK_STR(name_now(0x1000), "b");
	end();
}

static void reused_often(void)
{
	FILE *file;

	begin();
	jit_map_write("w", "1000 8000 before\n");
	file = fopen(jit_map_path(getpid()), "a");
	for (unsigned int round = 0; round < 100; round++)
		for (unsigned int i = 0; i < 510; i++)
			fprintf(file, "%x 40 r%u_%u\n", 0x1000 + i * 64, round, i);
	fclose(file);
	read_map();
	CHECK_STR(name_now(0x8f7f), "r99_509");
	CHECK_STR(name_now(0x8f80), "before");
	jit_map_write("a", "1000 8000 large\n");
	read_map();
	CHECK_STR(name_now(0x8ff0), "large");
	CHECK_STR(name_now(0x1040), "large");
	end();
}

static void memory_is_bounded(void)
{
	uint64_t before_all;
	char name[1001];
	FILE *file;

	begin();
	memset(name, 'y', 1000);
	name[1000] = '\0';
	jit_map_write("w", "1000 10 first\n");
	read_map();
	before_all = jit_clock();
	read_map();
	file = fopen(jit_map_path(getpid()), "a");
	for (unsigned int i = 0; i < 70000; i++)
		fprintf(file, "%x 10 %s\n", 0x2000 + i * 16, name);
	fputs("1000 10 last\n", file);
	fclose(file);
	listen_to_stderr();
	for (unsigned int i = 0; i < 3; i++)
		read_map();
	hear_stderr();
	CHECK(said_one_line_with("generated code"));
	/* What was left out may be anywhere, as the last line is, where other code was before. */
	CHECK_STR(name_at(0x1000, before_all), "first");
	CHECK_STR(name_at(0x2000, before_all), name);
	CHECK_STR(name_now(0x1000), "[anon]");
	CHECK_STR(name_now(0x2000), "[anon]");
	end();
}

int main(void)
{
	fixture_begin();
	RUN(lines);
	RUN(later_lines_win);
	RUN(names_in_time);
	RUN(rewritten);
	RUN(removed);
	RUN(refused);
	RUN(long_lines);
	RUN(hostile);
	RUN(reused_often);
	RUN(memory_is_bounded);
	fixture_end();
	return unit_done();
}
