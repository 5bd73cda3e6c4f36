// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What a recording keeps: from records through a capture to the same stacks, elsewhere.
 */
#include <sys/sysmacros.h>

#include "fixture_folded.h"
#include "fixture_fsc.h"
#include "fixture_tree.h"
#include "output/folded.h"
#include "session/advice.h"
#include "session/describe.h"
#include "session/keep.h"
#include "session/load.h"
#include "session/summary.h"
#include "util/error.h"
#include "unit.h"

#define LIB "/nonexistent/libfoo.so"
#define KERNEL 0xffffffff81000000ull

static struct naming_options naming;

static const struct build_id lib_id = { .len = 4, .bytes = { 1, 2, 3, 4 } };

static void add_names(struct resolver *resolver)
{
	const struct object lib = { .path = LIB };

	resolver_keep(resolver, NULL, KERNEL, KERNEL + 256, "vfs_read", NULL);
	resolver_keep(resolver, NULL, KERNEL + 4096, KERNEL + 8192, "ext4_read", "ext4");
	resolver_keep(resolver, &lib, 0, 24, "foo", NULL);
}

static void add_records(struct records *records)
{
	static const uint64_t kernel[] = { KERNEL + 5000, KERNEL + 9 }, user[] = { 0x400000 };

	records->bytes = 0;
	add_time(records, 5000000000);
	add_program(records, 1, 4711, 1, "prog");
	add_stack_sharing(records, 0, 1, kernel, 2, user, 1, 0, 0);
	add_sample(records, 0);
	add_sample(records, 0);
	add_stack(records, 1, 3);	/* a second address in "foo", and one without a name */
	add_sample(records, 1);
	add_map(records, LIB);
}

/* A recording without a device; the names of @resolver are those of the machine. */
static void record(const struct memory_file *file, struct resolver *resolver, bool end)
{
	static struct records records;
	struct fsc_writer *writer = fsc_create(file->path);
	struct profile *profile = profile_new(99);
	struct kept_files kept = { 0 };
	struct flamesamp_stats stats = { .ticks = 10, .sampled = 3, .idle = 6, .excluded = 1 };

	add_records(&records);
	fsc_write_identity(writer, "hz", "99");
	fsc_write_identity(writer, "seconds", "1.500");
	fsc_write_records(writer, 0, records.data, records.bytes);
	profile_records(profile, 0, records.data, records.bytes);
	CHECK_EQ(keep_new_names(&kept, profile, resolver, writer, NULL, NULL), 0);
	/* The second time there is nothing new to write. */
	CHECK_EQ(keep_new_names(&kept, profile, resolver, writer, NULL, NULL), 0);
	fsc_write_stats(writer, &stats);
	if (end)
		CHECK_EQ(fsc_close(writer), 0);
	profile_free(profile);
	kept_files_free(&kept);
}

/* Of 3 samples 2 are in the kernel, too; of the file's 5 frames one has no name. */
static void check_uses(const struct profile *profile)
{
	const struct file_use *uses;

	CHECK_EQ(profile_file_uses(profile, &uses), 2);
	CHECK(uses[0].object && !strcmp(uses[0].object->path, LIB));
	CHECK_EQ(uses[0].samples, 3);
	CHECK_EQ(uses[0].frames, 5);
	CHECK_EQ(uses[0].unnamed[UNNAMED_NO_FILE], 1);
	CHECK_EQ(file_use_unnamed(&uses[0]), 1);
	CHECK_EQ(file_use_reason(&uses[0]), UNNAMED_NO_FILE);
	CHECK(uses[1].is_kernel && !uses[1].object);
	CHECK_EQ(uses[1].samples, 2);
	CHECK_EQ(uses[1].frames, 4);
	CHECK_EQ(file_use_reason(&uses[1]), NAMED);
}

static void names_survive(void)
{
	struct memory_file file = new_file();
	struct resolver *resolver = resolver_new();
	struct loaded loaded;
	char *text;

	add_names(resolver);
	record(&file, resolver, true);
	resolver_free(resolver);
	CHECK_EQ(load_file(&loaded, file.path, &naming), 0);
	CHECK(loaded.is_capture && loaded.whole);
	text = folded(&loaded.tree);
	CHECK_STR(text, "prog;[libfoo.so@0x1f];foo;foo 1\n"
		  "prog;foo;vfs_read_[k];ext4_read [ext4]_[k] 2\n");
	free(text);
	CHECK_EQ(loaded.totals.ticks, 10);
	CHECK_EQ(loaded.totals.unequal, 0);
	CHECK_EQ(identity_number(&loaded.identity, "hz"), 99);
	CHECK(load_seconds(&loaded) == 1.5);
	check_uses(loaded.profile);
	load_free(&loaded);
	close(file.fd);
}

/* All addresses of a function are one frame, though nobody knows its name: here and elsewhere. */
static void nameless_functions_survive(void)
{
	const struct object lib = { .path = LIB };
	struct memory_file file = new_file();
	struct resolver *resolver = resolver_new();
	struct loaded loaded;
	char *text;

	resolver_keep(resolver, &lib, 0, 24, "foo", NULL);
	resolver_keep(resolver, &lib, 24, 64, NULL, NULL);
	record(&file, resolver, true);
	resolver_free(resolver);
	CHECK_EQ(load_file(&loaded, file.path, &naming), 0);
	text = folded(&loaded.tree);
	CHECK(strstr(text, "prog;[libfoo.so@0x18];foo;foo 1\n"));
	CHECK_EQ(load_kept_names(&loaded, LIB), 1);
	CHECK_EQ(load_kept_names(&loaded, NULL), 0);
	free(text);
	load_free(&loaded);
	close(file.fd);
}

/* Names are kept under the build-id, and asked for by it. */
static void build_ids_survive(void)
{
	const struct kept_name kept = {
		.object = LIB, .build_id = lib_id.bytes, .build_id_len = lib_id.len,
		.start = 0, .end = 64, .name = "by_id",
	};
	static struct records records;
	struct resolver *resolver = resolver_new();
	struct profile *profile = profile_new(99);
	struct tree tree;
	char *text;

	tree_init(&tree);
	add_records(&records);
	keep_restore(profile, resolver, &kept);
	profile_records(profile, 0, records.data, records.bytes);
	profile_tree(profile, resolver, &tree);
	text = folded(&tree);
	CHECK(strstr(text, "prog;by_id;by_id;by_id 1\n") != NULL);
	free(text);
	tree_free(&tree);
	profile_free(profile);
	resolver_free(resolver);
}

/* Two containers, each with its own file at the path; what is told of the path is of one. */
static void files_at_one_path_are_told_apart(void)
{
	static const struct build_id other_id = { .len = 4, .bytes = { 9, 9, 9, 9 } };
	static struct records records;
	const struct object first = { .path = LIB, .id = lib_id };
	const struct object second = { .path = LIB, .id = other_id };
	struct kept_object kept = { .path = LIB, .device = makedev(8, 1), .inode = 11,
				    .build_id = lib_id.bytes, .build_id_len = lib_id.len };
	struct resolver *resolver = resolver_new();
	struct profile *profile = profile_new(99);
	struct flamesamp_map *map;
	struct tree tree;
	char *text;

	tree_init(&tree);
	records.bytes = 0;
	for (uint32_t i = 1; i <= 2; i++) {
		static const uint64_t user[] = { 0x400010 };

		add_program(&records, i, i, i, "prog");
		add_stack_sharing(&records, i, i, NULL, 0, user, 1, 0, 0);
		add_sample(&records, i);
		map = add_map(&records, LIB);
		map->tgid = map->program = i;
		map->major = 8;
		map->minor = 1;
		map->inode = 10 + i;
	}
	resolver_keep(resolver, &first, 0, 64, "of_the_first", NULL);
	resolver_keep(resolver, &second, 0, 64, "of_the_second", NULL);
	keep_restore_file(profile, resolver, &kept);
	kept.inode = 12;
	kept.build_id = other_id.bytes;
	keep_restore_file(profile, resolver, &kept);
	profile_identify(profile, LIB, &lib_id);
	profile_records(profile, 0, records.data, records.bytes);
	profile_tree(profile, resolver, &tree);
	text = folded(&tree);
	CHECK_STR(text, "prog;of_the_first 1\nprog;of_the_second 1\n");
	free(text);
	tree_free(&tree);
	profile_free(profile);
	resolver_free(resolver);
}

static void folded_is_recognized(void)
{
	static const char text[] = "sh;main 3\nsh;main;read_[k] 4\n";
	struct memory_file file = new_file();
	struct loaded loaded;

	set_file(&file, text, strlen(text));
	CHECK_EQ(load_file(&loaded, file.path, &naming), 0);
	CHECK(!loaded.is_capture);
	CHECK_EQ(loaded.tree.node[0].total, 7);
	load_free(&loaded);
	close(file.fd);
}

static void missing_files(void)
{
	struct loaded loaded;

	listen_to_stderr();
	CHECK_EQ(load_file(&loaded, "/nonexistent/file", &naming), -1);
	hear_stderr();
	CHECK(said_one_line_with("/nonexistent/file"));
	load_free(&loaded);
}

static void summary_tells_losses(void)
{
	struct profile_counts counts = { .samples = 10, .frames = 100,
					 .user_end[FLAMESAMP_USER_DEEP] = 3 };
	struct totals totals = { .lost[FLAMESAMP_LOST_RING_FULL] = 1200 };
	struct summary summary = { .counts = &counts, .totals = &totals };
	struct strbuf line = { 0 };

	counts.lost[FLAMESAMP_LOST_MAPS] = 2;
	counts.unnamed[UNNAMED_STRIPPED] = 25;
	summary_lost(&summary, &line);
	CHECK_STR(line.text, "lost 1,200: 1,200 the buffer was full (try --ring-size 4M); besides, "
		  "programs were gone before their memory map could be read (2)");
	strbuf_truncate(&line, 0);
	summary_cut(&counts, &line);
	CHECK_STR(line.text, "stacks cut short 3: 3 user stack too deep");
	strbuf_truncate(&line, 0);
	summary_unnamed(&counts, &line);
	CHECK_STR(line.text, "frames without a name 25.0%: 25.0% no symbol covers the address");
	free(line.text);
}

static void summary_tells_how_user_stacks_ended(void)
{
	struct profile_counts counts = { .user_end = { [FLAMESAMP_USER_ABSENT] = 5000 } };
	struct strbuf line = { 0 };

	summary_user(&counts, &line);
	CHECK_EQ(line.len, 0);
	counts.user_end[FLAMESAMP_USER_UNREADABLE] = 25;
	summary_user(&counts, &line);
	CHECK_STR(line.text, "user stacks 25: cut: 100.00% user stack not in memory");
	strbuf_truncate(&line, 0);
	counts.user_end[FLAMESAMP_USER_WHOLE] = 9900;
	counts.user_end[FLAMESAMP_USER_FP_END] = 50;
	counts.user_end[FLAMESAMP_USER_NO_RULE] = 25;
	counts.user_by_fp = 50;
	summary_user(&counts, &line);
	CHECK_STR(line.text, "user stacks 10,000: 99.00% whole, 0.50% by frame pointers, cut: "
		  "0.25% user stack not in memory, 0.25% no rule for an instruction");
	strbuf_truncate(&line, 0);
	counts = (struct profile_counts){ .user_end = { [FLAMESAMP_USER_FP_END] = 4 } };
	counts.user_end[FLAMESAMP_USER_IMPLAUSIBLE] = 1;
	counts.user_by_fp = 5;
	summary_user(&counts, &line);
	CHECK_STR(line.text, "user stacks 5: 80.00% by frame pointers, cut: 20.00% no frame where "
		  "one should be; 100.00% with frames by frame pointers");
	free(line.text);
}

/* The worst file, why it has no names, and what helps where the capture is drawn. */
static void advice_names_the_worst(void)
{
	struct memory_file file = new_file();
	struct resolver *resolver = resolver_new();
	struct loaded loaded;
	char *text;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	add_names(resolver);
	record(&file, resolver, true);
	resolver_free(resolver);
	CHECK_EQ(load_file(&loaded, file.path, &naming), 0);
	advice_write(out, loaded.profile, true);
	advice_write_worst(out, loaded.profile, true);
	fclose(out);
	CHECK(strstr(text, "   11.11%  " LIB ": the file can't be opened"));
	CHECK(strstr(text, "most of all 11.1% in " LIB ": "));
	CHECK(strstr(text, "; give --sysroot or --debug-dir"));
	CHECK(!strstr(text, "the kernel"));
	free(text);
	load_free(&loaded);
	close(file.fd);
	for (int why = NAMED + 1; why < UNNAMED_REASONS; why++)
		CHECK(strlen(advice(why, false)) > 20 && strlen(advice(why, true)) > 20);
}

/* In a capture, whatever can be text has codes that clear a screen, and lines of its own. */
#define ODD "\033[2J\n\xc2\x9b" "31m\x7f"

static void capture_odd_texts(const struct memory_file *file)
{
	static const uint64_t kernel[] = { KERNEL + 9 }, user[] = { 0x400000 };
	static struct records records;
	const struct kept_name name = { .start = KERNEL, .end = KERNEL + 256, .name = "k" ODD };
	const struct kept_table table = { .path = "/table" ODD, .rows = 1 };
	struct fsc_writer *writer = fsc_create(file->path);

	records.bytes = 0;
	add_time(&records, 5000000000);
	add_program(&records, 1, 4711, 1, "p" ODD);
	add_stack_sharing(&records, 0, 1, kernel, 1, user, 1, 0, 0);
	add_sample(&records, 0);
	add_map(&records, "/lib" ODD);
	fsc_write_identity(writer, "key" ODD, "value" ODD);
	fsc_write_identity(writer, "notice", ODD);
	fsc_write_records(writer, 0, records.data, records.bytes);
	fsc_write_names(writer, &name, 1);
	fsc_write_tables(writer, &table, 1);
	CHECK_EQ(fsc_close(writer), 0);
}

static void captures_cannot_steer_the_terminal(void)
{
	struct memory_file file = new_file();
	struct loaded loaded;
	char *text;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	capture_odd_texts(&file);
	CHECK_EQ(load_file(&loaded, file.path, &naming), 0);
	describe_file(out, file.path, &loaded);
	advice_write_worst(out, loaded.profile, true);
	fclose(out);
	CHECK(strstr(text, "  key?[2J??31m?"));
	CHECK(strstr(text, "value?[2J??31m?\n"));
	CHECK(strstr(text, "  - ?[2J??31m?\n"));
	CHECK(strstr(text, "p?[2J??31m?\n"));
	CHECK(strstr(text, " /lib?[2J??31m?\n"));
	CHECK(strstr(text, "/table?[2J??31m?\n"));
	CHECK(strstr(text, "k?[2J??31m?\n"));
	CHECK(strstr(text, "/lib?[2J??31m?: "));
	CHECK(!strpbrk(text, "\033\x7f\x9b"));
	free(text);
	load_free(&loaded);
	close(file.fd);
}

static void messages_are_one_line(void)
{
	listen_to_stderr();
	CHECK_EQ(error("%s: no such file", "a" ODD), -1);
	hear_stderr();
	CHECK_STR(said, "flamerec: a?[2J??31m?: no such file\n");
}

static void totals_check_the_equation(void)
{
	struct flamesamp_stats right = { .ticks = 6, .sampled = 1, .idle = 2, .excluded = 1 };
	struct flamesamp_stats wrong = { .ticks = 6, .sampled = 6, .lost = { 1 } };
	struct totals totals = { 0 };

	/* Causes that cost no samples are no part of it. */
	right.lost[FLAMESAMP_LOST_STALL] = 2;
	right.lost[FLAMESAMP_LOST_MAPS] = 50;
	totals_add(&totals, &right);
	CHECK_EQ(totals.unequal, 0);
	totals_add(&totals, &wrong);
	CHECK_EQ(totals.unequal, 1);
	CHECK_EQ(totals.cpus, 2);
	CHECK_EQ(totals_lost(&totals), 3);
}

int main(void)
{
	RUN(names_survive);
	RUN(nameless_functions_survive);
	RUN(build_ids_survive);
	RUN(files_at_one_path_are_told_apart);
	RUN(folded_is_recognized);
	RUN(missing_files);
	RUN(summary_tells_losses);
	RUN(summary_tells_how_user_stacks_ended);
	RUN(advice_names_the_worst);
	RUN(captures_cannot_steer_the_terminal);
	RUN(messages_are_one_line);
	RUN(totals_check_the_equation);
	return unit_done();
}
