/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Memory maps: read in process context, soon after the first sample of a program and whenever
 * the amount of its executable memory has changed since, so that a process that is gone when the
 * reader looks still has names for its addresses.
 *
 * For a session that walks by tables, the ranges of code are made from the same maps.
 */
#ifndef FLAMESAMP_MAPS_H
#define FLAMESAMP_MAPS_H

#include <linux/types.h>
#include <linux/workqueue.h>

struct fsamp_cpu;
struct fsamp_session;

#define FSAMP_MAP_REQUESTS	16	/* that can wait on a CPU */
#define FSAMP_MAPS_SEEN		256

/**
 * struct fsamp_map_requests - a queue from one CPU's interrupts to the worker
 * @tgid: whose map
 * @program: and which of its programs
 * @anew: read it even if the amount of its executable memory is what it was
 * @head: written by the CPU, interrupts off
 * @tail: written by the worker
 */
struct fsamp_map_requests {
	u32 tgid[FSAMP_MAP_REQUESTS];
	u64 program[FSAMP_MAP_REQUESTS];
	bool anew[FSAMP_MAP_REQUESTS];
	u32 head, tail;
};

/* What was read of a program, so that requests from many CPUs are answered once. */
struct fsamp_map_seen {
	u64 program;
	u32 tgid;
	unsigned long exec_pages;
};

struct fsamp_maps {
	struct work_struct work;
	char *path;			/* PATH_MAX bytes, the worker's */
	u32 news;			/* not 0: the rings have maps of files of unknown tables */
	struct fsamp_map_seen seen[FSAMP_MAPS_SEEN];
};

int fsamp_maps_init(struct fsamp_session *session);
void fsamp_maps_free(struct fsamp_session *session);

/*
 * Ask for the map of the current task's program; @anew: code was met that it does not tell of,
 * though there is as much as there was. Context: the CPU's own, interrupts off. Return: false where
 * too many wait already; ask again with the next sample.
 */
bool fsamp_maps_request(struct fsamp_cpu *c, u64 program, bool anew);

/* The same for a probe that runs in the current task's context. Context: any but NMI. */
void fsamp_maps_request_here(struct fsamp_session *session, u64 program);

/*
 * The ranges of all processes in the session's scope, before it samples. Those that start meanwhile
 * are asked for when they are sampled. May sleep.
 */
void fsamp_maps_preload(struct fsamp_session *session);

/* Whether requests wait, and the start of the worker on them. Context: any. */
bool fsamp_maps_requested(const struct fsamp_cpu *c);
void fsamp_maps_kick(struct fsamp_session *session);

/* The queue that the workers run on; made at module load. */
int fsamp_maps_load(void);
void fsamp_maps_unload(void);

#endif
