/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A session as the tests see it: the calls of <linux/flamesamp.h> and no more. Functions return 0
 * or -errno unless they say otherwise.
 */
#ifndef KSELFTEST_DEVICE_H
#define KSELFTEST_DEVICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include <linux/flamesamp.h>

#define DEVICE	"/dev/flamesamp"

/* CPUs that the tests have room for. */
#define CPUS_MAX	64

/* One CPU's mappings; all NULL where the CPU has no ring. */
struct ring {
	const struct flamesamp_producer *producer;
	struct flamesamp_consumer *consumer;
	const unsigned char *data;
	uint32_t bytes;
	uint32_t tail;		/* read so far */
};

struct session {
	int fd;
	struct flamesamp_hello hello;
	struct flamesamp_config config;
	struct ring rings[CPUS_MAX];
};

/* What most tests start from: @hz, everything else left to the module. */
struct flamesamp_config config_at(uint32_t hz);

int session_open(struct session *s);

/* Configures and maps all rings. @config is copied. */
int session_configure(struct session *s, const struct flamesamp_config *config);

/* Open, configure and map; closed again on failure. */
int session_new(struct session *s, const struct flamesamp_config *config);

int session_start(struct session *s);
int session_stop(struct session *s);
int session_stats(const struct session *s, unsigned int cpu, struct flamesamp_stats *stats);

/* Unmaps and closes whatever is there. */
void session_close(struct session *s);

/* One mapping of a ring. Return: the address, or MAP_FAILED and errno. */
void *map_part(const struct session *s, unsigned int cpu, enum flamesamp_mapping kind,
	       size_t bytes, int prot, int flags);

/* Bytes between tail and head of a ring. */
uint32_t ring_filled(const struct ring *ring);

/* All ticks that the clock called for on @cpu so far; 0 where it can't be told. */
uint64_t cpu_ticks(const struct session *s, unsigned int cpu);

/* The sum of the losses of periods, that is of samples. */
uint64_t lost_samples(const struct flamesamp_stats *stats);

/* ticks = sampled + idle + excluded + lost. Prints the numbers where it isn't so. */
bool balanced(const struct flamesamp_stats *stats);

#endif
