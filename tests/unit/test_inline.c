// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * From samples in a program with debug information to frames of functions that were inlined.
 */
#include <fcntl.h>
#include <stdlib.h>

#include "fixture_dwarf.h"
#include "fixture_records.h"
#include "fixture_tree.h"
#include "output/folded.h"
#include "profile/profile.h"
#include "unit.h"

#define KERNEL 0xffffffff81000000ull
#define BASE 0x400000ull

static struct records records;
static struct resolver *resolver;
static struct object program = { .path = "" };
static uint64_t text_offset, text_size;

/* The offset of code whose frames end, innermost first, with these; 0: none. */
static uint64_t find_code(const char *innermost, const char *function, size_t least)
{
	struct source_frame frames[SOURCE_FRAMES_MAX];

	for (uint64_t at = text_offset; at < text_offset + text_size; at++) {
		size_t n = resolver_source(resolver, &program, at, true, frames);

		if (n >= least && !strcmp(frames[0].name, innermost) &&
		    !strcmp(frames[n - 1].name, function) && frames[n - 1].line)
			return at;
	}
	return 0;
}

static void sources_of_a_program(void)
{
	struct source_frame frames[SOURCE_FRAMES_MAX];
	size_t inlined = 0, known = 0;

	for (uint64_t at = text_offset; at < text_offset + text_size; at++) {
		size_t n = resolver_source(resolver, &program, at, true, frames);
		struct symbol symbol;

		resolver_user(resolver, &program, at, &symbol);
		if (!n)
			continue;
		known++;
		inlined += n > 1;
		/*
		 * The function that the code belongs to is the symbol's, as without debug
		 * information.
		 */
		CHECK_EQ(symbol.why, NAMED);
		CHECK(frames[n - 1].name == symbol.name);
	}
	printf("# %zu addresses known, %zu in inlined code\n", known, inlined);
	CHECK(known > 300 && inlined > 200);
	CHECK(find_code("innermost", "local", 4));
	CHECK(find_code("innermost", "outer", 4));
	CHECK_EQ(resolver_source(resolver, &program, UINT64_MAX, true, frames), 0);
	CHECK_EQ(resolver_source(resolver, NULL, KERNEL, true, frames), 0);
}

/*
 * One stack: default_idle() in the kernel, or code of the program that was called by outer(). Calls
 * are before the address that they return to.
 */
static struct profile *record_stack(uint64_t code, bool idle)
{
	const uint64_t user[] = { BASE + code, BASE + find_code("innermost", "outer", 4) + 1 };
	const uint64_t kernel[] = { KERNEL };
	struct profile *profile = profile_new(100);
	struct flamesamp_map *map;

	records.bytes = 0;
	add_program(&records, 1, idle ? 0 : 4711, 1, idle ? "swapper" : "prog");
	map = add_map(&records, program.path);
	map->tgid = 4711;
	map->program = 1;
	map->start = BASE;
	map->end = BASE + 0x100000;
	map->ns = 2000;
	add_stack_sharing(&records, 0, 1, kernel, idle, user, idle ? 0 : 2, 0, 0)->header.flags =
		idle ? FLAMESAMP_STACK_KERNEL_MODE : 0;
	add_sample(&records, 0);
	profile_records(profile, 0, records.data, records.bytes);
	return profile;
}

static void check_folded(struct profile *profile, const struct frame_style *style,
			 const char *expected)
{
	struct tree tree;
	char *text;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	profile_set_style(profile, style);
	tree_init(&tree);
	profile_tree(profile, resolver, &tree);
	CHECK_EQ(folded_write(out, &tree), 0);
	fclose(out);
	CHECK_STR(text, expected);
	free(text);
	tree_free(&tree);
}

static void frames_by_style(void)
{
	struct profile *profile = record_stack(find_code("innermost", "local", 4), false);

	check_folded(profile, &(struct frame_style){ 0 }, "prog;outer;local 1\n");
	check_folded(profile, &(struct frame_style){ .inlines = true },
		     "prog;outer;twice_[i];in_block_[i];innermost_[i];"
		     "local;twice_[i];in_block_[i];innermost_[i] 1\n");
	check_folded(profile, &(struct frame_style){ .lines = true },
		     "prog;outer (outer.c:11);local (outer.c:5) 1\n");
	CHECK_EQ(profile_counts(profile)->frames, 2);
	CHECK_EQ(profile_counts(profile)->unnamed[UNNAMED_NO_MAPPING], 0);
	profile_free(profile);
}

static void lines_of_inlined_calls(void)
{
	struct profile *profile = record_stack(find_code("innermost", "local", 4), false);
	const struct frame_style style = { .inlines = true, .lines = true };
	struct tree tree;
	char *text;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	profile_set_style(profile, &style);
	tree_init(&tree);
	profile_tree(profile, resolver, &tree);
	folded_write(out, &tree);
	fclose(out);
	/* In which of two calls the code is, the compiler decides. */
	CHECK(strstr(text, ";local (outer.c:5);twice (outer.c:"));
	CHECK(strstr(text, ";in_block (inner.h:"));
	CHECK(strstr(text, ";innermost (inner.h:5)_[i] 1\n"));
	free(text);
	tree_free(&tree);
	profile_free(profile);
}

/* Whatever is shown, who sleeps sleeps. */
static void idle_stays_idle(void)
{
	struct profile *profile = record_stack(0, true);

	resolver_keep(resolver, NULL, KERNEL, KERNEL + 64, "default_idle.part.0", NULL);
	check_folded(profile, &(struct frame_style){ 0 }, "swapper;[idle] 1\n");
	check_folded(profile, &(struct frame_style){ .inlines = true, .merge_clones = true },
		     "swapper;[idle] 1\n");
	profile_free(profile);
}

static void find_text(void)
{
	int fd = open(program.path, O_RDONLY | O_CLOEXEC);
	GElf_Shdr text;

	if (dwarf_section(fd, ".text", &text)) {
		text_offset = text.sh_offset;
		text_size = text.sh_size;
	}
	close(fd);
}

int main(void)
{
	if (!dwarf_library()) {
		printf("1..0 # SKIP built without libdw\n");
		return 0;
	}
	fixture_begin();
	dwarf_sources();
	if (!fixture_run("%s -O2 -g outer.c start.c main.c -o prog", fixture_cc()))
		return 1;
	program.path = fixture_path("prog");
	find_text();
	resolver = resolver_new();
	RUN(sources_of_a_program);
	RUN(frames_by_style);
	RUN(lines_of_inlined_calls);
	RUN(idle_stays_idle);
	resolver_free(resolver);
	fixture_end();
	return unit_done();
}
