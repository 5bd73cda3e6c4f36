// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * jitdump files, made by hand.
 */
#include "fixture_jit.h"
#include "unit.h"

#define PROGRAM 78

static struct resolver *resolver;

static void begin(void)
{
	resolver = resolver_new();
}

static void end(void)
{
	resolver_free(resolver);
}

static void read_dump(const char *name)
{
	struct object object = dump_object(name);

	resolver_read_jitdump(resolver, PROGRAM, &object);
}

static const char *name_at(uint64_t address, uint64_t ns)
{
	struct symbol symbol = jit_symbol(resolver, PROGRAM, address, ns);

	CHECK_EQ(symbol.is_jit, symbol.why == NAMED);
	return symbol.name;
}

static void check_order(bool swapped)
{
	struct made_dump dump = dump_begin("jit-1.dump", swapped, 0);

	begin();
	dump_load(&dump, 1000, 0x10000, 0x100, 0, "first", 100);
	dump_prefix(&dump, 2, 16 + 5000, 1500);
	for (unsigned int i = 0; i < 5000; i++)
		fputc(0xff, dump.file);
	dump_prefix(&dump, 4, 16, 1500);
	dump_load(&dump, 2000, 0x20000, 0x200, 1, "second", 200000);
	dump_prefix(&dump, 99, 24, 2500);
	dump64(&dump, 1);
	dump_load(&dump, 3000, 0x10080, 0x100, 2, "reused", 0);
	fclose(dump.file);
	read_dump("jit-1.dump");
	CHECK_STR(name_at(0x10000, 999), "[anon]");
	CHECK_STR(name_at(0x10000, 1000), "first");
	CHECK_STR(name_at(0x100ff, 2999), "first");
	CHECK_STR(name_at(0x100ff, 3000), "reused");
	CHECK_STR(name_at(0x1007f, 3000), "first");
	CHECK_STR(name_at(0x10100, 2999), "[anon]");
	CHECK_STR(name_at(0x10100, 3001), "reused");
	CHECK_STR(name_at(0x201ff, 2000), "second");
	CHECK_STR(name_at(0x20200, 2000), "[anon]");
	end();
}

static void this_byte_order(void)
{
	check_order(false);
}

static void other_byte_order(void)
{
	check_order(true);
}

static void code_moves(void)
{
	struct made_dump dump = dump_begin("jit-2.dump", false, 0);
	struct symbol symbol;

	begin();
	dump_load(&dump, 1000, 0x10000, 0x100, 7, "mover", 10);
	dump_load(&dump, 1000, 0x30000, 0x100, 8, "stayer", 10);
	dump_move(&dump, 2000, 0x10000, 0x20000, 0x100, 7);
	dump_move(&dump, 3000, 0x20000, 0x20040, 0x100, 7);
	dump_move(&dump, 4000, 0x30000, 0x40000, 0x100, 12345678901);
	fclose(dump.file);
	read_dump("jit-2.dump");
	CHECK_STR(name_at(0x10010, 1999 - 1), "mover");
	CHECK_STR(name_at(0x10010, 2000), "[anon]");
	CHECK_STR(name_at(0x20010, 1999), "[anon]");
	CHECK_STR(name_at(0x20010, 2000), "mover");
	CHECK_STR(name_at(0x20010, 3000), "[anon]");
	CHECK_STR(name_at(0x20050, 3000), "mover");
	CHECK_STR(name_at(0x20110, 3000), "mover");
	CHECK_STR(name_at(0x30010, 3000), "stayer");
	CHECK_STR(name_at(0x30010, 4000), "[anon]");
	CHECK_STR(name_at(0x40010, 4000), "[anon]");
	/* That nothing is there any more is an answer of its own. */
	symbol = jit_symbol(resolver, PROGRAM, 0x10010, 2500);
	CHECK_EQ(symbol.why, UNNAMED_ANONYMOUS);
	CHECK_EQ(symbol.start, 0x10000);
	CHECK_EQ(symbol.end, 0x10100);
	end();
}

/* The clock is one that we don't have: the latest word is the one. */
static void other_clock(void)
{
	struct made_dump dump = dump_begin("jit-3.dump", false, 1);

	begin();
	dump_load(&dump, 9000000000, 0x10000, 0x100, 0, "old", 10);
	dump_load(&dump, 8000000000, 0x10000, 0x100, 1, "new", 10);
	fclose(dump.file);
	read_dump("jit-3.dump");
	CHECK_STR(name_at(0x10000, 5), "new");
	CHECK_STR(name_at(0x10000, jit_clock()), "new");
	end();
}

static void grows(void)
{
	struct made_dump dump = dump_begin("jit-4.dump", false, 0);
	struct object object = { .path = "/nonexistent/jit-4.dump" };

	begin();
	fflush(dump.file);
	read_dump("jit-4.dump");
	dump_load(&dump, 1000, 0x10000, 0x100, 0, "one", 10);
	dump_prefix(&dump, 0, 56 + 4 + 100, 2000);
	fflush(dump.file);
	read_dump("jit-4.dump");
	CHECK_STR(name_at(0x10000, 1000), "one");
	CHECK_STR(name_at(0x20000, 2000), "[anon]");
	/* The rest of the record that was being written, when its path is gone. */
	object.inode = dump_object("jit-4.dump").inode;
	remove(fixture_path("jit-4.dump"));
	for (unsigned int i = 0; i < 2; i++)
		dump32(&dump, 4711);
	dump64(&dump, 0x20000);
	dump64(&dump, 0x20000);
	dump64(&dump, 0x100);
	dump64(&dump, 1);
	fwrite("two", 4, 1, dump.file);
	for (unsigned int i = 0; i < 100; i++)
		fputc(0, dump.file);
	dump_prefix(&dump, 3, 16, 3000);
	dump_load(&dump, 4000, 0x30000, 0x100, 0, "behind the end", 10);
	fclose(dump.file);
	resolver_read_jitdump(resolver, PROGRAM, &object);
	CHECK_STR(name_at(0x20000, 2000), "two");
	CHECK_STR(name_at(0x30000, 5000), "[anon]");
	end();
}

/* A long record whose name is there before its code is. */
static void long_record(void)
{
	struct made_dump dump = dump_begin("jit-7.dump", false, 0);

	begin();
	dump_load(&dump, 1000, 0x10000, 0x100, 0, "long", 50000);
	fclose(dump.file);
	CHECK(fixture_run("cp jit-7.dump whole && truncate -s 10000 jit-7.dump"));
	read_dump("jit-7.dump");
	CHECK_STR(name_at(0x10000, 1000), "[anon]");
	CHECK(fixture_run("cat whole > jit-7.dump"));
	read_dump("jit-7.dump");
	CHECK_STR(name_at(0x10000, 1000), "long");
	end();
}

static void not_the_file_that_was_mapped(void)
{
	struct made_dump dump = dump_begin("jit-5.dump", false, 0);
	struct object object;

	begin();
	dump_load(&dump, 1000, 0x10000, 0x100, 0, "one", 10);
	fclose(dump.file);
	object = dump_object("jit-5.dump");
	object.inode++;
	resolver_read_jitdump(resolver, PROGRAM, &object);
	CHECK_STR(name_at(0x10000, 1000), "[anon]");
	CHECK(fixture_run("rm -f jit-5.dump && mkfifo jit-5.dump"));
	read_dump("jit-5.dump");
	CHECK(fixture_run("rm jit-5.dump && echo JiTD text that is no dump, but long enough "
			  ">jit-5.dump"));
	read_dump("jit-5.dump");
	CHECK_STR(name_at(0x10000, 1000), "[anon]");
	end();
}

static void no_names(void)
{
	struct made_dump dump = dump_begin("jit-8.dump", false, 0);

	begin();
	dump_move(&dump, 1000, 0x10000, 0x20000, 0x100, 0);
	fclose(dump.file);
	read_dump("jit-8.dump");
	CHECK_STR(name_at(0x10000, 1000), "[anon]");
	CHECK_STR(name_at(0x20000, 1000), "[anon]");
	end();
}

static void broken(void)
{
	struct made_dump dump = dump_begin("jit-6.dump", false, 0);

	begin();
	dump_load(&dump, 1000, 0x10000, 0, 0, "empty", 0);
	dump_load(&dump, 1000, UINT64_MAX - 5, 10, 0, "beyond", 0);
	dump_load(&dump, 1000, 0x11000, 0x10, UINT64_MAX, "any number", 0);
	dump_load(&dump, 1000, 0x12000, 0x10, 5, "", 0);
	dump_move(&dump, 1000, UINT64_MAX - 5, 0x13000, 10, 0);
	/* Records that have no room for what they should have. */
	dump_prefix(&dump, 0, 24, 1000);
	dump64(&dump, 0);
	dump_prefix(&dump, 1, 16, 1000);
	dump_load(&dump, 1000, 0x14000, 0x10, 6, "after", 0);
	dump_prefix(&dump, 0, 15, 1000);
	dump_load(&dump, 1000, 0x15000, 0x10, 7, "lost", 0);
	fclose(dump.file);
	read_dump("jit-6.dump");
	CHECK_STR(name_at(0x10000, 1000), "[anon]");
	CHECK_STR(name_at(UINT64_MAX - 3, 1000), "[anon]");
	CHECK_STR(name_at(0x11000, 1000), "any number");
	CHECK_STR(name_at(0x12000, 1000), "[anon]");
	CHECK_STR(name_at(0x14000, 1000), "after");
	CHECK_STR(name_at(0x15000, 1000), "[anon]");
	end();
}

int main(void)
{
	fixture_begin();
	RUN(this_byte_order);
	RUN(other_byte_order);
	RUN(code_moves);
	RUN(other_clock);
	RUN(grows);
	RUN(long_record);
	RUN(not_the_file_that_was_mapped);
	RUN(no_names);
	RUN(broken);
	fixture_end();
	return unit_done();
}
