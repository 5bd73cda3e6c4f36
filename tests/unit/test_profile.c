// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * From records to named, folded stacks.
 */
#include <stdlib.h>

#include "capture/records.h"
#include "fixture_folded.h"
#include "fixture_records.h"
#include "output/folded.h"
#include "profile/profile.h"
#include "symbol/demangle.h"
#include "random.h"
#include "unit.h"

#define LIB "/usr/lib/libfoo.so"
#define KERNEL 0xffffffff81000000ull
#define USER 0x400000ull
#define TGID 4711

static struct records records;
static struct profile *profile;
static struct resolver *resolver;

/* Names: kernel functions of 256 bytes, and the same in LIB, at file offsets. */
static void begin(void)
{
	static const char *const kernel[] = { "k0", "k1", "k2", "default_idle", "irq0" };
	static const char *const user[] = { "main", "foo", "bar", "leaf" };
	const struct object lib = { .path = LIB };

	records.bytes = 0;
	profile = profile_new(100);
	resolver = resolver_new();
	for (unsigned int i = 0; i < 5; i++)
		resolver_keep(resolver, NULL, KERNEL + i * 256, KERNEL + i * 256 + 256, kernel[i],
			      NULL);
	resolver_keep(resolver, NULL, KERNEL + 4096, KERNEL + 8192, "ext4_read", "ext4");
	for (unsigned int i = 0; i < 4; i++)
		resolver_keep(resolver, &lib, i * 256, i * 256 + 256, user[i], NULL);
}

static void feed(unsigned int cpu)
{
	profile_records(profile, cpu, records.data, records.bytes);
	records.bytes = 0;
}

static void check_folded(const char *expected)
{
	char *text = folded_profile(profile, resolver);

	CHECK_STR(text, expected);
	free(text);
}

static void end(void)
{
	profile_free(profile);
	resolver_free(resolver);
}

/* Index of the program that was named last: whose the stacks are that follow. */
static uint32_t program_index;

static void name_program(uint32_t tgid, uint64_t program, const char *comm)
{
	add_program(&records, ++program_index, tgid, program, comm);
}

static void map_lib(uint32_t tgid, uint64_t program, uint64_t start, uint64_t ns)
{
	struct flamesamp_map *map = add_map(&records, LIB);

	map->tgid = tgid;
	map->program = program;
	map->start = start;
	map->end = start + 0x1000;
	map->ns = ns;
}

/* A stack of @kernel and @user addresses, leaf first, ended by 0. */
static struct flamesamp_stack *stack(uint32_t id, const uint64_t *kernel, const uint64_t *user)
{
	unsigned int k = 0, u = 0;
	struct flamesamp_stack *record;

	while (kernel[k])
		k++;
	while (user[u])
		u++;
	record = add_stack_sharing(&records, id, program_index, kernel, k, user, u, 0, 0);
	record->header.flags = k ? FLAMESAMP_STACK_KERNEL_MODE : 0;
	return record;
}

#define NONE ((const uint64_t[]){ 0 })
#define CHAIN(...) ((const uint64_t[]){ __VA_ARGS__, 0 })

static void user_below_kernel(void)
{
	begin();
	add_time(&records, 1000);
	name_program(TGID, 1, "prog");
	map_lib(TGID, 1, USER, 2000);
	stack(0, CHAIN(KERNEL + 300, KERNEL + 20), CHAIN(USER + 0x180, USER + 0x40));
	add_sample(&records, 0);
	add_sample(&records, 0);
	stack(1, CHAIN(KERNEL + 5000), NONE);
	add_sample(&records, 1);
	feed(0);
	check_folded("prog;ext4_read [ext4]_[k] 1\n"
		     "prog;main;foo;k0_[k];k1_[k] 2\n");
	CHECK_EQ(profile_counts(profile)->sample_records, 3);
	end();
}

/* A call that ends a function returns to the next one; a leaf is where it is. */
static void return_addresses(void)
{
	begin();
	name_program(TGID, 1, "prog");
	map_lib(TGID, 1, USER, 2000);
	stack(0, CHAIN(KERNEL + 256, KERNEL + 256), CHAIN(USER + 0x100, USER + 0x100));
	add_sample(&records, 0);
	stack(1, NONE, CHAIN(USER + 0x100, USER + 0x200));
	add_sample(&records, 1);
	stack(2, CHAIN(KERNEL + 256), CHAIN(USER + 0x100))->header.flags = 0;
	add_sample(&records, 2);
	feed(0);
	check_folded("prog;foo;foo 1\n"
		     "prog;foo;k0_[k] 1\n"
		     "prog;main;foo;k0_[k];k1_[k] 1\n");
	end();
}

/* Signal handlers return to what nobody called: the byte before it is not its own. */
static void signal_handlers(void)
{
	const struct object lib = { .path = LIB };

	begin();
	resolver_keep(resolver, &lib, 0x800, 0x810, "__restore_rt", NULL);
	resolver_keep(resolver, &lib, 0x900, 0x910, "other", NULL);
	name_program(TGID, 1, "prog");
	map_lib(TGID, 1, USER, 2000);
	stack(0, NONE, CHAIN(USER + 0x380, USER + 0x800, USER + 0x140));
	add_sample(&records, 0);
	stack(1, NONE, CHAIN(USER + 0x380, USER + 0x900, USER + 0x140));
	add_sample(&records, 1);
	feed(0);
	check_folded("prog;foo;[libfoo.so@0x8ff];leaf 1\n"
		     "prog;foo;__restore_rt;leaf 1\n");
	end();
}

static void contexts_and_lateness(void)
{
	begin();
	name_program(TGID, 1, "prog");
	map_lib(TGID, 1, USER, 2000);
	stack(0, CHAIN(KERNEL + 1), CHAIN(USER));
	add_sample(&records, 0)->header.flags = FLAMESAMP_IN_SOFTIRQ;
	add_sample(&records, 0)->header.flags = FLAMESAMP_IN_HARDIRQ;
	/* 2^(40/2) ns are more than a millisecond; 2^(38/2) ns are not. */
	add_sample(&records, 0)->header.flags = 40 << FLAMESAMP_LATE_SHIFT;
	add_sample(&records, 0)->header.flags = 38 << FLAMESAMP_LATE_SHIFT;
	/* Nobody turns interrupts off in user mode. */
	stack(1, NONE, CHAIN(USER));
	add_sample(&records, 1)->header.flags = 40 << FLAMESAMP_LATE_SHIFT;
	feed(0);
	check_folded("prog;main 1\n"
		     "prog;main;[hardirq];k0_[k] 1\n"
		     "prog;main;[softirq];k0_[k] 1\n"
		     "prog;main;k0_[k] 1\n"
		     "prog;main;k0_[k];[late] 1\n");
	CHECK_EQ(profile_counts(profile)->late, 1);
	end();
}

static void idle_by_leaf(void)
{
	struct flamesamp_idle *idle;

	begin();
	name_program(0, 0, "swapper");
	stack(0, CHAIN(KERNEL + 3 * 256), NONE);
	add_sample(&records, 0);
	/* An interrupt of the idle task is work. */
	stack(1, CHAIN(KERNEL + 4 * 256, KERNEL + 3 * 256 + 9), NONE);
	add_sample(&records, 1)->header.flags = FLAMESAMP_IN_SOFTIRQ;
	stack(2, NONE, NONE);
	add_sample(&records, 2)->header.flags = FLAMESAMP_IN_IDLE;
	/* The same function elsewhere is not sleep. */
	name_program(TGID, 1, "prog");
	stack(3, CHAIN(KERNEL + 3 * 256), NONE);
	add_sample(&records, 3);
	idle = add_record(&records, FLAMESAMP_IDLE, sizeof(*idle));
	idle->count = 7;
	feed(0);
	check_folded("prog;default_idle_[k] 1\n"
		     "swapper;[idle] 9\n"
		     "swapper;[softirq];default_idle_[k];irq0_[k] 1\n");
	CHECK_EQ(profile_counts(profile)->idle, 9);
	/* Folding again counts nothing twice. */
	free(folded_profile(profile, resolver));
	CHECK_EQ(profile_counts(profile)->idle, 9);
	end();
}

static void set_end(struct flamesamp_stack *stack, enum flamesamp_user_end end)
{
	stack->frames = FLAMESAMP_FRAMES(FLAMESAMP_KERNEL_FRAMES(stack->frames),
					 FLAMESAMP_USER_FRAMES(stack->frames), end);
}

static void cut_stacks(void)
{
	begin();
	name_program(TGID, 1, "prog");
	map_lib(TGID, 1, USER, 2000);
	stack(0, CHAIN(KERNEL), CHAIN(USER))->header.flags |= FLAMESAMP_STACK_KERNEL_BROKEN;
	add_sample(&records, 0)->header.flags = FLAMESAMP_IN_SOFTIRQ;
	set_end(stack(1, NONE, CHAIN(USER)), FLAMESAMP_USER_DEEP);
	add_sample(&records, 1);
	set_end(stack(2, NONE, NONE), FLAMESAMP_USER_UNREADABLE);
	add_sample(&records, 2);
	feed(0);
	check_folded("prog;[truncated];main 1\n"
		     "prog;[unreadable stack] 1\n"
		     "prog;main;[softirq];[truncated];k0_[k] 1\n");
	CHECK_EQ(profile_counts(profile)->kernel_broken, 1);
	CHECK_EQ(profile_counts(profile)->user_end[FLAMESAMP_USER_DEEP], 1);
	CHECK_EQ(profile_counts(profile)->user_end[FLAMESAMP_USER_UNREADABLE], 1);
	end();
}

/* What a stack has in common with an earlier one is not in its record. */
static void shared_frames(void)
{
	const uint64_t *user = CHAIN(USER + 0x180, USER + 0x40);
	const uint64_t *kernel = CHAIN(KERNEL + 300, KERNEL + 20);

	begin();
	name_program(TGID, 1, "prog");
	map_lib(TGID, 1, USER, 2000);
	stack(0, kernel, user);
	add_sample(&records, 0);
	add_stack_sharing(&records, 1, program_index, NULL, 0, CHAIN(USER, USER + 0x40), 2, 1, 1);
	add_sample(&records, 1);
	kernel = CHAIN(KERNEL, KERNEL + 20);
	add_stack_sharing(&records, 2, program_index, kernel, 2, user, 2, 2, 3)->header.flags =
		FLAMESAMP_STACK_KERNEL_MODE;
	add_sample(&records, 2);
	/* with a lost one */
	add_stack_sharing(&records, 9, program_index, NULL, 0, user, 2, 1, 1);
	add_sample(&records, 9);
	feed(0);
	check_folded("[stack lost] 1\n"
		     "prog;main;foo;k0_[k];k0_[k] 1\n"
		     "prog;main;foo;k0_[k];k1_[k] 1\n"
		     "prog;main;main 1\n");
	end();
}

static void weights_and_losses(void)
{
	struct flamesamp_sample *sample;
	struct flamesamp_lost *lost;

	begin();
	name_program(TGID, 1, "prog");
	stack(0, CHAIN(KERNEL), NONE);
	sample = add_record(&records, FLAMESAMP_SAMPLE, sizeof(*sample));
	sample->stack = 0;
	sample->weight = 5;
	add_sample(&records, 99);	/* never defined */
	lost = add_record(&records, FLAMESAMP_LOST, sizeof(*lost));
	lost->cause = FLAMESAMP_LOST_RING_FULL;
	lost->count = 11;
	feed(0);
	check_folded("[stack lost] 1\nprog;k0_[k] 5\n");
	CHECK_EQ(profile_counts(profile)->samples, 6);
	CHECK_EQ(profile_counts(profile)->orphans, 1);
	CHECK_EQ(profile_counts(profile)->lost[FLAMESAMP_LOST_RING_FULL], 11);
	end();
}

/* Numbers are a ring's own; equal stacks of two rings are one. */
static void rings_do_not_mix(void)
{
	begin();
	name_program(TGID, 1, "prog");
	stack(0, CHAIN(KERNEL), NONE);
	add_sample(&records, 0);
	feed(0);
	name_program(TGID, 1, "prog");
	stack(0, CHAIN(KERNEL + 256), NONE);
	add_sample(&records, 0);
	stack(70000, CHAIN(KERNEL), NONE);
	add_sample(&records, 70000);
	feed(7);
	add_sample(&records, 0);
	feed(0);
	check_folded("prog;k0_[k] 3\nprog;k1_[k] 1\n");
	end();
}

static void exec_begins_a_program(void)
{
	struct flamesamp_exec *exec;
	struct flamesamp_comm *comm;

	begin();
	name_program(TGID, 1, "sh");
	stack(0, CHAIN(KERNEL), NONE);
	add_sample(&records, 0);
	/* The kernel tells the new name before it counts the exec. */
	comm = add_record(&records, FLAMESAMP_COMM, sizeof(*comm));
	comm->tgid = comm->tid = TGID;
	strcpy(comm->comm, "ls");
	exec = add_record(&records, FLAMESAMP_EXEC, sizeof(*exec) + 8);
	exec->tgid = TGID;
	exec->program = 2;
	strcpy(exec->comm, "ls");
	strcpy(exec->path, "/bin/ls");
	name_program(TGID, 2, "ls");
	stack(1, CHAIN(KERNEL), NONE);
	add_sample(&records, 1);
	/* The same process id, another process. */
	name_program(TGID, 900, "cat");
	stack(2, CHAIN(KERNEL), NONE);
	add_sample(&records, 2);
	/* One that no program was named for. */
	program_index++;
	stack(3, CHAIN(KERNEL), NONE);
	add_sample(&records, 3);
	feed(0);
	check_folded("[stack lost] 1\ncat;k0_[k] 1\nls;k0_[k] 1\nsh;k0_[k] 1\n");
	end();
}

static void children_inherit(void)
{
	struct flamesamp_fork *fork;

	begin();
	name_program(TGID, 1, "sh");
	map_lib(TGID, 1, USER, 2000);
	fork = add_record(&records, FLAMESAMP_FORK, sizeof(*fork));
	fork->tgid = 5000;
	fork->program = 3;
	fork->parent_tgid = TGID;
	fork->parent_program = 1;
	name_program(5000, 3, "child");
	stack(0, NONE, CHAIN(USER));
	add_sample(&records, 0);
	/* A circle, as only a damaged file has it. */
	fork = add_record(&records, FLAMESAMP_FORK, sizeof(*fork));
	fork->tgid = TGID;
	fork->program = 1;
	fork->parent_tgid = 5000;
	fork->parent_program = 3;
	name_program(TGID, 1, "sh");
	stack(1, NONE, CHAIN(0x10));
	add_sample(&records, 1);
	feed(0);
	check_folded("child;main 1\nsh;[unknown] 1\n");
	CHECK_EQ(profile_counts(profile)->unnamed[UNNAMED_NO_MAPPING], 1);
	CHECK_EQ(profile_counts(profile)->frames, 2);
	end();
}

/* Of maps that overlap, the one read soonest after the sample counts. */
static void maps_by_time(void)
{
	begin();
	name_program(TGID, 1, "prog");
	map_lib(TGID, 1, USER, 100);			/* "foo" at USER + 0x100 */
	map_lib(TGID, 1, USER - 0x100, 2000);		/* "bar" there */
	map_lib(TGID, 1, USER - 0x200, 5000);		/* "leaf" there */
	map_lib(TGID, 1, USER - 0x200, 9000);
	add_time(&records, 1000);
	stack(0, NONE, CHAIN(USER + 0x100));
	add_sample(&records, 0);			/* at 1000: "bar" */
	feed(0);
	check_folded("prog;bar 1\n");
	add_time(&records, 50);
	name_program(TGID, 1, "prog");
	stack(0, NONE, CHAIN(USER + 0x101));
	add_sample(&records, 0);			/* at 50: "foo" */
	feed(1);
	add_time(&records, 20000);
	name_program(TGID, 1, "prog");
	stack(0, NONE, CHAIN(USER + 0x102));
	add_sample(&records, 0);			/* after all: the latest, "leaf" */
	add_time(&records, 7000);
	stack(1, NONE, CHAIN(USER + 0x103));
	add_sample(&records, 1);			/* while "leaf" was there */
	feed(2);
	check_folded("prog;bar 1\nprog;foo 1\nprog;leaf 2\n");
	end();
}

static void count_name(void *arg, const struct profile_name *name)
{
	unsigned int *n = arg;

	if (!name->object)
		n[0]++;
	else if (name->symbol.why == NAMED)
		n[1]++;
	else
		n[2]++;
}

static void names_are_handed_out_once(void)
{
	unsigned int n[3] = { 0 };

	begin();
	name_program(TGID, 1, "prog");
	stack(0, CHAIN(KERNEL + 5, KERNEL + 9, KERNEL + 300), CHAIN(USER, USER + 8, USER + 0xf00));
	add_sample(&records, 0);
	feed(0);
	profile_new_names(profile, resolver, count_name, NULL, n);
	CHECK_EQ(n[0], 2);
	CHECK_EQ(n[1] + n[2], 0);
	/* The map comes late; of the address without a name, the object is told with the others. */
	map_lib(TGID, 1, USER, 2000);
	feed(1);
	profile_new_names(profile, resolver, count_name, NULL, n);
	CHECK_EQ(n[0], 2);
	CHECK_EQ(n[1], 1);
	CHECK(n[2] <= 1);
	profile_new_names(profile, resolver, count_name, NULL, n);
	CHECK_EQ(n[1], 1);
	end();
}

/* For one address a call. n[3] tells whether that was used up. */
static bool go_on_once(void *arg)
{
	unsigned int *n = arg;

	return !n[3]++;
}

static void names_in_pieces(void)
{
	unsigned int n[4] = { 0 }, calls = 0;

	begin();
	name_program(TGID, 1, "prog");
	map_lib(TGID, 1, USER, 2000);
	stack(0, CHAIN(KERNEL + 5, KERNEL + 300), CHAIN(USER, USER + 0x140, USER + 0xf00));
	add_sample(&records, 0);
	feed(0);
	do {
		n[3] = 0;
	} while (!profile_new_names(profile, resolver, count_name, go_on_once, n) && ++calls < 20);
	CHECK(calls > 2 && calls < 20);
	CHECK_EQ(n[0], 2);
	CHECK_EQ(n[1], 2);
	/* The next one begins anew. */
	n[3] = 0;
	profile_new_names(profile, resolver, count_name, go_on_once, n);
	CHECK_EQ(n[0] + n[1], 4);
	end();
}

static void build_ids_by_path(void)
{
	const struct build_id id = { .len = 2, .bytes = { 1, 2 } };
	const struct object lib = { .path = LIB, .id = id };

	begin();
	profile_identify(profile, LIB, &id);
	resolver_keep(resolver, &lib, 0x800, 0x900, "by_id", NULL);
	name_program(TGID, 1, "prog");
	map_lib(TGID, 1, USER, 1);
	stack(0, NONE, CHAIN(USER + 0x800));
	add_sample(&records, 0);
	feed(0);
	check_folded("prog;by_id 1\n");
	end();
}

static void check_style(struct frame_style style, const char *expected)
{
	profile_set_style(profile, &style);
	check_folded(expected);
}

static void names_by_style(void)
{
	const struct object lib = { .path = LIB };

	begin();
	resolver_keep(resolver, &lib, 0x800, 0x900, "_ZN1aIiE1fEi.isra.0", NULL);
	resolver_keep(resolver, NULL, KERNEL + 8192, KERNEL + 8448, "read.cold", NULL);
	resolver_keep(resolver, NULL, KERNEL + 8448, KERNEL + 8704, "part.part.1", "ext4");
	name_program(TGID, 1, "prog");
	map_lib(TGID, 1, USER, 2000);
	stack(0, CHAIN(KERNEL + 8448, KERNEL + 8193), CHAIN(USER + 0x800));
	add_sample(&records, 0);
	feed(0);
	check_style((struct frame_style){ .mangled = true },
		    "prog;_ZN1aIiE1fEi.isra.0;read.cold_[k];part.part.1 [ext4]_[k] 1\n");
	check_style((struct frame_style){ .mangled = true, .merge_clones = true },
		    "prog;_ZN1aIiE1fEi;read_[k];part [ext4]_[k] 1\n");
	/* Without debug information, nothing more is known. */
	check_style((struct frame_style){ .mangled = true, .inlines = true, .lines = true },
		    "prog;_ZN1aIiE1fEi.isra.0;read.cold_[k];part.part.1 [ext4]_[k] 1\n");
	if (demangle_library()) {
		check_style((struct frame_style){ 0 },
			    "prog;a<int>::f(int) [clone .isra.0];read.cold_[k];part.part.1 [ext4]_[k] 1\n");
		check_style((struct frame_style){ .merge_clones = true, .short_templates = true },
			    "prog;a<>::f(int);read_[k];part [ext4]_[k] 1\n");
	}
	end();
}

/* Names that a compiler made up are its own: nothing is taken from them. */
static void generated_code(void)
{
	const struct object code = { .path = "jit:1" };

	begin();
	/* A damaged capture may have one without a name. */
	resolver_keep(resolver, &code, USER, USER + 0x1000, NULL, NULL);
	resolver_keep(resolver, &code, 0x70000000, 0x70000100, "Map<K>.get.cold", NULL);
	name_program(TGID, 1, "prog");
	stack(0, NONE, CHAIN(0x70000010));
	add_sample(&records, 0);
	feed(0);
	check_style((struct frame_style){ .merge_clones = true, .short_templates = true },
		    "prog;Map<K>.get.cold_[j] 1\n");
	end();
}

static uint32_t seed = RANDOM_SEED;

static void add_everything(void)
{
	struct flamesamp_fork *fork;

	records.bytes = 0;
	add_time(&records, 1000);
	name_program(TGID, 1, "prog");
	map_lib(TGID, 1, USER, 2000);
	fork = add_record(&records, FLAMESAMP_FORK, sizeof(*fork));
	fork->tgid = 5000;
	fork->program = 3;
	fork->parent_tgid = TGID;
	fork->parent_program = 1;
	add_record(&records, FLAMESAMP_EXEC, sizeof(struct flamesamp_exec) + 8);
	add_record(&records, FLAMESAMP_COMM, sizeof(struct flamesamp_comm));
	add_record(&records, FLAMESAMP_EXIT, sizeof(struct flamesamp_exit));
	add_record(&records, FLAMESAMP_MODULE, sizeof(struct flamesamp_module));
	add_record(&records, FLAMESAMP_IDLE, sizeof(struct flamesamp_idle));
	add_record(&records, FLAMESAMP_LOST, sizeof(struct flamesamp_lost));
	for (unsigned int i = 0; i < 4; i++) {
		stack(i, CHAIN(KERNEL + 300, KERNEL + 20), CHAIN(USER + 0x180 + i, USER + 0x40));
		add_sample(&records, i);
	}
}

/* Checked records are sound one by one; what they say may be anything. */
static void nonsense_is_survived(void)
{
	for (int round = 0; round < 3000; round++) {
		begin();
		add_everything();
		for (unsigned int i = next_random(&seed) % 16; i-- > 0;)
			records.data[next_random(&seed) % records.bytes] = next_random(&seed);
		records.bytes = records_check(records.data, records.bytes);
		feed(next_random(&seed));
		free(folded_profile(profile, resolver));
		end();
	}
}

int main(void)
{
	RUN(user_below_kernel);
	RUN(return_addresses);
	RUN(signal_handlers);
	RUN(contexts_and_lateness);
	RUN(idle_by_leaf);
	RUN(cut_stacks);
	RUN(shared_frames);
	RUN(weights_and_losses);
	RUN(rings_do_not_mix);
	RUN(exec_begins_a_program);
	RUN(children_inherit);
	RUN(maps_by_time);
	RUN(names_are_handed_out_once);
	RUN(names_in_pieces);
	RUN(build_ids_by_path);
	RUN(names_by_style);
	RUN(generated_code);
	RUN(nonsense_is_survived);
	return unit_done();
}
