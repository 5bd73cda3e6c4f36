/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A session: what one open of /dev/flamesamp samples, and its share of each CPU.
 *
 * Life of a session, and who may hold it:
 *
 *	fsamp_session_new()	the file, and each mapping through the file's reference
 *	fsamp_session_start()	+ the list of running sessions (probes, hotplug callbacks),
 *				+ the timers, + the irq_work and the work that those queue
 *	fsamp_session_stop()	takes all of these away again, in the order in which one feeds the
 *				next: timers and probes, irq_work, work
 *	fsamp_session_free()	nobody is left: the last reference to the file is gone
 */
#ifndef FLAMESAMP_SESSION_H
#define FLAMESAMP_SESSION_H

#include <linux/hrtimer.h>
#include <linux/irq_work.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/wait.h>
#include <linux/workqueue.h>
#include <linux/flamesamp.h>

#include "callchain.h"
#include "idle.h"
#include "maps.h"
#include "programs.h"
#include "raw_stack.h"
#include "ring.h"
#include "scope.h"
#include "spaces.h"
#include "stacktab.h"
#include "symbols.h"
#include "tables.h"
#include "threads.h"

struct fsamp_session;

/**
 * struct fsamp_cpu - one CPU's part of a session
 * @session: the session
 * @cpu: number of the CPU
 * @chosen: the session samples this CPU; on the others the ring takes other records only
 * @active: the timer is set: the CPU is chosen and online, and the session is running
 * @timer: fires for each period
 * @grid: CLOCK_MONOTONIC ns of the next period, before jitter
 * @jitter_state: of the generator of the periods' jitter
 * @memory: what is mapped: producer page, consumer page, data
 * @ring: positions in it
 * @wake_at: ring position from which on the reader is woken
 * @wakeup: wakes the reader, outside the sampling path
 * @time_base: ns of the last FLAMESAMP_TIME record; 0: none yet
 * @stacks: which stacks the ring has defined
 * @chain: scratch room for the stack of this tick
 * @code: scratch room for its code
 * @raw: and for a piece of the user stack
 * @threads: what is remembered of the threads that were sampled last
 * @idle: whether it sleeps through its periods
 * @programs: which programs the ring has named
 * @map_requests: programs whose memory map is wanted
 * @stats: counts since the session started
 * @unsaid: losses, by cause, that the ring has not told yet
 * @unsaid_causes: how many causes have any
 *
 * All but @wakeup belongs to the CPU with its interrupts off. Others touch it only before the
 * session is in the list of running ones, or once everything that runs on the CPU has been stopped.
 */
struct fsamp_cpu {
	struct fsamp_session *session;
	unsigned int cpu;
	bool chosen;
	bool active;
	struct hrtimer timer;
	u64 grid;
	u32 jitter_state;
	void *memory;
	struct fsamp_ring ring;
	u32 wake_at;
	struct irq_work wakeup;
	u64 time_base;
	struct fsamp_stacktab stacks;
	struct fsamp_chain chain;
	u8 *code;
	struct fsamp_raw_stack raw;
	struct fsamp_threads threads;
	struct fsamp_idle idle;
	struct fsamp_programs programs;
	struct fsamp_map_requests map_requests;
	struct flamesamp_stats stats;
	u64 unsaid[FLAMESAMP_LOSS_CAUSES];
	unsigned int unsaid_causes;
};

enum fsamp_state { FSAMP_NEW, FSAMP_CONFIGURED, FSAMP_RUNNING, FSAMP_STOPPED };

/**
 * struct fsamp_session - a session
 * @lock: serialises the ioctls; outermost, taken before cpus_read_lock()
 * @state: changed under @lock; read without it by fsamp_session_state()
 * @config: as asked for and completed
 * @period: ns
 * @end: CLOCK_MONOTONIC ns behind which no period counts; far away while the session is running
 * @scope: which tasks are sampled
 * @cpus: by CPU number, NULL for impossible ones
 * @wait: readers in poll()
 * @maps: the reading of memory maps
 * @tables: unwind tables, and @spaces: which code is where; empty where the session has none
 * @symbols: the kernel addresses that may be named
 * @running: in the list of running sessions
 */
struct fsamp_session {
	struct mutex lock;
	enum fsamp_state state;
	struct flamesamp_config config;
	u64 period;
	u64 end;
	struct fsamp_scope scope;
	struct fsamp_cpu **cpus;
	wait_queue_head_t wait;
	struct fsamp_maps maps;
	struct fsamp_tables tables;
	struct fsamp_spaces spaces;
	struct fsamp_symbols symbols;
	struct list_head running;
};

/*
 * All of these may sleep. Return of fsamp_session_new(): an error pointer where there is no room.
 */
struct fsamp_session *fsamp_session_new(void);
int fsamp_session_configure(struct fsamp_session *session, struct flamesamp_config *config);
int fsamp_session_start(struct fsamp_session *session);
int fsamp_session_stop(struct fsamp_session *session);
int fsamp_session_stats(struct fsamp_session *session, struct flamesamp_stats *stats);
int fsamp_session_upload(struct fsamp_session *session, struct flamesamp_upload *upload);
int fsamp_session_bind(struct fsamp_session *session, const struct flamesamp_bind *bind);
int fsamp_session_symbol(struct fsamp_session *session, struct flamesamp_symbol *symbol);
void fsamp_session_free(struct fsamp_session *session);

/* The state, for those that don't hold session->lock. */
static inline enum fsamp_state fsamp_session_state(const struct fsamp_session *session)
{
	/*
	 * What a state promises (rings, from CONFIGURED on) is there when it is seen: pairs with
	 * the store-release in set_state().
	 */
	return smp_load_acquire(&session->state);
}

/* Whether user stacks are walked by tables. */
static inline bool fsamp_session_has_tables(const struct fsamp_session *session)
{
	return session->config.unwind == FLAMESAMP_UNWIND_TABLES;
}

/* Bytes of fsamp_cpu.memory before the data: the producer's and the consumer's page. */
#define FSAMP_DATA_OFFSET	(2 * PAGE_SIZE)

/*
 * The running sessions: walked under rcu_read_lock() by probes, under fsamp_running_lock by the
 * hotplug callbacks. Lock order: session->lock, cpus_read_lock(), fsamp_running_lock.
 */
extern struct list_head fsamp_running;
extern struct mutex fsamp_running_lock;

#endif
