// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Unwind tables: refused where they are not sound, bound to files, and what walks by them find.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "harness.h"
#include "load.h"
#include "stream.h"
#include "table.h"

#ifndef ARRAY_SIZE
#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))
#endif

/* What the samples of the load were like. */
struct seen {
	struct stream *stream;
	pid_t load;
	unsigned int end[FLAMESAMP_USER_ENDS];
	unsigned int by_fp;
	unsigned int deepest;
	unsigned int raw;
	unsigned int marked;	/* of @raw, those that hold what the load has on its stack */
};

FIXTURE(tables) {
	struct session s;
	struct stream stream;
	struct seen seen;
	struct table table;
	pid_t load;
	int cpu;
};

FIXTURE_SETUP(tables)
{
	self->s.fd = -1;
	self->cpu = highest_cpu();
	stream_init(&self->stream, &self->s);
	self->seen.stream = &self->stream;
}

FIXTURE_TEARDOWN(tables)
{
	load_end(self->load);
	session_close(&self->s);
	stream_free(&self->stream);
	table_free(&self->table);
}

#define MARK	0x666c616d6573616dull	/* what work_marked() keeps on its stack */

/* Spins with marks above the stack pointer: more of them than go below it (x86-64's red zone). */
static void work_marked(void)
{
	volatile uint64_t marks[64];
	unsigned int i;

	for (;;) {
		for (i = 0; i < ARRAY_SIZE(marks); i++)
			marks[i] = MARK;
	}
}

static bool holds_mark(const struct flamesamp_stack_bytes *raw)
{
	uint64_t word;
	uint32_t at;

	for (at = 0; at + sizeof(word) <= raw->bytes; at += 4) {
		memcpy(&word, raw->data + at, sizeof(word));
		if (word == MARK)
			return true;
	}
	return false;
}

static void see(void *context, const struct stream *stream, unsigned int cpu,
		const struct flamesamp_header *record)
{
	const struct flamesamp_stack_bytes *raw = (const void *)record;
	const struct stack_seen *stack;
	struct seen *seen = context;

	if (record->type == FLAMESAMP_STACK_BYTES) {
		seen->raw++;
		seen->marked += holds_mark(raw);
		return;
	}
	if (record->type != FLAMESAMP_SAMPLE)
		return;
	stack = sample_stack(stream, cpu, record);
	if (!stack || stack->tgid != (uint32_t)seen->load || !stack->user_frames)
		return;
	seen->end[stack->user_end]++;
	seen->by_fp += !!(stack->flags & FLAMESAMP_STACK_USER_FP);
	if (stack->user_frames > seen->deepest)
		seen->deepest = stack->user_frames;
}

static struct flamesamp_config with_tables(void)
{
	struct flamesamp_config config = config_at(999);

	config.unwind = FLAMESAMP_UNWIND_TABLES;
	config.user_frames = FLAMESAMP_FRAMES_MAX;
	return config;
}

/* A session whose walks go by tables, none there yet. */
static int configured(FIXTURE_DATA(tables) *self)
{
	struct flamesamp_config config = with_tables();

	return session_new(&self->s, &config);
}

static void begin(FIXTURE_DATA(tables) *self, load_work work)
{
	self->load = load_start(self->cpu, work);
	self->seen.load = self->load;
	self->stream.visit = see;
	self->stream.context = &self->seen;
}

static unsigned int samples(const struct seen *seen)
{
	unsigned int end, n = 0;

	for (end = 0; end < FLAMESAMP_USER_ENDS; end++)
		n += seen->end[end];
	return n;
}

/* Until so many samples of the load ended in @end. */
static void drain_until(FIXTURE_DATA(tables) *self, enum flamesamp_user_end end, unsigned int n)
{
	while (self->seen.end[end] < n) {
		stream_drain(&self->stream, &self->s);
		breathe();
	}
}

/* Until there were so many samples of the load. */
static void drain_until_samples(FIXTURE_DATA(tables) *self, unsigned int n)
{
	while (samples(&self->seen) < n) {
		stream_drain(&self->stream, &self->s);
		breathe();
	}
}

/* How the samples of the load ended, for whoever looks at a failure. */
static void tell_ends(const struct seen *seen)
{
	unsigned int end;

	for (end = 0; end < FLAMESAMP_USER_ENDS; end++) {
		if (seen->end[end])
			fprintf(stderr, "# %u samples ended in %u\n", seen->end[end], end);
	}
}

static bool finish(FIXTURE_DATA(tables) *self)
{
	if (session_stop(&self->s))
		return false;
	stream_drain(&self->stream, &self->s);
	return stream_agrees(&self->stream, &self->s, false);
}

TEST_F(tables, states)
{
	struct flamesamp_config config = config_at(99);

	self->table = table_new(1, 1, 1);
	ASSERT_EQ(0, session_open(&self->s));
	EXPECT_EQ(-EBUSY, upload(&self->s, self->table.head, self->table.bytes));
	ASSERT_EQ(0, session_configure(&self->s, &config));
	EXPECT_EQ(-EOPNOTSUPP, upload(&self->s, self->table.head, self->table.bytes));
	EXPECT_EQ(-EOPNOTSUPP, bind_fd(&self->s, 0, 0));
	session_close(&self->s);

	ASSERT_EQ(0, configured(self));
	EXPECT_LT(0, upload(&self->s, self->table.head, self->table.bytes));
	ASSERT_EQ(0, session_start(&self->s));
	EXPECT_LT(0, upload(&self->s, self->table.head, self->table.bytes));
	ASSERT_EQ(0, session_stop(&self->s));
	EXPECT_EQ(-EBUSY, upload(&self->s, self->table.head, self->table.bytes));
	EXPECT_EQ(-EBUSY, bind_fd(&self->s, 0, 0));
}

/* Each spoils a table of 2 pages, 2 rules and 3 rows a page. */
static void spoil_version(struct table *t) { t->head->version++; }
static void spoil_word(struct table *t) { t->head->word = 6; }
static void spoil_reserved(struct table *t) { t->head->reserved = 1; }
static void spoil_pages(struct table *t) { t->head->pages = 0; }
static void spoil_many_pages(struct table *t) { t->head->pages = ~0u; }
static void spoil_rows(struct table *t) { t->head->rows++; }
static void spoil_many_rows(struct table *t) { t->head->rows = ~0u; }
static void spoil_rules(struct table *t) { t->head->rules = 0; }
static void spoil_many_rules(struct table *t) { t->head->rules = 1u << 28; }
static void spoil_first_page(struct table *t) { t->page[0] = 1; }
static void spoil_last_page(struct table *t) { t->page[2] = 5; }
static void spoil_far_page(struct table *t) { t->page[1] = 1u << 30; }
static void spoil_empty_page(struct table *t) { t->page[1] = 6; }
static void spoil_back_page(struct table *t) { t->page[1] = 0; }
static void spoil_first_row(struct table *t) { t->row[3] = FLAMESAMP_UNWIND_ROW(1, 0); }
static void spoil_order(struct table *t) { t->row[2] = FLAMESAMP_UNWIND_ROW(1, 0); }
static void spoil_rule_number(struct table *t) { t->row[4] |= 2; }
static void spoil_kind(struct table *t) { t->rule[1].kind = FLAMESAMP_UNWIND_KINDS; }
static void spoil_register(struct table *t) { t->rule[1].reg = FLAMESAMP_UNWIND_REGS; }
static void spoil_where(struct table *t) { t->rule[1].where = 3 << 2; }
static void spoil_where_bit(struct table *t) { t->rule[1].where = 0x80; }
static void spoil_signal(struct table *t) { t->rule[1].where = FLAMESAMP_UNWIND_SIGNAL; }
static void spoil_rule_reserved(struct table *t) { t->rule[1].reserved = 1; }

static void (*const spoils[])(struct table *) = {
	spoil_version, spoil_word, spoil_reserved, spoil_pages, spoil_many_pages, spoil_rows,
	spoil_many_rows, spoil_rules, spoil_many_rules, spoil_first_page, spoil_last_page,
	spoil_far_page, spoil_empty_page, spoil_back_page, spoil_first_row, spoil_order,
	spoil_rule_number, spoil_kind, spoil_register, spoil_where, spoil_where_bit, spoil_signal,
	spoil_rule_reserved,
};

TEST_F(tables, unsound_ones_are_refused)
{
	unsigned int i;
	size_t bytes;

	ASSERT_EQ(0, configured(self));
	for (i = 0; i < ARRAY_SIZE(spoils); i++) {
		self->table = table_new(2, 2, 3);
		EXPECT_LT(0, upload(&self->s, self->table.head, self->table.bytes));
		spoils[i](&self->table);
		EXPECT_EQ(-EINVAL, upload(&self->s, self->table.head, self->table.bytes)) {
			TH_LOG("spoiled in way %u", i);
		}
		table_free(&self->table);
	}
	self->table = table_new(2, 2, 3);
	for (bytes = 0; bytes < self->table.bytes; bytes++)
		EXPECT_EQ(-EINVAL, upload(&self->s, self->table.head, bytes));
	EXPECT_EQ(-EINVAL, upload(&self->s, self->table.head, FLAMESAMP_UNWIND_BYTES_MAX + 1));
	EXPECT_EQ(-EFAULT, upload(&self->s, (void *)16, self->table.bytes));
}

TEST_F(tables, bindings_are_checked)
{
	struct flamesamp_bind bind = { .fd = -1 };

	self->table = table_new(1, 1, 1);
	ASSERT_EQ(0, configured(self));
	EXPECT_EQ(-EBADF, bind_fd(&self->s, 1000, 0));
	EXPECT_EQ(-ENOENT, bind_fd(&self->s, 0, 1));
	EXPECT_EQ(1, upload(&self->s, self->table.head, self->table.bytes));
	EXPECT_EQ(-ENOENT, bind_fd(&self->s, 0, 2));
	EXPECT_EQ(0, bind_fd(&self->s, 0, 1));
	/* Bound to nothing else, it is gone when this file gets another one. */
	EXPECT_EQ(0, bind_fd(&self->s, 0, 0));
	EXPECT_EQ(-ENOENT, bind_fd(&self->s, 0, 1));

	EXPECT_EQ(2, upload(&self->s, self->table.head, self->table.bytes));
	bind.table = 2;
	bind.flags = FLAMESAMP_BIND_VDSO;
	EXPECT_EQ(0, ioctl(self->s.fd, FLAMESAMP_IOC_BIND, &bind));
	bind.flags = FLAMESAMP_BIND_VDSO32;
	EXPECT_EQ(0, ioctl(self->s.fd, FLAMESAMP_IOC_BIND, &bind));
	bind.flags = FLAMESAMP_BIND_VDSO | FLAMESAMP_BIND_VDSO32;
	EXPECT_EQ(-1, ioctl(self->s.fd, FLAMESAMP_IOC_BIND, &bind));
	EXPECT_EQ(EINVAL, errno);
	bind.flags = FLAMESAMP_BIND_VDSO;
	bind.reserved = 1;
	EXPECT_EQ(-1, ioctl(self->s.fd, FLAMESAMP_IOC_BIND, &bind));
	EXPECT_EQ(EINVAL, errno);
}

/* Tables have a limit of their own, and what a session took is free when it ends. */
TEST_F(tables, memory_is_bounded)
{
	unsigned int round, n, first = 0;
	int number;

	self->table = table_new(1, 1, 65536);
	for (round = 0; round < 2; round++) {
		ASSERT_EQ(0, configured(self));
		for (n = 0; n < 4096; n++) {
			number = upload(&self->s, self->table.head, self->table.bytes);
			if (number < 0)
				break;
		}
		EXPECT_EQ(-ENOMEM, number);
		EXPECT_LT(0, n);
		if (!round)
			first = n;
		EXPECT_EQ(first, n);
		session_close(&self->s);
	}
}

TEST_F(tables, walk_by_table)
{
	self->table = table_new(own_pages(), 1, 1);
	self->table.rule[0] = frame_pointer_rule();
	if (self->table.rule[0].kind == FLAMESAMP_UNWIND_NONE)
		SKIP(return, "no frame pointers on this architecture");
	ASSERT_EQ(0, configured(self));
	ASSERT_EQ(0, bind_own(&self->s, &self->table));
	begin(self, work_deep);
	ASSERT_EQ(0, session_start(&self->s));
	drain_until_samples(self, 400);
	ASSERT_TRUE(finish(self));
	EXPECT_LT(300, self->seen.deepest);
	EXPECT_EQ(0, self->seen.by_fp);
	tell_ends(&self->seen);
}

TEST_F(tables, the_outermost_frame_is_told)
{
	self->table = table_new(own_pages(), 1, 1);
	self->table.rule[0].kind = FLAMESAMP_UNWIND_END;
	ASSERT_EQ(0, configured(self));
	ASSERT_EQ(0, bind_own(&self->s, &self->table));
	begin(self, work_spin);
	ASSERT_EQ(0, session_start(&self->s));
	drain_until(self, FLAMESAMP_USER_WHOLE, 100);
	ASSERT_TRUE(finish(self));
	EXPECT_EQ(1, self->seen.deepest);
	EXPECT_EQ(0, self->seen.by_fp);
	EXPECT_EQ(samples(&self->seen), self->seen.end[FLAMESAMP_USER_WHOLE]);
}

/* A table is replaced while it is walked by; processes that begin later are covered, too. */
TEST_F(tables, binding_anew)
{
	static const struct {
		enum flamesamp_unwind_kind kind;
		enum flamesamp_user_end end;
	} steps[] = {
		{ FLAMESAMP_UNWIND_END, FLAMESAMP_USER_WHOLE },
		{ FLAMESAMP_UNWIND_NONE, FLAMESAMP_USER_NO_RULE },
	};
	unsigned int i;

	self->table = table_new(own_pages(), 1, 1);
	ASSERT_EQ(0, configured(self));
	ASSERT_EQ(0, session_start(&self->s));
	begin(self, work_spin);
	for (i = 0; i < 20; i++) {
		self->table.rule[0].kind = steps[i % 2].kind;
		ASSERT_EQ(0, bind_own(&self->s, &self->table));
		drain_until(self, steps[i % 2].end, self->seen.end[steps[i % 2].end] + 10);
	}
	ASSERT_TRUE(finish(self));
}

/* Code without a table is reported until the reader has answered. */
TEST_F(tables, files_without_table_are_news)
{
	struct pollfd poller = { .events = POLLPRI };
	int fd = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);

	ASSERT_EQ(0, configured(self));
	ASSERT_EQ(0, session_start(&self->s));
	begin(self, work_spin);
	poller.fd = self->s.fd;
	ASSERT_EQ(1, poll(&poller, 1, 60 * 1000));
	EXPECT_EQ(POLLPRI, poller.revents & POLLPRI);
	stream_drain(&self->stream, &self->s);
	EXPECT_LT(0, stream_records(&self->stream, FLAMESAMP_MAP));
	EXPECT_EQ(0, bind_fd(&self->s, fd, 0));
	close(fd);
	drain_until_samples(self, 100);
	ASSERT_TRUE(finish(self));
	tell_ends(&self->seen);
	EXPECT_EQ(samples(&self->seen), self->seen.by_fp);
	EXPECT_EQ(0, self->seen.end[FLAMESAMP_USER_WHOLE]);
}

/* A jump to itself, as it lies in memory. */
static const unsigned char endless[] = {
#if defined(__x86_64__) || defined(__i386__)
	0xeb, 0xfe, 0xeb, 0xfe,
#elif defined(__aarch64__)
	0x00, 0x00, 0x00, 0x14,
#elif defined(__arm__)
	0xfe, 0xff, 0xff, 0xea,
#elif defined(__riscv)
	0x6f, 0x00, 0x00, 0x00,
#endif
};

#define CODE_FILE	"/tmp/flamesamp-test-code"

static sigjmp_buf moved;

static void move(int signal)
{
	(void)signal;
	siglongjmp(moved, 1);
}

/*
 * Runs CODE_FILE; with each SIGUSR1 somewhere else, and never with more or less code than before.
 */
static void work_moving(void)
{
	int fd = open(CODE_FILE, O_RDONLY | O_CLOEXEC);
	size_t page = sysconf(_SC_PAGESIZE);
	void *code = NULL, *room;

	signal(SIGUSR1, move);
	for (;;) {
		if (code)
			munmap(code, page);
		/*
		 * Every other page of an area that is given back, so that it never is at one place.
		 */
		room = mmap(NULL, 4 * page, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		code = mmap((char *)room + page, page, PROT_READ | PROT_EXEC,
			    MAP_PRIVATE | MAP_FIXED, fd, 0);
		if (code == MAP_FAILED)
			_exit(1);
		if (!sigsetjmp(moved, 1))
			((void (*)(void))code)();
	}
}

/* Code that moves without becoming more or less is found again. */
TEST_F(tables, code_that_moves)
{
	int fd, number, round;

	fd = open(CODE_FILE, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0755);
	ASSERT_LE(0, fd);
	ASSERT_EQ(sizeof(endless), write(fd, endless, sizeof(endless)));
	self->table = table_new(1, 1, 1);
	self->table.rule[0].kind = FLAMESAMP_UNWIND_END;
	ASSERT_EQ(0, configured(self));
	number = upload(&self->s, self->table.head, self->table.bytes);
	ASSERT_LT(0, number);
	ASSERT_EQ(0, bind_fd(&self->s, fd, number));
	close(fd);
	ASSERT_EQ(0, session_start(&self->s));
	begin(self, work_moving);
	for (round = 0; round < 5; round++) {
		drain_until(self, FLAMESAMP_USER_WHOLE, self->seen.end[FLAMESAMP_USER_WHOLE] + 20);
		ASSERT_EQ(0, kill(self->load, SIGUSR1));
	}
	ASSERT_TRUE(finish(self));
	unlink(CODE_FILE);
}

TEST_F(tables, memory_of_the_stack)
{
	struct flamesamp_config config = with_tables();

	config.stack_bytes = 4096;
	ASSERT_EQ(0, session_new(&self->s, &config));
	begin(self, work_marked);
	ASSERT_EQ(0, session_start(&self->s));
	while (self->seen.marked < 50) {
		stream_drain(&self->stream, &self->s);
		breathe();
	}
	ASSERT_TRUE(finish(self));
	EXPECT_LT(0, self->seen.raw);
}

TEST_F(tables, only_the_leaf)
{
	struct flamesamp_config config = config_at(999);

	config.unwind = FLAMESAMP_UNWIND_LEAF;
	ASSERT_EQ(0, session_new(&self->s, &config));
	begin(self, work_deep);
	ASSERT_EQ(0, session_start(&self->s));
	drain_until(self, FLAMESAMP_USER_LEAF, 100);
	ASSERT_TRUE(finish(self));
	EXPECT_EQ(1, self->seen.deepest);
	EXPECT_EQ(samples(&self->seen), self->seen.end[FLAMESAMP_USER_LEAF]);
}

static uint32_t next_random(void)
{
	static uint32_t state = 2463534242u;

	state ^= state << 13;
	state ^= state >> 17;
	state ^= state << 5;
	return state;
}

/* A rule that is sound and nonsense. */
static void randomize(struct flamesamp_unwind_rule *rule)
{
	rule->kind = next_random() % FLAMESAMP_UNWIND_KINDS;
	rule->reg = next_random() % (next_random() % 4 ? 3 : FLAMESAMP_UNWIND_REGS);
	rule->where = FLAMESAMP_UNWIND_WHERE(next_random() % 3, next_random() % 3,
					     next_random() % 3);
	if (rule->kind == FLAMESAMP_UNWIND_DEREF && next_random() % 2)
		rule->where |= FLAMESAMP_UNWIND_SIGNAL;
	rule->cfa = next_random() % 4 ? (int)(next_random() % 64 * sizeof(long)) :
					(int)next_random();
	rule->ra = next_random() % 64 - 32;
	rule->fp[0] = next_random() % 64 - 32;
	rule->fp[1] = next_random();
	rule->extra = next_random() % 64;
}

/* Walks by nonsense read nothing but the stack, and end. */
TEST_F(tables, nonsense)
{
	unsigned int round, i;

	self->table = table_new(own_pages(), 256, 256);
	ASSERT_EQ(0, configured(self));
	begin(self, work_new_stacks);
	ASSERT_EQ(0, session_start(&self->s));
	for (round = 0; round < 30; round++) {
		for (i = 0; i < 256; i++)
			randomize(&self->table.rule[i]);
		for (i = 0; i < self->table.head->rows; i++)
			self->table.row[i] = FLAMESAMP_UNWIND_ROW(i % 256 * 256,
								  next_random() % 256);
		ASSERT_EQ(0, bind_own(&self->s, &self->table));
		i = samples(&self->seen);
		while (samples(&self->seen) < i + 50) {
			stream_drain(&self->stream, &self->s);
			breathe();
		}
	}
	ASSERT_TRUE(finish(self));
}

TEST_HARNESS_MAIN
