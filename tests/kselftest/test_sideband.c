// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What is told beside the samples: processes that come, change and go, their memory maps, modules.
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "device.h"
#include "harness.h"
#include "load.h"
#include "stream.h"

#define CHILD		"./tool_child"
#define STORM		1000
#define STORM_NS	30000000000ull
#define PROCESSES	32768

/* A program of which there were samples. */
struct sampled {
	uint32_t tgid;
	uint64_t program;
	bool named, mapped;
};

/* What was told of one child, and of all programs. */
struct told {
	pid_t child;
	uint64_t fork_ns, exec_ns, rename_ns, exit_ns;
	uint64_t fork_program, exec_program, parent_program;
	pid_t parent;
	char exec_path[64], exec_comm[FLAMESAMP_COMM_LEN], new_comm[FLAMESAMP_COMM_LEN];
	struct sampled *sampled;
	unsigned int n_sampled;
	unsigned int maps_of_child;
	unsigned int loaded, unloaded;	/* module records under the name that is expected */
	const char *module;
	uint64_t module_base, module_bytes;
};

static struct sampled *find_sampled(struct told *told, uint32_t tgid, uint64_t program)
{
	unsigned int i;

	for (i = told->n_sampled; i-- > 0;) {
		if (told->sampled[i].tgid == tgid && told->sampled[i].program == program)
			return &told->sampled[i];
	}
	if (told->n_sampled == PROCESSES)
		return NULL;
	told->sampled[told->n_sampled] = (struct sampled){ .tgid = tgid, .program = program };
	return &told->sampled[told->n_sampled++];
}

static void see_program(struct told *told, const struct flamesamp_program *record)
{
	struct sampled *sampled = find_sampled(told, record->tgid, record->program);

	if (sampled)
		sampled->named = true;
}

static void see_map(struct told *told, const struct flamesamp_map *record)
{
	struct sampled *sampled = find_sampled(told, record->tgid, record->program);

	if (sampled && strstr(record->path, "tool_child"))
		sampled->mapped = true;
	told->maps_of_child += record->tgid == (uint32_t)told->child;
}

static void see_fork(struct told *told, const struct flamesamp_fork *record)
{
	if (record->tgid != (uint32_t)told->child)
		return;
	told->fork_ns = record->ns;
	told->fork_program = record->program;
	told->parent_program = record->parent_program;
	told->parent = record->parent_tgid;
}

static void see_exec(struct told *told, const struct flamesamp_exec *record)
{
	if (record->tgid != (uint32_t)told->child)
		return;
	told->exec_ns = record->ns;
	told->exec_program = record->program;
	memcpy(told->exec_comm, record->comm, sizeof(told->exec_comm));
	snprintf(told->exec_path, sizeof(told->exec_path), "%s", record->path);
}

static void see_comm(struct told *told, const struct flamesamp_comm *record)
{
	/* exec itself renames, too: the last one counts. */
	if (record->tgid != (uint32_t)told->child || record->ns < told->rename_ns)
		return;
	told->rename_ns = record->ns;
	memcpy(told->new_comm, record->comm, sizeof(told->new_comm));
}

static void see_module(struct told *told, const struct flamesamp_module *record)
{
	if (!told->module || strcmp(record->name, told->module))
		return;
	if (record->header.flags & FLAMESAMP_MODULE_UNLOADED) {
		told->unloaded++;
		return;
	}
	told->loaded++;
	told->module_base = record->base;
	told->module_bytes = record->text_bytes;
}

static void see(void *context, const struct stream *stream, unsigned int cpu,
		const struct flamesamp_header *record)
{
	struct told *told = context;
	const void *r = record;

	switch (record->type) {
	case FLAMESAMP_PROGRAM:
		see_program(told, r);
		break;
	case FLAMESAMP_MAP:
		see_map(told, r);
		break;
	case FLAMESAMP_FORK:
		see_fork(told, r);
		break;
	case FLAMESAMP_EXEC:
		see_exec(told, r);
		break;
	case FLAMESAMP_COMM:
		see_comm(told, r);
		break;
	case FLAMESAMP_EXIT:
		if (((const struct flamesamp_exit *)r)->tgid == (uint32_t)told->child)
			told->exit_ns = ((const struct flamesamp_exit *)r)->ns;
		break;
	case FLAMESAMP_MODULE:
		see_module(told, r);
		break;
	}
}

FIXTURE(sideband) {
	struct session s, second;
	struct stream stream, second_stream;
	struct told told;
};

FIXTURE_SETUP(sideband)
{
	self->s.fd = self->second.fd = -1;
	stream_init(&self->stream, &self->s);
	stream_init(&self->second_stream, &self->second);
	self->told.sampled = calloc(PROCESSES, sizeof(*self->told.sampled));
	ASSERT_NE(NULL, self->told.sampled);
	self->stream.visit = see;
	self->stream.context = &self->told;
}

FIXTURE_TEARDOWN(sideband)
{
	session_close(&self->s);
	session_close(&self->second);
	stream_free(&self->stream);
	stream_free(&self->second_stream);
	free(self->told.sampled);
}

static int begin(struct session *s, uint32_t hz)
{
	struct flamesamp_config config = config_at(hz);
	int err = session_new(s, &config);

	return err ? err : session_start(s);
}

static pid_t start_child(const char *turns, const char *name)
{
	pid_t pid = fork();

	if (pid)
		return pid;
	execl(CHILD, CHILD, turns, name, NULL);
	_exit(1);
}

TEST_F(sideband, life_of_a_child)
{
	const uint32_t wanted = FLAMESAMP_FEATURE_EXEC | FLAMESAMP_FEATURE_FORK |
				FLAMESAMP_FEATURE_EXIT | FLAMESAMP_FEATURE_COMM;
	struct told *told = &self->told;
	int status;

	ASSERT_EQ(0, begin(&self->s, 999));
	if ((self->s.hello.features & wanted) != wanted)
		SKIP(return, "tracepoints are missing");
	told->child = start_child("100000000", "another-name");
	ASSERT_EQ(told->child, waitpid(told->child, &status, 0));
	ASSERT_EQ(0, status);
	ASSERT_EQ(0, session_stop(&self->s));
	stream_drain(&self->stream, &self->s);
	EXPECT_TRUE(stream_agrees(&self->stream, &self->s, false));

	EXPECT_EQ(getpid(), told->parent);
	EXPECT_NE(0, told->fork_ns);
	EXPECT_LT(told->fork_ns, told->exec_ns);
	EXPECT_LT(told->exec_ns, told->rename_ns);
	EXPECT_LT(told->rename_ns, told->exit_ns);
	EXPECT_NE(told->fork_program, told->exec_program);
	EXPECT_NE(told->fork_program, told->parent_program);
	EXPECT_STREQ(CHILD, told->exec_path);
	EXPECT_STREQ("tool_child", told->exec_comm);
	EXPECT_STREQ("another-name", told->new_comm);
	EXPECT_TRUE(find_sampled(told, told->child, told->exec_program)->named);
	EXPECT_TRUE(find_sampled(told, told->child, told->exec_program)->mapped);
}

/*
 * A process that spins a few milliseconds and is gone. Its map is read by a worker that may come
 * too late; most of the time, it doesn't.
 */
TEST_F(sideband, short_lives_have_maps)
{
	unsigned int i, named = 0, mapped = 0, alive = 0;
	uint64_t gone = 0;
	struct flamesamp_stats stats;
	int status;

	ASSERT_EQ(0, begin(&self->s, 4999));
	for (i = 0; i < 100; i++) {
		pid_t pid = start_child("2000000", NULL);

		ASSERT_EQ(pid, waitpid(pid, &status, 0));
		stream_drain(&self->stream, &self->s);
	}
	ASSERT_EQ(0, session_stop(&self->s));
	stream_drain(&self->stream, &self->s);
	EXPECT_TRUE(stream_agrees(&self->stream, &self->s, false));
	for (i = 0; i < self->told.n_sampled; i++) {
		alive++;
		named += self->told.sampled[i].named;
		mapped += self->told.sampled[i].mapped;
	}
	for (i = 0; i < self->s.hello.cpus; i++) {
		if (session_stats(&self->s, i, &stats) == 0)
			gone += stats.lost[FLAMESAMP_LOST_MAPS];
	}
	TH_LOG("%u programs, %u named, %u maps of the children, %llu came too late", alive, named,
	       mapped, (unsigned long long)gone);
	EXPECT_GE(mapped, 50);
	EXPECT_EQ(alive, named);
}

TEST_F(sideband, storm_of_forks)
{
	uint64_t end = now_ns() + STORM_NS;
	unsigned int i;
	int status;

	ASSERT_EQ(0, begin(&self->s, 4999));
	ASSERT_EQ(0, begin(&self->second, 4999));
	/* Fewer where machines are slow. */
	for (i = 0; i < STORM && now_ns() < end; i++) {
		/* Two at a time, each third one without an exec. */
		pid_t first = start_child("1000", "storm"), second = fork();

		if (!second && i % 3)
			execl(CHILD, CHILD, "1000", NULL);
		if (!second)
			_exit(0);
		ASSERT_EQ(first, waitpid(first, &status, 0));
		ASSERT_EQ(second, waitpid(second, &status, 0));
		stream_drain(&self->stream, &self->s);
		stream_drain(&self->second_stream, &self->second);
	}
	ASSERT_EQ(0, session_stop(&self->second));
	ASSERT_EQ(0, session_stop(&self->s));
	stream_drain(&self->stream, &self->s);
	stream_drain(&self->second_stream, &self->second);
	EXPECT_TRUE(stream_agrees(&self->stream, &self->s, false));
	EXPECT_TRUE(stream_agrees(&self->second_stream, &self->second, false));
	if (self->s.hello.features & FLAMESAMP_FEATURE_FORK)
		EXPECT_GE(stream_records(&self->stream, FLAMESAMP_FORK), 2 * i);
	if (self->s.hello.features & FLAMESAMP_FEATURE_EXIT)
		EXPECT_GE(stream_records(&self->stream, FLAMESAMP_EXIT), 2 * i);
	if (self->s.hello.features & FLAMESAMP_FEATURE_EXEC)
		EXPECT_GE(stream_records(&self->stream, FLAMESAMP_EXEC), i);
}

static void *outlive_the_first(void *first)
{
	pthread_join(*(pthread_t *)first, NULL);
	prctl(PR_SET_NAME, "second");
	_exit(0);
}

/* A process ends with its last thread, which need not be its first. */
TEST_F(sideband, the_first_thread_ends_first)
{
	static pthread_t first, second;
	struct told *told = &self->told;
	int status;

	ASSERT_EQ(0, begin(&self->s, 99));
	if (!(self->s.hello.features & FLAMESAMP_FEATURE_EXIT))
		SKIP(return, "tracepoints are missing");
	told->child = fork();
	if (!told->child) {
		first = pthread_self();
		pthread_create(&second, NULL, outlive_the_first, &first);
		pthread_exit(NULL);
	}
	ASSERT_EQ(told->child, waitpid(told->child, &status, 0));
	ASSERT_EQ(0, status);
	ASSERT_EQ(0, session_stop(&self->s));
	stream_drain(&self->stream, &self->s);
	EXPECT_STREQ("second", told->new_comm);
	EXPECT_LT(told->rename_ns, told->exit_ns);
}

static void *spin_alone(void *first)
{
	pthread_join(*(pthread_t *)first, NULL);
	work_spin();
	return NULL;
}

/* The state of a process's first thread, as /proc shows it. */
static char state_of(pid_t pid)
{
	char path[64], text[256] = "";
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/stat", pid);
	file = fopen(path, "r");
	if (!file)
		return 0;
	if (!fgets(text, sizeof(text), file))
		text[0] = '\0';
	fclose(file);
	return strrchr(text, ')') ? strrchr(text, ')')[2] : 0;
}

/* The memory of a process is that of its threads: it is there when the first one is gone. */
TEST_F(sideband, the_others_have_maps)
{
	static pthread_t first, second;
	struct told *told = &self->told;

	told->child = fork();
	if (!told->child) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		first = pthread_self();
		pthread_create(&second, NULL, spin_alone, &first);
		pthread_exit(NULL);
	}
	while (state_of(told->child) != 'Z')
		breathe();
	ASSERT_EQ(0, begin(&self->s, 999));
	while (!told->maps_of_child) {
		stream_drain(&self->stream, &self->s);
		breathe();
	}
	load_end(told->child);
	ASSERT_EQ(0, session_stop(&self->s));
	stream_drain(&self->stream, &self->s);
	EXPECT_TRUE(stream_agrees(&self->stream, &self->s, false));
}

/* Loads $FLAMESAMP_TEST_MODULE. Return: 0 or -errno. */
static int load_module(const char *path)
{
	int fd = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
	int err = 0;

	if (fd < 0)
		return -ENOENT;
	if (syscall(SYS_finit_module, fd, "", 0))
		err = -errno;
	close(fd);
	return err;
}

/* Name of the newest module, which stands first. */
static void newest_module(char *name, size_t room)
{
	FILE *file = fopen("/proc/modules", "r");
	size_t i;

	name[0] = 0;
	if (file) {
		if (!fgets(name, room, file))
			name[0] = 0;
		fclose(file);
	}
	for (i = 0; name[i] && name[i] != ' '; i++)
		;
	name[i] = 0;
}

TEST_F(sideband, modules)
{
	struct told *told = &self->told;
	char name[64];
	int err;

	ASSERT_EQ(0, begin(&self->s, 99));
	err = load_module(getenv("FLAMESAMP_TEST_MODULE"));
	if (err)
		SKIP(return, "no module to load (FLAMESAMP_TEST_MODULE): %s", strerror(-err));
	newest_module(name, sizeof(name));
	told->module = name;
	ASSERT_EQ(0, syscall(SYS_delete_module, name, O_NONBLOCK));
	ASSERT_EQ(0, session_stop(&self->s));
	stream_drain(&self->stream, &self->s);
	EXPECT_TRUE(stream_agrees(&self->stream, &self->s, false));
	EXPECT_EQ(1, told->loaded);
	EXPECT_EQ(1, told->unloaded);
	EXPECT_NE(0, told->module_base);
	EXPECT_NE(0, told->module_bytes);
}

TEST_HARNESS_MAIN
