// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A 32-bit reader on a 64-bit kernel: the same header, the same layout, no translation.
 * Freestanding, since few machines have a 32-bit C library.
 */
#include <linux/errno.h>
#include <linux/fcntl.h>
#include <linux/mman.h>
#include <linux/time_types.h>
#include <linux/flamesamp.h>

/* System calls of the 32-bit table. */
#define NR_EXIT		1
#define NR_WRITE	4
#define NR_OPEN		5
#define NR_IOCTL	54
#define NR_MUNMAP	91
#define NR_MMAP2	192
#define MMAP2_SHIFT	12

static long call6(long nr, long a, long b, long c, long d, long e, long f)
{
	long ret;

	/* ebp holds the sixth argument; it can't be named as an operand. */
	asm volatile("push %[f]; push %%ebp; mov 4(%%esp), %%ebp; int $0x80; "
		     "pop %%ebp; add $4, %%esp"
		     : "=a"(ret)
		     : "a"(nr), "b"(a), "c"(b), "d"(c), "S"(d), "D"(e), [f] "m"(f)
		     : "memory");
	return ret;
}

static long call3(long nr, long a, long b, long c)
{
	return call6(nr, a, b, c, 0, 0, 0);
}

static void print(const char *text)
{
	long n = 0;

	while (text[n])
		n++;
	call3(NR_WRITE, 1, (long)text, n);
}

static int number, failures;

static void check(int good, const char *what)
{
	char digits[] = "00 ";

	number++;
	digits[0] += number / 10;
	digits[1] += number % 10;
	if (!good)
		failures++;
	print(good ? "ok " : "not ok ");
	print(digits);
	print(what);
	print("\n");
}

static void *map(int fd, int cpu, int kind, unsigned long bytes, int prot)
{
	unsigned long long offset = FLAMESAMP_MAP_OFFSET(cpu, kind);

	return (void *)call6(NR_MMAP2, 0, bytes, prot, MAP_SHARED, fd, offset >> MMAP2_SHIFT);
}

static int is_error(const void *at)
{
	return (unsigned long)at >= -4095ul;
}

/* Until CPU 0's ring has a sample. Return: whether one came. */
static int wait_for_sample(int fd, struct flamesamp_stats *stats)
{
	unsigned long turns;

	for (turns = 0; turns < 100000000; turns++) {
		stats->cpu = 0;
		if (call3(NR_IOCTL, fd, FLAMESAMP_IOC_STATS, (long)stats))
			return 0;
		if (stats->ticks > 20)
			return 1;
	}
	return 0;
}

static void run_session(int fd)
{
	struct flamesamp_config config = { .abi = FLAMESAMP_ABI, .hz = 999, .cgroup_fd = -1 };
	struct flamesamp_stats stats;
	struct flamesamp_hello hello;
	struct flamesamp_producer *producer;
	struct flamesamp_header *data;
	void *consumer;
	__u8 cpus = 1;

	config.cpus = (unsigned long)&cpus;
	config.cpus_bytes = 1;
	config.seed = 0x123456789abcdefull;
	check(call3(NR_IOCTL, fd, FLAMESAMP_IOC_HELLO, (long)&hello) == 0 &&
	      hello.abi == FLAMESAMP_ABI, "hello");
	check(call3(NR_IOCTL, fd, FLAMESAMP_IOC_CONFIGURE, (long)&config) == 0 &&
	      config.ring_bytes == FLAMESAMP_RING_DEFAULT && config.seed == 0x123456789abcdefull,
	      "configure");
	producer = map(fd, 0, FLAMESAMP_MAP_PRODUCER, hello.page_size, PROT_READ);
	check(!is_error(producer) && producer->ring_bytes == config.ring_bytes, "map producer");
	consumer = map(fd, 0, FLAMESAMP_MAP_CONSUMER, hello.page_size, PROT_READ | PROT_WRITE);
	check(!is_error(consumer), "map consumer");
	data = map(fd, 0, FLAMESAMP_MAP_DATA, config.ring_bytes, PROT_READ);
	check(!is_error(data), "map data");
	check(map(fd, 63, 3, hello.page_size, PROT_READ) == (void *)-ENXIO, "offset beyond 2^32");
	check(call3(NR_IOCTL, fd, FLAMESAMP_IOC_START, 0) == 0, "start");
	check(wait_for_sample(fd, &stats), "ticks");
	check(call3(NR_IOCTL, fd, FLAMESAMP_IOC_STOP, 0) == 0, "stop");
	stats.cpu = 0;
	check(call3(NR_IOCTL, fd, FLAMESAMP_IOC_STATS, (long)&stats) == 0 && stats.sampled > 0,
	      "stats");
	check(!is_error(producer) && producer->head == (__u32)stats.bytes, "head");
	check(!is_error(data) && data->type < FLAMESAMP_RECORD_TYPES && data->size >= 8, "record");
	check(call3(NR_IOCTL, fd, 0xF5FF, 0) == -ENOTTY, "unknown ioctl");
}

__attribute__((force_align_arg_pointer)) void _start(void)
{
	long fd;

	print("TAP version 13\n1..14\n");
	fd = call3(NR_OPEN, (long)"/dev/flamesamp", O_RDWR, 0);
	check(fd >= 0, "open");
	if (fd >= 0)
		run_session(fd);
	call3(NR_EXIT, failures || number != 14, 0, 0);
	__builtin_unreachable();
}
