// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Stacks that come as memory: this program's own, walked by the tables of its own files.
 */
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <ucontext.h>
#include <unistd.h>

#include "fixture_folded.h"
#include "fixture_records.h"
#include "output/folded.h"
#include "profile/profile.h"
#include "session/raw_stacks.h"
#include "unit.h"

#if defined(__x86_64__) || defined(__aarch64__)

#define BYTES (16u * 1024)

static struct records records;
static struct profile *profile;
static struct resolver *resolver;
static struct stack_walker *walker;

/* A captured stack. */
struct captured {
	uint64_t pc, sp, lr, fp;
	uint32_t bytes;
	char data[BYTES];
};

static struct captured first, second, short_one;

static void take_registers(struct captured *to, const ucontext_t *context)
{
#ifdef __x86_64__
	to->pc = context->uc_mcontext.gregs[REG_RIP];
	to->sp = context->uc_mcontext.gregs[REG_RSP];
	to->fp = context->uc_mcontext.gregs[REG_RBP];
#else
	to->pc = context->uc_mcontext.pc;
	to->sp = context->uc_mcontext.sp;
	to->lr = context->uc_mcontext.regs[30];
	to->fp = context->uc_mcontext.regs[29];
#endif
}

/* By the kernel: the sanitizer would object to reading other functions' frames. */
static void take_memory(struct captured *to, size_t bytes)
{
	int fd = open("/proc/self/mem", O_RDONLY | O_CLOEXEC);
	ssize_t n = pread(fd, to->data, bytes, to->sp);

	close(fd);
	to->bytes = n > 0 ? n : 0;
}

static volatile unsigned int sink;

__attribute__((noinline)) static void innermost(struct captured *to, size_t bytes)
{
	ucontext_t context;

	getcontext(&context);
	take_registers(to, &context);
	take_memory(to, bytes);
	sink++;
}

__attribute__((noinline)) static void called_first(void)
{
	innermost(&first, BYTES);
	innermost(&short_one, 16);
	sink++;
}

__attribute__((noinline)) static void called_second(void)
{
	innermost(&second, BYTES);
	sink++;
}

static void begin(void)
{
	records.bytes = 0;
	profile = profile_new(100);
	resolver = resolver_new();
	walker = stack_walker_new(resolver);
	profile_set_walker(profile, stack_walker_walk, walker);
	add_time(&records, 1000);
	add_program(&records, 1, 4711, 1, "prog");
}

/* As the module sends it: a guess, here of the innermost frame only, the memory, and the sample. */
static void add_captured(uint32_t id, const struct captured *captured)
{
	size_t size = sizeof(struct flamesamp_stack_bytes) + (captured->bytes + 7) / 8 * 8;
	struct flamesamp_stack_bytes *raw;
	struct flamesamp_stack *stack;

	stack = add_stack_sharing(&records, id, 1, NULL, 0, &captured->pc, 1, 0, 0);
	stack->header.flags = FLAMESAMP_STACK_HAS_BYTES | FLAMESAMP_STACK_USER_FP;
	raw = add_record(&records, FLAMESAMP_STACK_BYTES, size);
	raw->stack = id;
	raw->bytes = captured->bytes;
	raw->pc = captured->pc;
	raw->sp = captured->sp;
	raw->lr = captured->lr;
	raw->fp[0] = captured->fp;
	memcpy(raw->data, captured->data, captured->bytes);
	add_sample(&records, id);
}

static void feed(void)
{
	profile_records(profile, 0, records.data, records.bytes);
	records.bytes = 0;
}

/* The program's own map, which the module reads after the sample. */
static void feed_maps(void)
{
	FILE *maps = fopen("/proc/self/maps", "re");
	char line[1024], path[512], mode[5];
	uint64_t start, end, offset, inode;
	struct flamesamp_map *map;

	while (maps && fgets(line, sizeof(line), maps)) {
		path[0] = 0;
		if (sscanf(line, "%" SCNx64 "-%" SCNx64 " %4s %" SCNx64 " %*s %" SCNu64 " %511s",
			   &start, &end, mode, &offset, &inode, path) < 5 || mode[2] != 'x')
			continue;
		map = add_map(&records, path);
		map->start = start;
		map->end = end;
		map->offset = offset;
		map->inode = inode;
		map->ns = 2000;
		feed();
	}
	if (maps)
		fclose(maps);
}

static void end(void)
{
	profile_free(profile);
	resolver_free(resolver);
	stack_walker_free(walker);
}

/* The guesses of the two are equal; what their memory says is not. */
static void memory_is_walked(void)
{
	const struct profile_counts *counts;
	char *text;

	begin();
	add_captured(1, &first);
	add_captured(2, &second);
	feed();
	CHECK_EQ(profile_counts(profile)->user_end[FLAMESAMP_USER_FP_END], 2);
	feed_maps();
	text = folded_profile(profile, resolver);
	CHECK(strstr(text, "main;called_first;innermost 1"));
	CHECK(strstr(text, "main;called_second;innermost 1"));
	counts = profile_counts(profile);
	CHECK_EQ(counts->user_end[FLAMESAMP_USER_WHOLE], 2);
	CHECK_EQ(counts->user_end[FLAMESAMP_USER_FP_END], 0);
	CHECK_EQ(counts->user_by_fp, 0);
	free(text);
	end();
}

/* The samples that come after the walk are the walked stack's, too. */
static void samples_may_come_later(void)
{
	char *text;

	begin();
	add_captured(1, &first);
	feed();
	feed_maps();
	free(folded_profile(profile, resolver));
	add_sample(&records, 1);
	feed();
	text = folded_profile(profile, resolver);
	CHECK(strstr(text, "main;called_first;innermost 2"));
	CHECK_EQ(profile_counts(profile)->user_end[FLAMESAMP_USER_WHOLE], 2);
	free(text);
	end();
}

/* What other stacks begin with is what the module sent, not what the walk found. */
static void others_share_the_guess(void)
{
	const uint64_t user[] = { 0x1000, first.pc };
	char *text;

	begin();
	add_captured(1, &first);
	add_stack_sharing(&records, 2, 1, NULL, 0, user, 2, 1, 1);
	add_sample(&records, 2);
	feed();
	feed_maps();
	text = folded_profile(profile, resolver);
	CHECK(strstr(text, "main;called_first;innermost 1"));
	CHECK(strstr(text, "prog;innermost;"));
	free(text);
	end();
}

/* It leads no further than the guess did. */
static void piece_may_be_too_short(void)
{
	char *text;

	begin();
	add_captured(1, &short_one);
	feed();
	feed_maps();
	text = folded_profile(profile, resolver);
	CHECK_STR(text, "prog;innermost 1\n");
	CHECK_EQ(profile_counts(profile)->user_end[FLAMESAMP_USER_FP_END], 1);
	free(text);
	end();
}

/* Nothing is known of the program's code: the module's guess stands. */
static void without_maps(void)
{
	begin();
	add_captured(1, &first);
	feed();
	free(folded_profile(profile, resolver));
	CHECK_EQ(profile_counts(profile)->user_end[FLAMESAMP_USER_FP_END], 1);
	CHECK_EQ(profile_counts(profile)->user_by_fp, 1);
	end();
}

int main(void)
{
	called_first();
	called_second();
	RUN(memory_is_walked);
	RUN(samples_may_come_later);
	RUN(others_share_the_guess);
	RUN(piece_may_be_too_short);
	RUN(without_maps);
	return unit_done();
}

#else

int main(void)
{
	printf("1..0 # SKIP this machine's registers are not known here\n");
	return 0;
}

#endif
