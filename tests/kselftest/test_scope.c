// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The scope: what a session samples, and that all else is counted as excluded.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "device.h"
#include "harness.h"
#include "load.h"
#include "stream.h"

#define TICKS	1000

/* What was seen of the stacks. */
struct stacks {
	uint32_t wanted[8];	/* process ids, 0 at the end */
	unsigned int inside[8];	/* periods of each */
	unsigned int outside;
	unsigned int kernel_mode, user_mode;
	unsigned int kernel_frames, user_frames;
};

FIXTURE(scope) {
	struct session s;
	struct stream stream;
	struct stacks stacks;
	struct flamesamp_config config;
	pid_t inside, outside;
};

static void count_by_process(struct stacks *stacks, uint32_t tgid, unsigned int weight)
{
	unsigned int i;

	for (i = 0; stacks->wanted[i]; i++) {
		if (stacks->wanted[i] == tgid) {
			stacks->inside[i] += weight;
			return;
		}
	}
	stacks->outside += weight;
}

static void see(void *context, const struct stream *stream, unsigned int cpu,
		const struct flamesamp_header *record)
{
	struct stacks *stacks = context;
	const struct stack_seen *stack;
	unsigned int weight;

	if (record->type != FLAMESAMP_SAMPLE)
		return;
	stack = sample_stack(stream, cpu, record);
	if (!stack)
		return;
	weight = sample_weight(record);
	count_by_process(stacks, stack->tgid, weight);
	if (stack->flags & FLAMESAMP_STACK_KERNEL_MODE)
		stacks->kernel_mode += weight;
	else
		stacks->user_mode += weight;
	stacks->kernel_frames += stack->kernel_frames;
	stacks->user_frames += stack->user_frames;
}

FIXTURE_SETUP(scope)
{
	self->s.fd = -1;
	stream_init(&self->stream, &self->s);
	self->stream.visit = see;
	self->stream.context = &self->stacks;
	self->config = config_at(999);
}

FIXTURE_TEARDOWN(scope)
{
	load_end(self->inside);
	load_end(self->outside);
	session_close(&self->s);
	stream_free(&self->stream);
}

static int run(FIXTURE_DATA(scope) *self)
{
	int err = session_start(&self->s);

	if (err)
		return err;
	while (cpu_ticks(&self->s, highest_cpu()) < TICKS) {
		stream_drain(&self->stream, &self->s);
		breathe();
	}
	err = session_stop(&self->s);
	stream_drain(&self->stream, &self->s);
	return err;
}

static uint64_t excluded(const struct session *s, unsigned int cpu)
{
	struct flamesamp_stats stats;

	return session_stats(s, cpu, &stats) ? 0 : stats.excluded;
}

/* Two processes share a CPU: one of them is sampled, the other half of the ticks is excluded. */
TEST_F(scope, one_process)
{
	uint32_t pid;

	self->inside = load_start(highest_cpu(), work_spin);
	self->outside = load_start(highest_cpu(), work_system_calls);
	pid = self->stacks.wanted[0] = self->inside;
	self->config.pids = (uintptr_t)&pid;
	self->config.npids = 1;
	ASSERT_EQ(0, session_new(&self->s, &self->config));
	ASSERT_EQ(0, run(self));
	EXPECT_TRUE(stream_agrees(&self->stream, &self->s, false));
	EXPECT_EQ(0, self->stacks.outside);
	EXPECT_GT(self->stacks.inside[0], TICKS / 10);
	EXPECT_GT(excluded(&self->s, highest_cpu()), TICKS / 10);
}

/* Waits for a byte on the pipe before it forks: the session has started then. */
static pid_t start_parent(int gate[2], int *grandchild_pipe)
{
	pid_t pid, child;
	char byte;

	pid = fork();
	if (pid)
		return pid;
	pin_to(highest_cpu());
	if (read(gate[0], &byte, 1) != 1)
		_exit(1);
	child = fork();
	if (!child) {
		child = fork();
		if (!child)
			work_spin();
		if (write(grandchild_pipe[1], &child, sizeof(child)) < 0)
			_exit(1);
		work_spin();
	}
	if (write(grandchild_pipe[1], &child, sizeof(child)) < 0)
		_exit(1);
	pause();
	_exit(0);
}

static int let_them_fork(FIXTURE_DATA(scope) *self, int gate[2], int children[2])
{
	pid_t child;
	int i;

	if (write(gate[1], "g", 1) != 1)
		return -1;
	for (i = 1; i <= 2; i++) {
		if (read(children[0], &child, sizeof(child)) != sizeof(child))
			return -1;
		self->stacks.wanted[i] = child;
	}
	return 0;
}

/* A process of the scope, its child and its grandchild, which are there @already or born later. */
static void sample_family(struct __test_metadata *_metadata, FIXTURE_DATA(scope) *self,
			  bool already)
{
	int gate[2], children[2];
	uint32_t pid;

	ASSERT_EQ(0, pipe(gate));
	ASSERT_EQ(0, pipe(children));
	self->outside = load_start(highest_cpu(), work_system_calls);
	self->inside = start_parent(gate, children);
	pid = self->stacks.wanted[0] = self->inside;
	if (already)
		ASSERT_EQ(0, let_them_fork(self, gate, children));
	self->config.pids = (uintptr_t)&pid;
	self->config.npids = 1;
	ASSERT_EQ(0, session_new(&self->s, &self->config));
	if (!(self->s.hello.features & FLAMESAMP_FEATURE_FORK))
		SKIP(return, "tracepoints are missing");
	ASSERT_EQ(0, session_start(&self->s));
	if (!already)
		ASSERT_EQ(0, let_them_fork(self, gate, children));
	while (cpu_ticks(&self->s, highest_cpu()) < 2 * TICKS) {
		stream_drain(&self->stream, &self->s);
		breathe();
	}
	ASSERT_EQ(0, session_stop(&self->s));
	stream_drain(&self->stream, &self->s);
	kill(self->stacks.wanted[1], SIGKILL);
	kill(self->stacks.wanted[2], SIGKILL);
	EXPECT_TRUE(stream_agrees(&self->stream, &self->s, false));
	EXPECT_EQ(0, self->stacks.outside);
	EXPECT_GT(self->stacks.inside[1], TICKS / 10);
	EXPECT_GT(self->stacks.inside[2], TICKS / 10);
	EXPECT_GT(excluded(&self->s, highest_cpu()), TICKS / 10);
}

TEST_F(scope, descendants)
{
	sample_family(_metadata, self, false);
}

TEST_F(scope, descendants_that_are_there)
{
	sample_family(_metadata, self, true);
}

/* A process that ended leaves its number free: another one under it is not in the scope. */
TEST_F(scope, processes_that_end)
{
	uint32_t pid;

	self->inside = load_start(highest_cpu(), work_spin);
	pid = self->stacks.wanted[0] = self->inside;
	self->config.pids = (uintptr_t)&pid;
	self->config.npids = 1;
	ASSERT_EQ(0, session_new(&self->s, &self->config));
	load_end(self->inside);
	self->inside = load_start(highest_cpu(), work_spin);
	ASSERT_EQ(0, run(self));
	EXPECT_TRUE(stream_agrees(&self->stream, &self->s, false));
	EXPECT_EQ(0, self->stacks.outside);
	EXPECT_EQ(0, self->stacks.inside[0]);
}

TEST_F(scope, only_kernel)
{
	self->inside = load_start(highest_cpu(), work_system_calls);
	self->config.flags = FLAMESAMP_ONLY_KERNEL;
	ASSERT_EQ(0, session_new(&self->s, &self->config));
	ASSERT_EQ(0, run(self));
	EXPECT_TRUE(stream_agrees(&self->stream, &self->s, false));
	EXPECT_GT(self->stacks.kernel_mode, TICKS / 10);
	EXPECT_EQ(0, self->stacks.user_mode);
	EXPECT_EQ(0, self->stacks.user_frames);
}

TEST_F(scope, only_user)
{
	self->inside = load_start(highest_cpu(), work_spin);
	self->config.flags = FLAMESAMP_ONLY_USER;
	ASSERT_EQ(0, session_new(&self->s, &self->config));
	ASSERT_EQ(0, run(self));
	EXPECT_TRUE(stream_agrees(&self->stream, &self->s, false));
	EXPECT_GT(self->stacks.user_mode, TICKS / 10);
	EXPECT_EQ(0, self->stacks.kernel_mode);
	EXPECT_EQ(0, self->stacks.kernel_frames);
}

#define CGROUPS		"/sys/fs/cgroup"
#define GROUP		CGROUPS "/flamesamp-test"
#define GROUP_BELOW	GROUP "/below"

/*
 * The hierarchy of version 2, whether or not somebody has mounted it. Return: whether it is there.
 */
static bool have_cgroups(void)
{
	if (access(CGROUPS "/cgroup.procs", F_OK))
		mount("cgroup2", CGROUPS, "cgroup2", 0, NULL);
	return access(CGROUPS "/cgroup.procs", W_OK) == 0;
}

static int join_cgroup(const char *group, pid_t pid)
{
	char path[128], text[16];

	snprintf(path, sizeof(path), "%s/cgroup.procs", group);
	snprintf(text, sizeof(text), "%d", pid);
	return write_file(path, text);
}

TEST_F(scope, cgroup)
{
	pid_t below;

	if (!have_cgroups())
		SKIP(return, "no cgroup v2");
	mkdir(GROUP, 0755);
	mkdir(GROUP_BELOW, 0755);
	self->inside = load_start(highest_cpu(), work_spin);
	below = load_start(highest_cpu(), work_spin);
	self->outside = load_start(highest_cpu(), work_spin);
	ASSERT_EQ(0, join_cgroup(GROUP, self->inside));
	ASSERT_EQ(0, join_cgroup(GROUP_BELOW, below));
	self->stacks.wanted[0] = self->inside;
	self->stacks.wanted[1] = below;
	self->config.cgroup_fd = open(GROUP, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	ASSERT_GE(self->config.cgroup_fd, 0);
	ASSERT_EQ(0, session_new(&self->s, &self->config));
	close(self->config.cgroup_fd);
	ASSERT_EQ(0, run(self));
	load_end(below);
	EXPECT_TRUE(stream_agrees(&self->stream, &self->s, false));
	EXPECT_EQ(0, self->stacks.outside);
	EXPECT_GT(self->stacks.inside[0], TICKS / 10);
	EXPECT_GT(self->stacks.inside[1], TICKS / 10);
	EXPECT_GT(excluded(&self->s, highest_cpu()), TICKS / 10);
}

/* A cgroup may go while a session looks at it. */
TEST_F(scope, cgroup_that_goes)
{
	if (!have_cgroups())
		SKIP(return, "no cgroup v2");
	mkdir(GROUP, 0755);
	self->config.cgroup_fd = open(GROUP, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	ASSERT_GE(self->config.cgroup_fd, 0);
	ASSERT_EQ(0, session_new(&self->s, &self->config));
	close(self->config.cgroup_fd);
	rmdir(GROUP_BELOW);
	EXPECT_EQ(0, rmdir(GROUP));
	self->outside = load_start(highest_cpu(), work_spin);
	ASSERT_EQ(0, run(self));
	EXPECT_TRUE(stream_agrees(&self->stream, &self->s, false));
	EXPECT_EQ(0, self->stacks.outside);
}

TEST_HARNESS_MAIN
