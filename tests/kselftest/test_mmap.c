// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The mappings: what can be mapped and how, and that nothing can be made of it afterwards that the
 * module would not have allowed in the first place.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/personality.h>
#include <sys/wait.h>
#include <unistd.h>

#include "device.h"
#include "harness.h"
#include "load.h"
#include "stream.h"

#define RING_BYTES	FLAMESAMP_RING_MIN

FIXTURE(mapping) {
	struct session s;
	struct ring *ring;
	unsigned int cpu;
	size_t page;
	char *data;
};

FIXTURE_SETUP(mapping)
{
	struct flamesamp_config config = config_at(99);

	config.ring_bytes = RING_BYTES;
	ASSERT_EQ(0, session_new(&self->s, &config));
	self->cpu = lowest_cpu();
	self->ring = &self->s.rings[self->cpu];
	self->page = self->s.hello.page_size;
	self->data = (char *)self->ring->data;
	ASSERT_NE(NULL, self->data);
}

FIXTURE_TEARDOWN(mapping)
{
	session_close(&self->s);
}

/* Ends the process by a signal where there is no memory. */
static void look_at(void *at)
{
	*(volatile char *)at;
}

static int map_error(const struct session *s, uint64_t offset, size_t bytes, int prot, int flags)
{
	void *at = mmap(NULL, bytes, prot, flags, s->fd, offset);

	if (at == MAP_FAILED)
		return errno;
	munmap(at, bytes);
	return 0;
}

TEST_F(mapping, what_the_pages_say)
{
	const struct flamesamp_producer *producer = self->ring->producer;

	EXPECT_EQ(FLAMESAMP_ABI, producer->abi);
	EXPECT_EQ(self->cpu, producer->cpu);
	EXPECT_EQ(RING_BYTES, producer->ring_bytes);
	EXPECT_EQ(0, producer->flags);
	EXPECT_EQ(producer->head, self->ring->consumer->tail);
}

TEST_F(mapping, before_configure)
{
	struct session fresh;

	ASSERT_EQ(0, session_open(&fresh));
	EXPECT_EQ(EBUSY, map_error(&fresh, FLAMESAMP_MAP_OFFSET(self->cpu, FLAMESAMP_MAP_PRODUCER),
				   self->page, PROT_READ, MAP_SHARED));
	EXPECT_EQ(EBUSY, map_error(&fresh, FLAMESAMP_MAP_OFFSET(self->cpu, FLAMESAMP_MAP_DATA),
				   RING_BYTES, PROT_READ, MAP_SHARED));
	session_close(&fresh);
}

TEST_F(mapping, private)
{
	int kind;

	for (kind = FLAMESAMP_MAP_PRODUCER; kind <= FLAMESAMP_MAP_DATA; kind++) {
		size_t bytes = kind == FLAMESAMP_MAP_DATA ? RING_BYTES : self->page;

		EXPECT_NE(0, map_error(&self->s, FLAMESAMP_MAP_OFFSET(self->cpu, kind), bytes,
				       PROT_READ, MAP_PRIVATE));
		EXPECT_NE(0, map_error(&self->s, FLAMESAMP_MAP_OFFSET(self->cpu, kind), bytes,
				       PROT_READ | PROT_WRITE, MAP_PRIVATE));
	}
}

TEST_F(mapping, read_only_parts_writable)
{
	uint64_t producer = FLAMESAMP_MAP_OFFSET(self->cpu, FLAMESAMP_MAP_PRODUCER);
	uint64_t data = FLAMESAMP_MAP_OFFSET(self->cpu, FLAMESAMP_MAP_DATA);

	EXPECT_EQ(EACCES, map_error(&self->s, producer, self->page, PROT_READ | PROT_WRITE,
				    MAP_SHARED));
	EXPECT_EQ(EACCES, map_error(&self->s, data, RING_BYTES, PROT_READ | PROT_WRITE,
				    MAP_SHARED));
	EXPECT_EQ(EACCES, map_error(&self->s, data, RING_BYTES, PROT_WRITE, MAP_SHARED));
}

TEST_F(mapping, executable)
{
	int kind;

	for (kind = FLAMESAMP_MAP_PRODUCER; kind <= FLAMESAMP_MAP_DATA; kind++) {
		size_t bytes = kind == FLAMESAMP_MAP_DATA ? RING_BYTES : self->page;
		int err = map_error(&self->s, FLAMESAMP_MAP_OFFSET(self->cpu, kind), bytes,
				    PROT_READ | PROT_EXEC, MAP_SHARED);

		/* EPERM comes from /dev, where it is mounted noexec. */
		EXPECT_TRUE(err == EACCES || err == EPERM);
	}
}

TEST_F(mapping, wrong_length)
{
	uint64_t producer = FLAMESAMP_MAP_OFFSET(self->cpu, FLAMESAMP_MAP_PRODUCER);
	uint64_t consumer = FLAMESAMP_MAP_OFFSET(self->cpu, FLAMESAMP_MAP_CONSUMER);
	uint64_t data = FLAMESAMP_MAP_OFFSET(self->cpu, FLAMESAMP_MAP_DATA);
	struct session *s = &self->s;

	EXPECT_EQ(EINVAL, map_error(s, producer, 2 * self->page, PROT_READ, MAP_SHARED));
	EXPECT_EQ(EINVAL, map_error(s, consumer, 2 * self->page, PROT_READ, MAP_SHARED));
	EXPECT_EQ(EINVAL, map_error(s, data, self->page, PROT_READ, MAP_SHARED));
	EXPECT_EQ(EINVAL, map_error(s, data, RING_BYTES - self->page, PROT_READ, MAP_SHARED));
	EXPECT_EQ(EINVAL, map_error(s, data, RING_BYTES + self->page, PROT_READ, MAP_SHARED));
	EXPECT_EQ(EINVAL, map_error(s, data, 2 * RING_BYTES, PROT_READ, MAP_SHARED));
}

TEST_F(mapping, wrong_offset)
{
	uint64_t data = FLAMESAMP_MAP_OFFSET(self->cpu, FLAMESAMP_MAP_DATA);
	uint64_t beyond = FLAMESAMP_MAP_OFFSET(self->s.hello.cpus, FLAMESAMP_MAP_PRODUCER);
	struct session *s = &self->s;

	EXPECT_EQ(ENXIO, map_error(s, FLAMESAMP_MAP_OFFSET(self->cpu, 3), self->page, PROT_READ,
				   MAP_SHARED));
	EXPECT_EQ(ENXIO, map_error(s, beyond, self->page, PROT_READ, MAP_SHARED));
	/* System calls of 32-bit programs have no room for so many pages: the C library refuses. */
	EXPECT_EQ(sizeof(long) == 8 ? ENXIO : EINVAL,
		  map_error(s, 1ull << 62, self->page, PROT_READ, MAP_SHARED));
	EXPECT_EQ(ENXIO, map_error(s, data + self->page, RING_BYTES, PROT_READ, MAP_SHARED));
	EXPECT_EQ(ENXIO, map_error(s, data + self->page, RING_BYTES - self->page, PROT_READ,
				   MAP_SHARED));
}

TEST_F(mapping, no_upgrade)
{
	size_t page = self->page;

	EXPECT_EQ(-1, mprotect(self->data, RING_BYTES, PROT_READ | PROT_WRITE));
	EXPECT_EQ(EACCES, errno);
	EXPECT_EQ(-1, mprotect((void *)self->ring->producer, page, PROT_READ | PROT_WRITE));
	EXPECT_EQ(EACCES, errno);
	EXPECT_EQ(-1, mprotect(self->data, RING_BYTES, PROT_READ | PROT_EXEC));
	EXPECT_EQ(EACCES, errno);
	EXPECT_EQ(-1, mprotect((void *)self->ring->producer, page, PROT_READ | PROT_EXEC));
	EXPECT_EQ(EACCES, errno);
	EXPECT_EQ(-1, mprotect(self->ring->consumer, page, PROT_READ | PROT_WRITE | PROT_EXEC));
	EXPECT_EQ(EACCES, errno);
}

/* A personality under which what is readable is executable. */
TEST_F(mapping, read_implies_exec)
{
	void *at;

	ASSERT_NE(-1, personality(READ_IMPLIES_EXEC));
	at = map_part(&self->s, self->cpu, FLAMESAMP_MAP_DATA, RING_BYTES, PROT_READ, MAP_SHARED);
	if (at != MAP_FAILED) {
		/* Refused, or not executable: a mount with noexec overrides the personality. */
		EXPECT_EQ(-1, mprotect(at, RING_BYTES, PROT_READ | PROT_EXEC));
		munmap(at, RING_BYTES);
	}
	EXPECT_EQ(-1, mprotect(self->data, RING_BYTES, PROT_READ | PROT_EXEC));
}

TEST_F(mapping, no_partial_unmap)
{
	size_t half = RING_BYTES / 2;

	EXPECT_EQ(-1, munmap(self->data, half));
	EXPECT_EQ(EINVAL, errno);
	EXPECT_EQ(-1, munmap(self->data + half, half));
	EXPECT_EQ(EINVAL, errno);
	EXPECT_EQ(-1, munmap(self->data + self->page, self->page));
	EXPECT_EQ(EINVAL, errno);
	/* A new mapping over a part would cut as well. */
	EXPECT_EQ(MAP_FAILED, mmap(self->data, half, PROT_READ,
				   MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0));
	look_at(self->data);
}

/* Kernels may be built without madvise(). */
static bool advice_refused(void *at, size_t bytes, int advice)
{
	return madvise(at, bytes, advice) == -1 && (errno == EINVAL || errno == ENOSYS);
}

TEST_F(mapping, no_split)
{
	size_t half = RING_BYTES / 2;

	EXPECT_EQ(-1, mprotect(self->data, half, PROT_NONE));
	EXPECT_EQ(EINVAL, errno);
	EXPECT_EQ(-1, mprotect(self->data + half, half, PROT_NONE));
	EXPECT_EQ(EINVAL, errno);
	EXPECT_TRUE(advice_refused(self->data, half, MADV_SEQUENTIAL));
	EXPECT_TRUE(advice_refused(self->data + half, half, MADV_RANDOM));
	EXPECT_TRUE(advice_refused(self->data, half, MADV_DOFORK));
}

TEST_F(mapping, no_move)
{
	size_t page = self->page;
	void *to;

	to = mmap(NULL, 4 * RING_BYTES, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	ASSERT_NE(MAP_FAILED, to);
	EXPECT_EQ(MAP_FAILED, mremap(self->data, RING_BYTES, RING_BYTES,
				    MREMAP_MAYMOVE | MREMAP_FIXED, to));
	EXPECT_EQ(MAP_FAILED, mremap(self->data, RING_BYTES, 2 * RING_BYTES, 0, NULL));
	EXPECT_EQ(MAP_FAILED, mremap(self->data, RING_BYTES, 2 * RING_BYTES, MREMAP_MAYMOVE, NULL));
	EXPECT_EQ(MAP_FAILED, mremap(self->data, RING_BYTES, RING_BYTES / 2, 0, NULL));
	EXPECT_EQ(MAP_FAILED, mremap(self->data, RING_BYTES / 2, RING_BYTES / 2,
				    MREMAP_MAYMOVE | MREMAP_FIXED, to));
	/* A second mapping of shared memory, in the old way. */
	EXPECT_EQ(MAP_FAILED, mremap(self->data, 0, RING_BYTES, MREMAP_MAYMOVE, NULL));
	EXPECT_EQ(MAP_FAILED, mremap(self->ring->consumer, page, page,
				    MREMAP_MAYMOVE | MREMAP_FIXED, to));
	EXPECT_EQ(MAP_FAILED, mremap(self->ring->consumer, page, 2 * page, MREMAP_MAYMOVE, NULL));
	munmap(to, 4 * RING_BYTES);
}

static bool child_ends_by(void (*work)(void *), void *argument, int signal)
{
	int status;
	pid_t pid = fork();

	if (!pid) {
		work(argument);
		_exit(0);
	}
	waitpid(pid, &status, 0);
	return signal ? WIFSIGNALED(status) && WTERMSIG(status) == signal :
			WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

TEST_F(mapping, not_inherited)
{
	EXPECT_TRUE(child_ends_by(look_at, self->data, SIGSEGV));
	EXPECT_TRUE(child_ends_by(look_at, (void *)self->ring->producer, SIGSEGV));
	EXPECT_TRUE(child_ends_by(look_at, self->ring->consumer, SIGSEGV));
}

/* In a child: it may end by a signal. */
static void drop_pages(const struct session *s, unsigned int cpu)
{
	void *at = map_part(s, cpu, FLAMESAMP_MAP_DATA, RING_BYTES, PROT_READ, MAP_SHARED);

	if (at != MAP_FAILED && madvise(at, RING_BYTES, MADV_DONTNEED) == 0)
		look_at(at);
	_exit(0);
}

/* Pages that the reader throws away are its own loss: the ring goes on. */
TEST_F(mapping, dropped_pages_harm_the_reader_only)
{
	struct flamesamp_stats stats;
	pid_t pid = fork();

	if (!pid)
		drop_pages(&self->s, self->cpu);
	waitpid(pid, NULL, 0);
	ASSERT_EQ(0, session_start(&self->s));
	while (cpu_ticks(&self->s, self->cpu) < 5)
		breathe();
	ASSERT_EQ(0, session_stop(&self->s));
	ASSERT_EQ(0, session_stats(&self->s, self->cpu, &stats));
	EXPECT_TRUE(balanced(&stats));
}

/* A system call that reads from a ring, or writes to it, is bound by the mapping's rights. */
TEST_F(mapping, system_calls_cannot_write)
{
	int fd = open("/dev/zero", O_RDONLY);

	ASSERT_GE(fd, 0);
	EXPECT_EQ(-1, read(fd, self->data, 64));
	EXPECT_EQ(EFAULT, errno);
	close(fd);
	fd = open("/proc/self/mem", O_RDWR);
	if (fd >= 0) {
		/* The debugger's way in, which overrides the rights of private mappings only. */
		EXPECT_EQ(-1, pwrite(fd, "x", 1, (uintptr_t)self->data));
		close(fd);
	}
}

TEST_F(mapping, twice)
{
	char *again = map_part(&self->s, self->cpu, FLAMESAMP_MAP_DATA, RING_BYTES, PROT_READ,
			       MAP_SHARED);

	ASSERT_NE(MAP_FAILED, again);
	EXPECT_EQ(0, munmap(again, RING_BYTES));
	look_at(self->data);
}

/* The mappings hold the session: it goes on sampling without its descriptor. */
TEST_F(mapping, survives_close)
{
	uint32_t head;
	pid_t load;

	load = load_start(self->cpu, work_spin);
	ASSERT_EQ(0, session_start(&self->s));
	close(self->s.fd);
	self->s.fd = -1;
	head = __atomic_load_n(&self->ring->producer->head, __ATOMIC_ACQUIRE);
	while (__atomic_load_n(&self->ring->producer->head, __ATOMIC_ACQUIRE) == head)
		breathe();
	load_end(load);
}

TEST_HARNESS_MAIN
