// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Sessions that begin and end in all the orders there are, and the module's own coming and going.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "device.h"
#include "harness.h"
#include "load.h"

#define MODULE	"flamesamp"
#define ROUNDS	200

static int start_new(struct session *s, uint32_t hz)
{
	struct flamesamp_config config = config_at(hz);
	int err;

	config.ring_bytes = FLAMESAMP_RING_MIN;
	err = session_new(s, &config);
	return err ? err : session_start(s);
}

TEST(stop_before_close)
{
	struct session s;
	int i;

	for (i = 0; i < ROUNDS; i++) {
		ASSERT_EQ(0, start_new(&s, 4999));
		ASSERT_EQ(0, session_stop(&s));
		session_close(&s);
	}
}

TEST(close_without_stop)
{
	struct session s;
	int i;

	for (i = 0; i < ROUNDS; i++) {
		ASSERT_EQ(0, start_new(&s, 4999));
		session_close(&s);
	}
}

TEST(close_in_every_state)
{
	struct flamesamp_config config = config_at(99);
	struct session s;
	int i;

	for (i = 0; i < ROUNDS / 4; i++) {
		ASSERT_EQ(0, session_open(&s));
		session_close(&s);
		ASSERT_EQ(0, session_new(&s, &config));
		session_close(&s);
	}
}

/* What a session refused is given back: a list that ends outside of memory comes after the rest. */
TEST(refused_and_closed)
{
	struct flamesamp_config config = config_at(99);
	struct session s;
	int i;

	config.cpus = 8;
	config.cpus_bytes = 1;
	for (i = 0; i < ROUNDS / 4; i++)
		ASSERT_EQ(-EFAULT, session_new(&s, &config));
}

#define FAIL_NTH	"/proc/thread-self/fail-nth"
#define FAIL_SLAB	"/sys/kernel/debug/failslab/"
#define FAIL_PAGES	"/sys/kernel/debug/fail_page_alloc/"

/* Lets all kinds of allocations fail, without words. Return: whether this kernel can. */
static bool prepare_failures(void)
{
	static const char * const files[][2] = {
		{ FAIL_SLAB "ignore-gfp-wait", "N" }, { FAIL_SLAB "verbose", "0" },
		{ FAIL_PAGES "ignore-gfp-wait", "N" }, { FAIL_PAGES "ignore-gfp-highmem", "N" },
		{ FAIL_PAGES "min-order", "0" }, { FAIL_PAGES "verbose", "0" },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(files); i++) {
		if (write_file(files[i][0], files[i][1]))
			return false;
	}
	return write_file(FAIL_NTH, "0") == 0;
}

/* Return: whether the failure that was asked for has come; asks for none any more. */
static bool failure_came(void)
{
	FILE *file = fopen(FAIL_NTH, "r");
	int left = 0;

	if (file) {
		if (fscanf(file, "%d", &left) != 1)
			left = 0;
		fclose(file);
	}
	write_file(FAIL_NTH, "0");
	return left == 0;
}

/* A session that has all that one can have. */
static int start_with_everything(struct session *s)
{
	struct flamesamp_config config = config_at(999);
	int err;

	config.ring_bytes = FLAMESAMP_RING_MIN;
	config.flags = FLAMESAMP_NAME_KERNEL;
	config.unwind = FLAMESAMP_UNWIND_TABLES;
	config.stack_bytes = 4096;
	err = session_new(s, &config);
	return err ? err : session_start(s);
}

/*
 * Each allocation on the way to a running session fails once: the session is refused, and no more.
 */
TEST(failing_allocations)
{
	struct session s;
	unsigned int n;
	char text[16];
	int err;

	if (!prepare_failures())
		SKIP(return, "no fault injection in this kernel");
	for (n = 1; n < 2000; n++) {
		snprintf(text, sizeof(text), "%u", n);
		ASSERT_EQ(0, write_file(FAIL_NTH, text));
		err = start_with_everything(&s);
		if (!failure_came())
			break;
		/* Some can do without: what was to be told of it is lost. */
		EXPECT_TRUE(err == -ENOMEM || err == 0) {
			TH_LOG("allocation %u: error %d", n, -err);
		}
		session_close(&s);
	}
	EXPECT_EQ(0, err);
	session_close(&s);
	TH_LOG("%u allocations", n - 1);
	EXPECT_GT(n, 4);
}

TEST(many_sessions_at_once)
{
	static struct session sessions[8];
	int i, round;

	for (round = 0; round < ROUNDS / 16; round++) {
		for (i = 0; i < 8; i++)
			ASSERT_EQ(0, start_new(&sessions[i], 500 + 300 * i));
		while (cpu_ticks(&sessions[0], lowest_cpu()) < 10)
			breathe();
		/* Not in the order in which they came. */
		for (i = 0; i < 8; i++)
			session_close(&sessions[(i * 5 + round) % 8]);
	}
}

/* A reader that is killed leaves nothing behind. */
TEST(killed_reader)
{
	static struct session s;
	int i, status, started[2];
	char byte;
	pid_t pid;

	ASSERT_EQ(0, pipe(started));
	for (i = 0; i < ROUNDS / 8; i++) {
		pid = fork();
		if (!pid) {
			if (start_new(&s, 4999) || write(started[1], "s", 1) != 1)
				_exit(1);
			work_spin();
		}
		ASSERT_EQ(1, read(started[0], &byte, 1));
		kill(pid, SIGKILL);
		ASSERT_EQ(pid, waitpid(pid, &status, 0));
		EXPECT_TRUE(WIFSIGNALED(status));
	}
}

/* The descriptor may be in several processes: the session ends with the last. */
TEST(descriptor_in_two_processes)
{
	static struct session s;
	uint64_t ticks;
	int status;
	pid_t pid;

	ASSERT_EQ(0, start_new(&s, 999));
	pid = fork();
	if (!pid) {
		ticks = cpu_ticks(&s, lowest_cpu());
		while (cpu_ticks(&s, lowest_cpu()) < ticks + 100)
			breathe();
		_exit(session_stop(&s) ? 1 : 0);
	}
	session_close(&s);
	ASSERT_EQ(pid, waitpid(pid, &status, 0));
	EXPECT_EQ(0, status);
}

/* Return: 0 or -errno. */
static int remove_module(void)
{
	return syscall(SYS_delete_module, MODULE, O_NONBLOCK) ? -errno : 0;
}

static int insert_module(void)
{
	const char *path = getenv("FLAMESAMP_KO");
	int fd = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
	int err = 0;

	if (fd < 0)
		return -ENOENT;
	if (syscall(SYS_finit_module, fd, "", 0))
		err = -errno;
	close(fd);
	return err;
}

static bool can_insert(void)
{
	const char *path = getenv("FLAMESAMP_KO");

	return path && access(path, R_OK) == 0;
}

/* Until udev or devtmpfs has made the file. */
static void wait_for_device(void)
{
	while (access(DEVICE, F_OK))
		breathe();
}

TEST(module_stays_while_open)
{
	struct session s;

	ASSERT_EQ(0, session_open(&s));
	EXPECT_EQ(-EAGAIN, remove_module());
	session_close(&s);
}

TEST(module_stays_while_running)
{
	struct session s;

	ASSERT_EQ(0, start_new(&s, 4999));
	EXPECT_EQ(-EAGAIN, remove_module());
	ASSERT_EQ(0, session_stop(&s));
	EXPECT_EQ(-EAGAIN, remove_module());
	session_close(&s);
}

/* Without its descriptor, a mapping alone holds the session, which holds the module. */
TEST(module_stays_while_mapped)
{
	struct session s;

	ASSERT_EQ(0, start_new(&s, 4999));
	close(s.fd);
	s.fd = -1;
	EXPECT_EQ(-EAGAIN, remove_module());
	session_close(&s);
}

TEST(module_goes_and_comes)
{
	struct session s;
	int i;

	if (!can_insert())
		SKIP(return, "no module to insert (FLAMESAMP_KO)");
	for (i = 0; i < 5; i++) {
		ASSERT_EQ(0, remove_module());
		EXPECT_EQ(-ENOENT, remove_module());
		ASSERT_EQ(0, insert_module());
		wait_for_device();
		ASSERT_EQ(0, start_new(&s, 4999));
		while (cpu_ticks(&s, lowest_cpu()) < 20)
			breathe();
		session_close(&s);
	}
}

/* Right behind the end of a session that was busy. */
TEST(module_goes_at_once)
{
	struct session s;
	pid_t load;
	int i;

	if (!can_insert())
		SKIP(return, "no module to insert (FLAMESAMP_KO)");
	load = load_start(highest_cpu(), work_system_calls);
	for (i = 0; i < 10; i++) {
		ASSERT_EQ(0, start_new(&s, 4999));
		while (cpu_ticks(&s, highest_cpu()) < 20)
			breathe();
		session_close(&s);
		ASSERT_EQ(0, remove_module());
		ASSERT_EQ(0, insert_module());
		wait_for_device();
	}
	load_end(load);
}

TEST_HARNESS_MAIN
