// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Generated code in a profile: from records and a map to frames; through a capture to the same.
 */
#include "fixture_folded.h"
#include "fixture_fsc.h"
#include "fixture_jit.h"
#include "fixture_tree.h"
#include "output/folded.h"
#include "session/jit_follow.h"
#include "session/keep.h"
#include "session/load.h"
#include "unit.h"

#define CODE 0x400000ull	/* where add_map() puts its map */

static struct records records;
static struct profile *profile;
static struct resolver *resolver;
static struct memory_file capture;
static struct fsc_writer *writer;
static struct jit_follow follow;
static struct kept_files kept;
static struct naming_options naming;

static void begin(void)
{
	records.bytes = 0;
	capture = new_file();
	writer = fsc_create(capture.path);
	profile = profile_new(99);
	resolver = resolver_new();
	follow = (struct jit_follow){ 0 };
	kept = (struct kept_files){ 0 };
	remove(jit_map_path(getpid()));
}

static void feed(void)
{
	jit_follow_take(&follow, records.data, records.bytes);
	fsc_write_records(writer, 0, records.data, records.bytes);
	profile_records(profile, 0, records.data, records.bytes);
	records.bytes = 0;
}

/* As a recording does it: the maps first, for all that was sampled before. */
static void read_and_keep(void)
{
	feed();
	jit_follow_new(&follow, resolver, jit_clock());
	jit_follow_all(&follow, resolver);
	CHECK_EQ(keep_new_names(&kept, profile, resolver, writer, NULL, NULL), 0);
}

/* The profile's frames, and those that the capture has without the machine that it was made on. */
static void end(const char *expected)
{
	struct loaded loaded;
	struct tree tree;
	char *text;

	read_and_keep();
	tree_init(&tree);
	profile_tree(profile, resolver, &tree);
	text = folded(&tree);
	CHECK_STR(text, expected);
	free(text);
	tree_free(&tree);
	CHECK_EQ(fsc_close(writer), 0);
	/* What is told now is told of other code. */
	jit_map_write("w", "%llx 1000 wrong\n", CODE);
	CHECK_EQ(load_file(&loaded, capture.path, &naming), 0);
	text = folded(&loaded.tree);
	CHECK_STR(text, expected);
	free(text);
	load_free(&loaded);
	close(capture.fd);
	jit_follow_free(&follow);
	kept_files_free(&kept);
	profile_free(profile);
	resolver_free(resolver);
	remove(jit_map_path(getpid()));
}

static void map_code(uint32_t tgid, uint64_t program, const char *path)
{
	struct flamesamp_map *map = add_map(&records, path);

	map->tgid = tgid;
	map->program = program;
	map->ns = jit_clock();
}

/* A sample of a stack of one address, now. */
static void sample(uint32_t id, uint32_t program, uint64_t address)
{
	add_time(&records, jit_clock());
	add_stack_sharing(&records, id, program, NULL, 0, &address, 1, 0, 0);
	add_sample(&records, id);
}

static void anonymous_memory(void)
{
	static const char *const paths[] = {
		"", "//anon", "[anon:jit]", "/memfd:doublemapper (deleted)", "/dev/zero (deleted)",
	};

	for (unsigned int i = 0; i < sizeof(paths) / sizeof(*paths); i++) {
		begin();
		add_program(&records, 1, getpid(), 9, "prog");
		map_code(getpid(), 9, paths[i]);
		jit_map_write("w", "%llx 100 hot loop\n%llx 10 jit;b\n", CODE, CODE + 0x200);
		sample(0, 1, CODE + 0x10);
		sample(1, 1, CODE + 0x208);
		sample(2, 1, CODE + 0x300);
		end(i == 2 ? "prog;[anon:jit] 1\nprog;hot loop_[j] 1\nprog;jit:b_[j] 1\n" :
			     "prog;[anon] 1\nprog;hot loop_[j] 1\nprog;jit:b_[j] 1\n");
	}
}

/* Memory of files is theirs, whatever a map says; and so is that of another program. */
static void not_generated(void)
{
	begin();
	add_program(&records, 1, getpid(), 9, "prog");
	add_program(&records, 2, getpid() + 1, 10, "other");
	map_code(getpid(), 9, "/nonexistent/libfoo.so");
	map_code(getpid() + 1, 10, "");
	jit_map_write("w", "%llx 100 name\n", CODE);
	resolver_read_jit(resolver, 9, getpid());
	sample(0, 1, CODE + 0x10);
	sample(1, 2, CODE + 0x10);
	end("other;[anon] 1\nprog;[libfoo.so@0x10] 1\n");
}

/* One address, three times: three functions, of which the capture tells the same story. */
static void memory_is_reused(void)
{
	begin();
	add_program(&records, 1, getpid(), 9, "prog");
	map_code(getpid(), 9, "");
	jit_map_write("w", "%llx 100 first\n%llx 40 short\n", CODE, CODE + 0x400);
	sample(0, 1, CODE + 0x10);
	sample(1, 1, CODE + 0x410);
	read_and_keep();
	jit_map_write("a", "%llx 100 second\n%llx 400 long\n", CODE, CODE + 0x400);
	sample(2, 1, CODE + 0x11);
	sample(3, 1, CODE + 0x411);
	read_and_keep();
	/* Written anew, without the others. */
	jit_map_write("w", "%llx 100 third\n", CODE);
	sample(4, 1, CODE + 0x12);
	sample(5, 1, CODE + 0x412);
	end("prog;[anon] 1\nprog;first_[j] 1\nprog;long_[j] 1\nprog;second_[j] 1\n"
	    "prog;short_[j] 1\nprog;third_[j] 1\n");
}

/* A child runs what its parent had made when it was forked, and nothing that came later. */
static void forked(void)
{
	struct flamesamp_fork *fork;

	begin();
	add_program(&records, 1, getpid(), 9, "prog");
	map_code(getpid(), 9, "");
	jit_map_write("w", "%llx 100 inherited\n", CODE);
	sample(0, 1, CODE + 0x10);
	read_and_keep();
	fork = add_record(&records, FLAMESAMP_FORK, sizeof(*fork));
	fork->ns = jit_clock();
	fork->tgid = getpid() + 1;
	fork->program = 10;
	fork->parent_tgid = getpid();
	fork->parent_program = 9;
	read_and_keep();
	jit_map_write("a", "%llx 100 later\n%llx 100 parent only\n", CODE, CODE + 0x200);
	add_program(&records, 2, getpid() + 1, 10, "child");
	sample(1, 2, CODE + 0x11);
	sample(2, 2, CODE + 0x211);
	sample(3, 1, CODE + 0x12);
	read_and_keep();
	/* With a map of its own, as the module reads one. */
	map_code(getpid() + 1, 10, "");
	sample(4, 2, CODE + 0x13);
	end("child;[anon] 1\nchild;inherited_[j] 2\nprog;inherited_[j] 1\nprog;later_[j] 1\n");
}

static void dumped(void)
{
	struct made_dump dump;
	struct flamesamp_map *map;
	struct object object;
	uint64_t moved;

	begin();
	dump = dump_begin("jit-99.dump", false, 0);
	add_program(&records, 1, getpid(), 9, "prog");
	map_code(getpid(), 9, "");
	object = dump_object("jit-99.dump");
	map = add_map(&records, object.path);
	map->tgid = getpid();
	map->program = 9;
	map->start = 0x600000;
	map->end = 0x601000;
	map->inode = object.inode;
	map->ns = jit_clock();
	sample(0, 1, CODE + 0x10);
	dump_load(&dump, jit_clock(), CODE, 0x100, 0, "compiled", 20);
	sample(1, 1, CODE + 0x10 + 1);
	sample(2, 1, CODE + 0x10 + 2);
	sample(3, 1, 0x600010);
	fflush(dump.file);
	read_and_keep();
	moved = jit_clock();
	dump_move(&dump, moved, CODE, CODE + 0x800, 0x100, 0);
	sample(4, 1, CODE + 0x10 + 3);
	sample(5, 1, CODE + 0x10 + 0x800);
	fclose(dump.file);
	end("prog;[anon] 2\nprog;[jit-99.dump@0x10] 1\nprog;compiled_[j] 3\n");
}

/* Nobody looks for maps of programs that have no memory for generated code. */
static void followed(void)
{
	begin();
	add_program(&records, 1, getpid(), 9, "prog");
	map_code(getpid(), 9, "/usr/bin/prog");
	map_code(getpid(), 9, "[vdso]");
	map_code(getpid(), 9, "[sigpage]");
	jit_follow_take(&follow, records.data, records.bytes);
	CHECK_EQ(follow.count, 0);
	map_code(getpid(), 9, "");
	map_code(getpid(), 9, "//anon");
	jit_follow_take(&follow, records.data, records.bytes);
	CHECK_EQ(follow.count, 1);
	/* It is looked for a few times, then with the others. */
	for (unsigned int i = 0; i < 20; i++)
		jit_follow_new(&follow, resolver, 1000);
	CHECK(follow.in_hurry);
	for (unsigned int i = 0; i < 20; i++)
		jit_follow_new(&follow, resolver, 1000000000ull * i);
	CHECK(!follow.in_hurry);
	jit_map_write("w", "%llx 100 name\n", CODE);
	jit_follow_new(&follow, resolver, jit_clock());
	CHECK_STR(jit_symbol(resolver, 9, CODE, jit_clock()).name, "[anon]");
	jit_follow_all(&follow, resolver);
	CHECK_STR(jit_symbol(resolver, 9, CODE, jit_clock()).name, "name");
	sample(0, 1, CODE);
	end("prog;name_[j] 1\n");
}

int main(void)
{
	fixture_begin();
	RUN(anonymous_memory);
	RUN(not_generated);
	RUN(memory_is_reused);
	RUN(forked);
	RUN(dumped);
	RUN(followed);
	fixture_end();
	return unit_done();
}
