// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Names of kernel addresses, asked of the device: those of the session's own samples, for those who
 * may know them, and no others.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <linux/capability.h>

#include "capture/stack_code.h"
#include "harness.h"
#include "kallsyms.h"
#include "load.h"
#include "stream.h"

#define KPTR_RESTRICT	"/proc/sys/kernel/kptr_restrict"

#ifndef ARRAY_SIZE
#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))
#endif

/* A stack's addresses, the user's first, from the outermost on. */
struct addresses {
	unsigned int n;
	uint64_t *at;
};

#define STACKS_MAX	65536
#define SEEN_MAX	65536

/* All kernel addresses of all stacks, sorted once the session has ended. */
struct seen {
	struct addresses *stacks[CPUS_MAX];
	uint64_t address[SEEN_MAX];
	unsigned int n;
};

FIXTURE(symbols) {
	struct session s;
	struct stream stream;
	struct seen *seen;
	struct kallsyms kallsyms;
	pid_t load;
	char kptr_restrict[16];
};

FIXTURE_SETUP(symbols)
{
	FILE *file = fopen(KPTR_RESTRICT, "r");

	ASSERT_NE(NULL, file);
	ASSERT_NE(NULL, fgets(self->kptr_restrict, sizeof(self->kptr_restrict), file));
	fclose(file);
	ASSERT_EQ(0, write_file(KPTR_RESTRICT, "0"));
	self->s.fd = -1;
	self->seen = calloc(1, sizeof(*self->seen));
	ASSERT_NE(NULL, self->seen);
	stream_init(&self->stream, &self->s);
}

static void free_seen(struct seen *seen)
{
	unsigned int cpu, id;

	for (cpu = 0; cpu < CPUS_MAX; cpu++) {
		for (id = 0; seen->stacks[cpu] && id < STACKS_MAX; id++)
			free(seen->stacks[cpu][id].at);
		free(seen->stacks[cpu]);
	}
	free(seen);
}

FIXTURE_TEARDOWN(symbols)
{
	load_end(self->load);
	session_close(&self->s);
	stream_free(&self->stream);
	kallsyms_free(&self->kallsyms);
	free_seen(self->seen);
	write_file(KPTR_RESTRICT, self->kptr_restrict);
}

static void fail(const char *what)
{
	fprintf(stderr, "# %s\n", what);
	exit(1);
}

static bool known(const struct seen *seen, uint64_t address)
{
	unsigned int i;

	for (i = seen->n; i-- > 0;) {
		if (seen->address[i] == address)
			return true;
	}
	return false;
}

/* The frames that it shares with another stack, then its own. */
static void decode(struct seen *seen, unsigned int cpu, const struct flamesamp_stack *record,
		   struct addresses *stack)
{
	struct stack_code code;
	unsigned int i;

	if (!stack_code_open(&code, record))
		fail("a stack that can't be decoded");
	stack->n = code.frames;
	stack->at = calloc(code.frames + 1, sizeof(*stack->at));
	if (!stack->at)
		fail("no memory");
	for (i = 0; i < code.shared; i++)
		stack->at[i] = seen->stacks[cpu][code.base].at[i];
	for (; i < code.frames; i++) {
		if (!stack_code_next(&code, i ? stack->at[i - 1] : 0, &stack->at[i]))
			fail("a stack that ends early");
	}
}

static void see(void *context, const struct stream *stream, unsigned int cpu,
		const struct flamesamp_header *record)
{
	const struct flamesamp_stack *stack = (const void *)record;
	struct seen *seen = context;
	struct addresses *decoded;
	unsigned int i;

	if (record->type != FLAMESAMP_STACK)
		return;
	if (!seen->stacks[cpu])
		seen->stacks[cpu] = calloc(STACKS_MAX, sizeof(*seen->stacks[cpu]));
	if (!seen->stacks[cpu] || stack->id >= STACKS_MAX)
		fail("too many stacks");
	decoded = &seen->stacks[cpu][stack->id];
	decode(seen, cpu, stack, decoded);
	for (i = FLAMESAMP_USER_FRAMES(stack->frames); i < decoded->n; i++) {
		if (known(seen, decoded->at[i]))
			continue;
		if (seen->n == SEEN_MAX)
			fail("too many addresses");
		seen->address[seen->n++] = decoded->at[i];
	}
}

/* Return: 0 or -errno. */
static int name(const struct session *s, uint64_t address, struct flamesamp_symbol *symbol)
{
	memset(symbol, 0xa5, sizeof(*symbol));
	symbol->address = address;
	return ioctl(s->fd, FLAMESAMP_IOC_SYMBOL, symbol) ? -errno : 0;
}

static int error_of(const struct session *s, uint64_t address)
{
	struct flamesamp_symbol symbol;

	return name(s, address, &symbol);
}

/* Code of the kernel, and of a module: ours. */
static void work_in_module(void)
{
	int fd = open(DEVICE, O_RDWR | O_CLOEXEC);
	struct flamesamp_hello hello;
	char bytes[256];
	int zero = open("/dev/zero", O_RDONLY | O_CLOEXEC);

	while (!ioctl(fd, FLAMESAMP_IOC_HELLO, &hello) && read(zero, bytes, sizeof(bytes)) > 0)
		;
	_exit(1);
}

static bool can_name(const struct session *s)
{
	return s->hello.features & FLAMESAMP_FEATURE_SYMBOLS;
}

static struct flamesamp_config with_names(void)
{
	struct flamesamp_config config = config_at(1999);

	config.flags = FLAMESAMP_NAME_KERNEL;
	return config;
}

/* The number of seen addresses that have a name, in @module if that is not NULL. */
static unsigned int count_names(FIXTURE_DATA(symbols) *self, const char *module)
{
	struct flamesamp_symbol symbol;
	unsigned int i, n = 0;

	for (i = 0; i < self->seen->n; i++) {
		if (!name(&self->s, self->seen->address[i], &symbol))
			n += !module || !strcmp(symbol.module, module);
	}
	return n;
}

/*
 * Sample a load until there are @n addresses, some of a module, and stop: all that the session has
 * seen is in self->seen.
 */
static int gather(FIXTURE_DATA(symbols) *self, unsigned int n)
{
	int err = session_start(&self->s);

	if (err)
		return err;
	self->stream.visit = see;
	self->stream.context = self->seen;
	self->load = load_start(highest_cpu(), work_in_module);
	while (self->seen->n < n || count_names(self, "flamesamp") < 2) {
		stream_drain(&self->stream, &self->s);
		breathe();
	}
	err = session_stop(&self->s);
	stream_drain(&self->stream, &self->s);
	return err;
}

/* Whether the answer for @address is what /proc/kallsyms says of it. */
static bool agrees(FIXTURE_DATA(symbols) *self, uint64_t address)
{
	struct flamesamp_symbol symbol;
	int err = name(&self->s, address, &symbol);

	if (err == -ENOENT && kallsyms_beyond(&self->kallsyms, address))
		return true;
	if (!err && symbol.address == address && symbol.offset < symbol.size &&
	    kallsyms_has(&self->kallsyms, address, address - symbol.offset, symbol.name,
			 symbol.module))
		return true;
	if (err)
		fprintf(stderr, "# %llx: error %d\n", (unsigned long long)address, -err);
	else
		fprintf(stderr, "# %llx: %s+%llx/%llx [%s] is not what /proc/kallsyms says\n",
			(unsigned long long)address, symbol.name,
			(unsigned long long)symbol.offset, (unsigned long long)symbol.size,
			symbol.module);
	return false;
}

/* Addresses that are named otherwise, themselves or as the end of the call before them. */
static unsigned int disagreements(FIXTURE_DATA(symbols) *self)
{
	unsigned int i, n = 0;

	for (i = 0; i < self->seen->n; i++) {
		n += !agrees(self, self->seen->address[i]);
		n += !agrees(self, self->seen->address[i] - 1);
	}
	return n;
}

TEST_F(symbols, names_are_those_of_kallsyms)
{
	struct flamesamp_config config = with_names();

	ASSERT_EQ(0, session_new(&self->s, &config));
	if (!can_name(&self->s))
		SKIP(return, "a kernel without names");
	ASSERT_EQ(0, gather(self, 200));
	EXPECT_TRUE(stream_agrees(&self->stream, &self->s, false));
	ASSERT_EQ(0, kallsyms_read(&self->kallsyms));
	EXPECT_FALSE(self->kallsyms.hidden);
	EXPECT_EQ(0, disagreements(self));
	TH_LOG("%u addresses, %u of them of this module", self->seen->n,
	       count_names(self, "flamesamp"));
}

TEST_F(symbols, hidden_addresses_have_the_same_names)
{
	struct flamesamp_config config = with_names();
	struct kallsyms hidden;

	ASSERT_EQ(0, kallsyms_read(&self->kallsyms));
	ASSERT_EQ(0, write_file(KPTR_RESTRICT, "2"));
	ASSERT_EQ(0, kallsyms_read(&hidden));
	EXPECT_TRUE(hidden.hidden);
	kallsyms_free(&hidden);
	ASSERT_EQ(0, session_new(&self->s, &config));
	if (!can_name(&self->s))
		SKIP(return, "a kernel without names");
	ASSERT_EQ(0, gather(self, 200));
	EXPECT_EQ(0, disagreements(self));
}

TEST_F(symbols, others_are_refused)
{
	struct flamesamp_config config = with_names();
	const struct kallsyms *kallsyms = &self->kallsyms;
	unsigned int i, tried = 0;

	ASSERT_EQ(0, session_new(&self->s, &config));
	if (!can_name(&self->s))
		SKIP(return, "a kernel without names");
	ASSERT_EQ(0, gather(self, 200));
	EXPECT_FALSE(known(self->seen, 0));
	ASSERT_EQ(0, kallsyms_read(&self->kallsyms));
	for (i = 0; i < kallsyms->n && tried < 10000; i += 7) {
		uint64_t address = kallsyms->symbol[i].address;

		if (known(self->seen, address) || known(self->seen, address + 1))
			continue;
		EXPECT_EQ(-EACCES, error_of(&self->s, address)) {
			TH_LOG("%s was in no stack", kallsyms->symbol[i].name);
		}
		tried++;
	}
	EXPECT_LT(1000, tried);
	EXPECT_EQ(-EACCES, error_of(&self->s, 0));
	EXPECT_EQ(-EACCES, error_of(&self->s, ~0ull));
	EXPECT_EQ(-EACCES, error_of(&self->s, (uintptr_t)work_in_module));
}

/* What one session has seen is none of another's business. */
TEST_F(symbols, others_sessions)
{
	struct flamesamp_config config = with_names();
	struct session other;
	unsigned int i;

	ASSERT_EQ(0, session_new(&self->s, &config));
	if (!can_name(&self->s))
		SKIP(return, "a kernel without names");
	ASSERT_EQ(0, gather(self, 20));
	ASSERT_EQ(0, session_new(&other, &config));
	for (i = 0; i < self->seen->n; i++)
		EXPECT_EQ(-EACCES, error_of(&other, self->seen->address[i]));
	session_close(&other);
}

TEST_F(symbols, states)
{
	struct flamesamp_config config = with_names();

	ASSERT_EQ(0, session_open(&self->s));
	EXPECT_EQ(-EBUSY, error_of(&self->s, 0));
	ASSERT_EQ(0, session_configure(&self->s, &config));
	EXPECT_EQ(-EACCES, error_of(&self->s, 0));
	ASSERT_EQ(0, session_start(&self->s));
	EXPECT_EQ(-EACCES, error_of(&self->s, 0));
	ASSERT_EQ(0, session_stop(&self->s));
	EXPECT_EQ(-EACCES, error_of(&self->s, 0));
}

TEST_F(symbols, not_asked_for)
{
	struct flamesamp_config config = config_at(99);

	ASSERT_EQ(0, session_new(&self->s, &config));
	EXPECT_EQ(-EPERM, error_of(&self->s, 0));
	ASSERT_EQ(0, session_start(&self->s));
	EXPECT_EQ(-EPERM, error_of(&self->s, 0));
}

static int drop_syslog(void)
{
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct caps[2];
	struct __user_cap_data_struct *high = &caps[CAP_TO_INDEX(CAP_SYSLOG)];

	if (syscall(SYS_capget, &header, caps))
		return -errno;
	high->effective &= ~CAP_TO_MASK(CAP_SYSLOG);
	high->permitted &= ~CAP_TO_MASK(CAP_SYSLOG);
	return syscall(SYS_capset, &header, caps) ? -errno : 0;
}

TEST_F(symbols, without_cap_syslog)
{
	struct flamesamp_config config = with_names();
	struct session other;

	ASSERT_EQ(0, session_new(&self->s, &config));
	if (!can_name(&self->s))
		SKIP(return, "a kernel without names");
	ASSERT_EQ(0, gather(self, 20));
	ASSERT_LT(0, count_names(self, NULL));
	ASSERT_EQ(0, drop_syslog());
	EXPECT_EQ(-EPERM, error_of(&self->s, self->seen->address[0]));

	ASSERT_EQ(0, session_open(&other));
	EXPECT_EQ(-EPERM, session_configure(&other, &config));
	/* All the rest is free to who may sample. */
	config.flags = 0;
	EXPECT_EQ(0, session_configure(&other, &config));
	session_close(&other);
}

TEST_HARNESS_MAIN
