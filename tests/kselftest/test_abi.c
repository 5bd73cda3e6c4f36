// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The ioctls: what they accept, what they refuse and with which error.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>
#include <linux/capability.h>
#include <sys/syscall.h>

#include "device.h"
#include "harness.h"
#include "load.h"

#define BAD_POINTER	((void *)8)

FIXTURE(abi) {
	struct session s;
};

FIXTURE_SETUP(abi)
{
	ASSERT_EQ(0, session_open(&self->s));
}

FIXTURE_TEARDOWN(abi)
{
	session_close(&self->s);
}

/* Return: 0 or -errno. */
static int configure(struct session *s, struct flamesamp_config *config)
{
	return ioctl(s->fd, FLAMESAMP_IOC_CONFIGURE, config) ? -errno : 0;
}

TEST_F(abi, hello)
{
	struct flamesamp_hello *hello = &self->s.hello;
	long possible = sysconf(_SC_NPROCESSORS_CONF);

	EXPECT_EQ(FLAMESAMP_ABI, hello->abi);
	EXPECT_GE(hello->abi, hello->abi_oldest);
	EXPECT_LE(possible, (long)hello->cpus);
	EXPECT_EQ(sysconf(_SC_PAGESIZE), hello->page_size);
	EXPECT_NE(NULL, memchr(hello->module_version, 0, sizeof(hello->module_version)));
	EXPECT_NE(0, hello->module_version[0]);
}

TEST_F(abi, hello_in_every_state)
{
	struct flamesamp_config config = config_at(99);
	struct flamesamp_hello hello;

	EXPECT_EQ(0, ioctl(self->s.fd, FLAMESAMP_IOC_HELLO, &hello));
	ASSERT_EQ(0, session_configure(&self->s, &config));
	EXPECT_EQ(0, ioctl(self->s.fd, FLAMESAMP_IOC_HELLO, &hello));
	ASSERT_EQ(0, session_start(&self->s));
	EXPECT_EQ(0, ioctl(self->s.fd, FLAMESAMP_IOC_HELLO, &hello));
	ASSERT_EQ(0, session_stop(&self->s));
	EXPECT_EQ(0, ioctl(self->s.fd, FLAMESAMP_IOC_HELLO, &hello));
}

TEST_F(abi, defaults_are_told)
{
	struct flamesamp_config config = config_at(99);

	ASSERT_EQ(0, configure(&self->s, &config));
	EXPECT_EQ(FLAMESAMP_RING_DEFAULT, config.ring_bytes);
	EXPECT_EQ(FLAMESAMP_RING_DEFAULT / 4, config.watermark);
	EXPECT_EQ(FLAMESAMP_STACKS_DEFAULT, config.stacks);
	EXPECT_EQ(FLAMESAMP_FRAMES_DEFAULT, config.kernel_frames);
	EXPECT_EQ(FLAMESAMP_FRAMES_DEFAULT, config.user_frames);
	EXPECT_NE(0, config.seed);
	EXPECT_EQ(99, config.hz);
}

TEST_F(abi, sizes_are_rounded_up)
{
	struct flamesamp_config config = config_at(99);

	config.ring_bytes = FLAMESAMP_RING_MIN + 1;
	config.stacks = FLAMESAMP_STACKS_MIN + 1;
	config.seed = 42;
	ASSERT_EQ(0, configure(&self->s, &config));
	EXPECT_EQ(2 * FLAMESAMP_RING_MIN, config.ring_bytes);
	EXPECT_EQ(2 * FLAMESAMP_STACKS_MIN, config.stacks);
	EXPECT_EQ(42, config.seed);
}

/* One member of struct flamesamp_config, and a value that it must not have. */
#define BAD(member, value, error) \
	{ #member " = " #value, offsetof(struct flamesamp_config, member), \
	  sizeof(((struct flamesamp_config *)0)->member), value, error }

static const struct bad_value {
	const char *what;
	size_t offset, bytes;
	unsigned long long value;
	int error;
} bad_values[] = {
	BAD(abi, 0, -EPROTONOSUPPORT),
	BAD(abi, FLAMESAMP_ABI + 1, -EPROTONOSUPPORT),
	BAD(abi, UINT_MAX, -EPROTONOSUPPORT),
	BAD(flags, 1u << 4, -EINVAL),
	BAD(flags, 1u << 31, -EINVAL),
	BAD(flags, UINT_MAX, -EINVAL),
	BAD(flags, FLAMESAMP_ONLY_KERNEL | FLAMESAMP_ONLY_USER, -EINVAL),
	BAD(hz, 0, -EINVAL),
	BAD(hz, FLAMESAMP_HZ_MAX + 1, -EINVAL),
	BAD(hz, 1u << 31, -EINVAL),
	BAD(hz, UINT_MAX, -EINVAL),
	BAD(ring_bytes, 1, -EINVAL),
	BAD(ring_bytes, FLAMESAMP_RING_MIN - 1, -EINVAL),
	BAD(ring_bytes, FLAMESAMP_RING_MAX + 1, -EINVAL),
	BAD(ring_bytes, INT_MAX, -EINVAL),
	BAD(ring_bytes, (1u << 31) + 1, -EINVAL),
	BAD(ring_bytes, UINT_MAX, -EINVAL),
	BAD(watermark, FLAMESAMP_RING_DEFAULT + 1, -EINVAL),
	BAD(watermark, UINT_MAX, -EINVAL),
	BAD(stacks, 1, -EINVAL),
	BAD(stacks, FLAMESAMP_STACKS_MIN - 1, -EINVAL),
	BAD(stacks, FLAMESAMP_STACKS_MAX + 1, -EINVAL),
	BAD(stacks, 1u << 31, -EINVAL),
	BAD(stacks, UINT_MAX, -EINVAL),
	BAD(kernel_frames, FLAMESAMP_FRAMES_MAX + 1, -EINVAL),
	BAD(kernel_frames, UINT_MAX, -EINVAL),
	BAD(user_frames, FLAMESAMP_FRAMES_MAX + 1, -EINVAL),
	BAD(user_frames, 1u << 31, -EINVAL),
	BAD(user_frames, UINT_MAX, -EINVAL),
	BAD(npids, FLAMESAMP_PIDS_MAX + 1, -EINVAL),
	BAD(npids, 1u << 30, -EINVAL),
	BAD(npids, UINT_MAX, -EINVAL),
	BAD(npids, 1, -EFAULT),
	BAD(cgroup_fd, 1000000, -EBADF),
	BAD(cgroup_fd, (unsigned int)INT_MIN, -EBADF),
	BAD(cpus_bytes, UINT_MAX, -EINVAL),
	BAD(cpus_bytes, 1u << 31, -EINVAL),
	BAD(cpus_bytes, 1, -EFAULT),
	BAD(reserved[0], 1, -EINVAL),
	BAD(reserved[2], UINT_MAX, -EINVAL),
	BAD(unwind, FLAMESAMP_UNWIND_WAYS, -EINVAL),
	BAD(unwind, UINT_MAX, -EINVAL),
	BAD(stack_bytes, 8, -EINVAL),		/* without tables */
};

/* A refusal leaves the session as it was: in the end, a good configuration is taken. */
TEST_F(abi, bad_values)
{
	struct flamesamp_config config;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(bad_values); i++) {
		const struct bad_value *bad = &bad_values[i];

		config = config_at(99);
		/* All members are little enough to be set by their first bytes on either side. */
		if (bad->bytes == 4)
			*(uint32_t *)((char *)&config + bad->offset) = bad->value;
		EXPECT_EQ(bad->error, configure(&self->s, &config)) {
			TH_LOG("%s", bad->what);
		}
	}
	config = config_at(99);
	EXPECT_EQ(0, configure(&self->s, &config));
}

TEST_F(abi, limits_are_in_range)
{
	struct flamesamp_config config = config_at(FLAMESAMP_HZ_MAX);

	config.ring_bytes = FLAMESAMP_RING_MIN;
	config.watermark = FLAMESAMP_RING_MIN;
	config.stacks = FLAMESAMP_STACKS_MIN;
	config.kernel_frames = FLAMESAMP_FRAMES_MAX;
	config.user_frames = FLAMESAMP_FRAMES_MAX;
	EXPECT_EQ(0, configure(&self->s, &config));
}

TEST_F(abi, bad_pointers)
{
	EXPECT_EQ(-1, ioctl(self->s.fd, FLAMESAMP_IOC_HELLO, BAD_POINTER));
	EXPECT_EQ(EFAULT, errno);
	EXPECT_EQ(-1, ioctl(self->s.fd, FLAMESAMP_IOC_CONFIGURE, BAD_POINTER));
	EXPECT_EQ(EFAULT, errno);
	EXPECT_EQ(-1, ioctl(self->s.fd, FLAMESAMP_IOC_STATS, BAD_POINTER));
	EXPECT_EQ(EFAULT, errno);
	EXPECT_EQ(-1, ioctl(self->s.fd, FLAMESAMP_IOC_SYMBOL, BAD_POINTER));
	EXPECT_EQ(EFAULT, errno);
}

/* The answer can't be written: the caller can't know what it got, and may try nothing but close. */
TEST_F(abi, read_only_arguments)
{
	long page = sysconf(_SC_PAGESIZE);
	struct flamesamp_config *config;

	config = mmap(NULL, page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	ASSERT_NE(MAP_FAILED, config);
	*config = config_at(99);
	ASSERT_EQ(0, mprotect(config, page, PROT_READ));
	EXPECT_EQ(-EFAULT, configure(&self->s, config));
	EXPECT_EQ(-1, ioctl(self->s.fd, FLAMESAMP_IOC_HELLO, config));
	EXPECT_EQ(EFAULT, errno);
	munmap(config, page);
}

/* A struct that begins in memory and ends out of it. */
TEST_F(abi, arguments_at_the_end_of_memory)
{
	long page = sysconf(_SC_PAGESIZE);
	struct flamesamp_config config = config_at(99);
	char *at;

	at = mmap(NULL, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	ASSERT_NE(MAP_FAILED, at);
	ASSERT_EQ(0, munmap(at + page, page));
	at += page - sizeof(config) + 8;
	memcpy(at, &config, sizeof(config) - 8);
	EXPECT_EQ(-EFAULT, configure(&self->s, (struct flamesamp_config *)at));
	/* The list of pids: the second one is out of memory. */
	at = (char *)(((uintptr_t)at & -page) + page - sizeof(uint32_t));
	*(uint32_t *)at = getpid();
	config.pids = (uintptr_t)at;
	config.npids = 2;
	EXPECT_EQ(-EFAULT, configure(&self->s, &config));
	config.npids = 1;
	EXPECT_EQ(0, configure(&self->s, &config));
}

TEST_F(abi, pids)
{
	struct flamesamp_config config = config_at(99);
	uint32_t pids[2] = { getpid(), 0 };

	config.pids = (uintptr_t)pids;
	config.npids = 2;
	EXPECT_EQ(-ESRCH, configure(&self->s, &config));
	pids[1] = 1u << 31;
	EXPECT_EQ(-ESRCH, configure(&self->s, &config));
	pids[1] = UINT_MAX;
	EXPECT_EQ(-ESRCH, configure(&self->s, &config));
	/* Twice the same is not wrong. */
	pids[1] = pids[0];
	EXPECT_EQ(0, configure(&self->s, &config));
}

TEST_F(abi, as_many_pids_as_allowed)
{
	struct flamesamp_config config = config_at(99);
	uint32_t pids[FLAMESAMP_PIDS_MAX];
	unsigned int i;

	for (i = 0; i < FLAMESAMP_PIDS_MAX; i++)
		pids[i] = getpid();
	config.pids = (uintptr_t)pids;
	config.npids = FLAMESAMP_PIDS_MAX;
	EXPECT_EQ(0, configure(&self->s, &config));
}

TEST_F(abi, file_that_is_no_cgroup)
{
	struct flamesamp_config config = config_at(99);
	int err;

	config.cgroup_fd = open("/proc/self", O_RDONLY | O_DIRECTORY);
	ASSERT_GE(config.cgroup_fd, 0);
	err = configure(&self->s, &config);
	EXPECT_TRUE(err == -EBADF || err == -EOPNOTSUPP) {
		TH_LOG("%d", err);
	}
	close(config.cgroup_fd);
}

TEST_F(abi, cpus_that_cannot_be)
{
	struct flamesamp_config config = config_at(99);
	uint8_t cpus[CPUS_MAX / 8 + 1] = { 0 };
	unsigned int beyond = self->s.hello.cpus;

	cpus[beyond / 8] = 1 << beyond % 8;
	config.cpus = (uintptr_t)cpus;
	config.cpus_bytes = beyond / 8 + 1;
	EXPECT_EQ(-EINVAL, configure(&self->s, &config));
	/* Zeros beyond the last CPU name none of them. */
	memset(cpus, 0, sizeof(cpus));
	cpus[0] = 1;
	EXPECT_EQ(0, configure(&self->s, &config));
}

TEST_F(abi, wrong_state)
{
	struct flamesamp_config config = config_at(99);
	struct flamesamp_stats stats;
	struct session *s = &self->s;

	EXPECT_EQ(-EBUSY, session_start(s));
	EXPECT_EQ(-EBUSY, session_stop(s));
	EXPECT_EQ(-EBUSY, session_stats(s, 0, &stats));
	ASSERT_EQ(0, configure(s, &config));
	EXPECT_EQ(-EBUSY, configure(s, &config));
	EXPECT_EQ(-EBUSY, session_stop(s));
	EXPECT_EQ(0, session_stats(s, 0, &stats));
	ASSERT_EQ(0, session_start(s));
	EXPECT_EQ(-EBUSY, configure(s, &config));
	EXPECT_EQ(-EBUSY, session_start(s));
	EXPECT_EQ(0, session_stats(s, 0, &stats));
	ASSERT_EQ(0, session_stop(s));
	EXPECT_EQ(-EBUSY, configure(s, &config));
	EXPECT_EQ(-EBUSY, session_start(s));
	EXPECT_EQ(-EBUSY, session_stop(s));
	EXPECT_EQ(0, session_stats(s, 0, &stats));
}

TEST_F(abi, stats_of_no_cpu)
{
	struct flamesamp_config config = config_at(99);
	struct flamesamp_stats stats;

	ASSERT_EQ(0, configure(&self->s, &config));
	EXPECT_EQ(-ENXIO, session_stats(&self->s, self->s.hello.cpus, &stats));
	EXPECT_EQ(-ENXIO, session_stats(&self->s, INT_MAX, &stats));
	EXPECT_EQ(-ENXIO, session_stats(&self->s, UINT_MAX, &stats));
}

TEST_F(abi, unknown_ioctls)
{
	unsigned int nr;

	for (nr = 5; nr < 256; nr++) {
		EXPECT_EQ(-1, ioctl(self->s.fd, _IO(FLAMESAMP_IOC_MAGIC, nr), 0));
		EXPECT_EQ(ENOTTY, errno);
	}
	/* The right number with another size is another call. */
	EXPECT_EQ(-1, ioctl(self->s.fd, _IOR(FLAMESAMP_IOC_MAGIC, 0, int), 0));
	EXPECT_EQ(ENOTTY, errno);
	EXPECT_EQ(-1, ioctl(self->s.fd, _IOWR(FLAMESAMP_IOC_MAGIC, 1, int), 0));
	EXPECT_EQ(ENOTTY, errno);
}

TEST_F(abi, no_file_operations_but_ours)
{
	char byte = 0;

	EXPECT_EQ(-1, read(self->s.fd, &byte, 1));
	EXPECT_EQ(EINVAL, errno);
	EXPECT_EQ(-1, write(self->s.fd, &byte, 1));
	EXPECT_EQ(EINVAL, errno);
	EXPECT_EQ(-1, lseek(self->s.fd, 0, SEEK_SET));
	EXPECT_EQ(ESPIPE, errno);
}

#define PARAMETERS	"/sys/module/flamesamp/parameters/"

/* A parameter of the module; 0: it can't be read. */
static unsigned int parameter(const char *path)
{
	FILE *file = fopen(path, "r");
	unsigned int value = 0;

	if (file) {
		if (fscanf(file, "%u", &value) != 1)
			value = 0;
		fclose(file);
	}
	return value;
}

/* As many sessions as the module allows; and one that goes makes room for another. */
TEST(too_many_sessions)
{
	unsigned int i, most = parameter(PARAMETERS "max_sessions");
	int fds[256];

	if (!most || most > ARRAY_SIZE(fds))
		SKIP(return, "max_sessions is %u", most);
	for (i = 0; i < most; i++) {
		fds[i] = open(DEVICE, O_RDWR | O_CLOEXEC);
		ASSERT_GE(fds[i], 0);
	}
	EXPECT_EQ(-1, open(DEVICE, O_RDWR | O_CLOEXEC));
	EXPECT_EQ(EUSERS, errno);
	close(fds[0]);
	fds[0] = open(DEVICE, O_RDWR | O_CLOEXEC);
	EXPECT_GE(fds[0], 0);
	for (i = 0; i < most; i++)
		close(fds[i]);
}

/*
 * Rings beyond what the module allows for all sessions together, which is lowered for that. What
 * was refused is not charged.
 */
TEST(too_much_memory)
{
	unsigned int i, most = parameter(PARAMETERS "max_memory_mb");
	struct flamesamp_config config = config_at(99);
	struct session s;
	char text[16];

	if (!most)
		SKIP(return, "max_memory_mb can't be read");
	ASSERT_EQ(0, session_open(&s));
	ASSERT_EQ(0, write_file(PARAMETERS "max_memory_mb", "16"));
	config.ring_bytes = FLAMESAMP_RING_MAX;
	for (i = 0; i < 3; i++)
		EXPECT_EQ(-ENOMEM, configure(&s, &config));
	config.ring_bytes = FLAMESAMP_RING_MIN;
	EXPECT_EQ(0, configure(&s, &config));
	snprintf(text, sizeof(text), "%u", most);
	EXPECT_EQ(0, write_file(PARAMETERS "max_memory_mb", text));
	session_close(&s);
}

static int drop_capabilities(void)
{
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct none[2] = { 0 };

	return syscall(SYS_capset, &header, none);
}

/* Root without capabilities passes the file's permissions, and is refused by the module. */
TEST(open_without_capabilities)
{
	ASSERT_EQ(0, drop_capabilities());
	EXPECT_EQ(-1, open(DEVICE, O_RDWR));
	EXPECT_EQ(EPERM, errno);
}

TEST(open_as_nobody)
{
	ASSERT_EQ(0, setresuid(65534, 65534, 65534));
	EXPECT_EQ(-1, open(DEVICE, O_RDWR));
	EXPECT_TRUE(errno == EACCES || errno == EPERM);
}

TEST_HARNESS_MAIN
