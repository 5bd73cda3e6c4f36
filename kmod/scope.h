/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The scope of a session: which tasks it samples.
 */
#ifndef FLAMESAMP_SCOPE_H
#define FLAMESAMP_SCOPE_H

#include <linux/cgroup.h>
#include <linux/spinlock.h>
#include <linux/types.h>

struct flamesamp_config;
struct task_struct;

/* Processes that can be followed at a time, twice that many slots. */
#define FSAMP_SCOPE_PROCESSES	4096
#define FSAMP_SCOPE_SLOTS	(2 * FSAMP_SCOPE_PROCESSES)

/**
 * struct fsamp_scope - the chosen tasks
 * @tgid: hash table of process ids, linear probing: 0 free, -1 was in use. NULL: all processes.
 *	Read without a lock, written under @lock
 * @count: processes in it
 * @lock: taken in probes and nowhere near a timer; raw, since probes don't sleep
 * @cgroup: NULL: all
 */
struct fsamp_scope {
	u32 *tgid;
	unsigned int count;
	raw_spinlock_t lock;
	struct cgroup *cgroup;
};

/* Whether it is the whole system. */
static inline bool fsamp_scope_all(const struct fsamp_scope *scope)
{
	return !scope->tgid && !scope->cgroup;
}

/* Takes processes and cgroup of a configuration over. Return: 0 or -errno. May sleep. */
int fsamp_scope_init(struct fsamp_scope *scope, const struct flamesamp_config *config);
void fsamp_scope_free(struct fsamp_scope *scope);

/*
 * Whether a task is in the scope. Context: any, under rcu_read_lock() or with preemption off; the
 * idle task is in no scope but the whole system.
 */
bool fsamp_in_scope(const struct fsamp_scope *scope, struct task_struct *task);

/*
 * Take in the descendants that the processes have already. Context: the session is in the list of
 * running ones, so that those born meanwhile are followed; may sleep.
 * Return: false where there was no room for all.
 */
bool fsamp_scope_adopt(struct fsamp_scope *scope);

/*
 * Follow a child, forget a process that ended. Context: any but hardirq.
 * Return of fsamp_scope_fork(): false where there was no room.
 */
bool fsamp_scope_fork(struct fsamp_scope *scope, u32 parent_tgid, u32 tgid);
void fsamp_scope_exit(struct fsamp_scope *scope, u32 tgid);

#endif
