// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "device.h"

struct flamesamp_config config_at(uint32_t hz)
{
	return (struct flamesamp_config){ .abi = FLAMESAMP_ABI, .hz = hz, .cgroup_fd = -1 };
}

int session_open(struct session *s)
{
	memset(s, 0, sizeof(*s));
	s->fd = open(DEVICE, O_RDWR | O_CLOEXEC);
	if (s->fd < 0)
		return -errno;
	if (ioctl(s->fd, FLAMESAMP_IOC_HELLO, &s->hello))
		return -errno;
	return s->hello.cpus > CPUS_MAX ? -E2BIG : 0;
}

void *map_part(const struct session *s, unsigned int cpu, enum flamesamp_mapping kind,
	       size_t bytes, int prot, int flags)
{
	return mmap(NULL, bytes, prot, flags, s->fd, FLAMESAMP_MAP_OFFSET(cpu, kind));
}

static void *map_shared(const struct session *s, unsigned int cpu, enum flamesamp_mapping kind,
			size_t bytes, int prot)
{
	void *at = map_part(s, cpu, kind, bytes, prot, MAP_SHARED);

	return at == MAP_FAILED ? NULL : at;
}

/* A CPU number without a CPU gives -ENXIO: no ring, and no mistake. */
static int map_ring(struct session *s, unsigned int cpu)
{
	struct ring *ring = &s->rings[cpu];
	size_t page = s->hello.page_size;

	ring->producer = map_shared(s, cpu, FLAMESAMP_MAP_PRODUCER, page, PROT_READ);
	if (!ring->producer)
		return errno == ENXIO ? 0 : -errno;
	ring->consumer = map_shared(s, cpu, FLAMESAMP_MAP_CONSUMER, page, PROT_READ | PROT_WRITE);
	if (!ring->consumer)
		return -errno;
	ring->bytes = s->config.ring_bytes;
	ring->data = map_shared(s, cpu, FLAMESAMP_MAP_DATA, ring->bytes, PROT_READ);
	return ring->data ? 0 : -errno;
}

int session_configure(struct session *s, const struct flamesamp_config *config)
{
	unsigned int cpu;
	int err = 0;

	s->config = *config;
	if (ioctl(s->fd, FLAMESAMP_IOC_CONFIGURE, &s->config))
		return -errno;
	for (cpu = 0; cpu < s->hello.cpus && !err; cpu++)
		err = map_ring(s, cpu);
	return err;
}

int session_new(struct session *s, const struct flamesamp_config *config)
{
	int err = session_open(s);

	if (!err)
		err = session_configure(s, config);
	if (err)
		session_close(s);
	return err;
}

int session_start(struct session *s)
{
	return ioctl(s->fd, FLAMESAMP_IOC_START) ? -errno : 0;
}

int session_stop(struct session *s)
{
	return ioctl(s->fd, FLAMESAMP_IOC_STOP) ? -errno : 0;
}

int session_stats(const struct session *s, unsigned int cpu, struct flamesamp_stats *stats)
{
	memset(stats, 0, sizeof(*stats));
	stats->cpu = cpu;
	return ioctl(s->fd, FLAMESAMP_IOC_STATS, stats) ? -errno : 0;
}

static void unmap(const void *at, size_t bytes)
{
	if (at)
		munmap((void *)at, bytes);
}

void session_close(struct session *s)
{
	unsigned int cpu;

	for (cpu = 0; cpu < CPUS_MAX; cpu++) {
		struct ring *ring = &s->rings[cpu];

		unmap(ring->producer, s->hello.page_size);
		unmap(ring->consumer, s->hello.page_size);
		unmap(ring->data, ring->bytes);
		memset(ring, 0, sizeof(*ring));
	}
	if (s->fd >= 0)
		close(s->fd);
	s->fd = -1;
}

uint32_t ring_filled(const struct ring *ring)
{
	return __atomic_load_n(&ring->producer->head, __ATOMIC_ACQUIRE) - ring->tail;
}

uint64_t cpu_ticks(const struct session *s, unsigned int cpu)
{
	struct flamesamp_stats stats;

	return session_stats(s, cpu, &stats) ? 0 : stats.ticks;
}

uint64_t lost_samples(const struct flamesamp_stats *stats)
{
	uint64_t sum = 0;
	int cause;

	for (cause = 0; cause < FLAMESAMP_LOST_SAMPLES; cause++)
		sum += stats->lost[cause];
	return sum;
}

bool balanced(const struct flamesamp_stats *stats)
{
	uint64_t lost = lost_samples(stats);

	if (stats->ticks == stats->sampled + stats->idle + stats->excluded + lost)
		return true;
	fprintf(stderr,
		"# CPU %u: ticks %llu != sampled %llu + idle %llu + excluded %llu + lost %llu\n",
		stats->cpu, (unsigned long long)stats->ticks, (unsigned long long)stats->sampled,
		(unsigned long long)stats->idle, (unsigned long long)stats->excluded,
		(unsigned long long)lost);
	return false;
}
