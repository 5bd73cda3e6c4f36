// SPDX-License-Identifier: GPL-2.0-only
#include <linux/cgroup.h>
#include <linux/err.h>
#include <linux/hash.h>
#include <linux/mm.h>
#include <linux/pid.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <linux/flamesamp.h>

#include "scope.h"

#define SLOT_FREE	0u
#define SLOT_WAS_USED	(~0u)

static u32 first_slot(u32 tgid)
{
	return hash_32(tgid, ilog2(FSAMP_SCOPE_SLOTS));
}

/* The slot of @tgid, or -1. At most half of the slots are in use, so a free one ends the search. */
static int find_slot(const struct fsamp_scope *scope, u32 tgid)
{
	u32 slot = first_slot(tgid), i, seen;

	if (!tgid)
		return -1;	/* the idle task, in no scope of processes */
	for (i = 0; i < FSAMP_SCOPE_SLOTS; i++) {
		seen = READ_ONCE(scope->tgid[(slot + i) % FSAMP_SCOPE_SLOTS]);
		if (seen == tgid)
			return (slot + i) % FSAMP_SCOPE_SLOTS;
		if (seen == SLOT_FREE)
			break;
	}
	return -1;
}

/* Context: scope->lock held, or nobody else knows the scope yet. */
static bool add(struct fsamp_scope *scope, u32 tgid)
{
	u32 slot = first_slot(tgid), seen;

	if (find_slot(scope, tgid) >= 0)
		return true;
	if (scope->count == FSAMP_SCOPE_PROCESSES)
		return false;
	for (;; slot++) {
		seen = scope->tgid[slot % FSAMP_SCOPE_SLOTS];
		if (seen == SLOT_FREE || seen == SLOT_WAS_USED)
			break;
	}
	WRITE_ONCE(scope->tgid[slot % FSAMP_SCOPE_SLOTS], tgid);
	scope->count++;
	return true;
}

static bool add_locked(struct fsamp_scope *scope, u32 tgid)
{
	unsigned long flags;
	bool added;

	raw_spin_lock_irqsave(&scope->lock, flags);
	added = add(scope, tgid);
	raw_spin_unlock_irqrestore(&scope->lock, flags);
	return added;
}

bool fsamp_scope_fork(struct fsamp_scope *scope, u32 parent_tgid, u32 tgid)
{
	if (!scope->tgid || find_slot(scope, parent_tgid) < 0)
		return true;
	return add_locked(scope, tgid);
}

/* Context: rcu_read_lock(). */
static bool descends(const struct fsamp_scope *scope, struct task_struct *task)
{
	while (task->pid > 1) {
		task = rcu_dereference(task->real_parent);
		if (find_slot(scope, task->tgid) >= 0)
			return true;
	}
	return false;
}

bool fsamp_scope_adopt(struct fsamp_scope *scope)
{
	struct task_struct *task;
	bool all = true;

	if (!scope->tgid)
		return true;
	/*
	 * New processes come to the end of the list: a child of one that we pass is still to come.
	 */
	rcu_read_lock();
	for_each_process(task) {
		if (descends(scope, task) && !add_locked(scope, task->tgid))
			all = false;
	}
	rcu_read_unlock();
	return all;
}

void fsamp_scope_exit(struct fsamp_scope *scope, u32 tgid)
{
	unsigned long flags;
	int slot;

	if (!scope->tgid || find_slot(scope, tgid) < 0)
		return;
	raw_spin_lock_irqsave(&scope->lock, flags);
	slot = find_slot(scope, tgid);
	if (slot >= 0) {
		/* Not free: a search for another process may have to go on past it. */
		WRITE_ONCE(scope->tgid[slot], SLOT_WAS_USED);
		scope->count--;
	}
	raw_spin_unlock_irqrestore(&scope->lock, flags);
}

bool fsamp_in_scope(const struct fsamp_scope *scope, struct task_struct *task)
{
	if (fsamp_scope_all(scope))
		return true;
	if (is_idle_task(task))
		return false;
	if (scope->tgid && find_slot(scope, task->tgid) < 0)
		return false;
#ifdef CONFIG_CGROUPS
	if (scope->cgroup) {
		bool under;

		rcu_read_lock();
		under = task_under_cgroup_hierarchy(task, scope->cgroup);
		rcu_read_unlock();
		return under;
	}
#endif
	return true;
}

/* A process id of the caller's namespace -> the process id that current->tgid shows. */
static u32 global_tgid(u32 nr)
{
	struct task_struct *task;
	u32 tgid = 0;

	rcu_read_lock();
	task = pid_task(find_vpid(nr), PIDTYPE_PID);
	if (task)
		tgid = task->tgid;
	rcu_read_unlock();
	return tgid;
}

static int take_pids(struct fsamp_scope *scope, const struct flamesamp_config *config)
{
	const u32 __user *from = u64_to_user_ptr(config->pids);
	u32 i, nr, tgid;

	if (!config->npids)
		return 0;
	if (config->npids > FLAMESAMP_PIDS_MAX)
		return -EINVAL;
	scope->tgid = kvcalloc(FSAMP_SCOPE_SLOTS, sizeof(*scope->tgid), GFP_KERNEL);
	if (!scope->tgid)
		return -ENOMEM;
	for (i = 0; i < config->npids; i++) {
		if (get_user(nr, from + i))
			return -EFAULT;
		tgid = global_tgid(nr);
		if (!tgid)
			return -ESRCH;
		add(scope, tgid);
	}
	return 0;
}

static int take_cgroup(struct fsamp_scope *scope, const struct flamesamp_config *config)
{
	if (config->cgroup_fd == -1)
		return 0;
#ifdef CONFIG_CGROUPS
	{
		struct cgroup *cgroup = cgroup_get_from_fd(config->cgroup_fd);

		if (IS_ERR(cgroup))
			return PTR_ERR(cgroup);
		scope->cgroup = cgroup;
		return 0;
	}
#else
	return -EOPNOTSUPP;
#endif
}

int fsamp_scope_init(struct fsamp_scope *scope, const struct flamesamp_config *config)
{
	int err;

	raw_spin_lock_init(&scope->lock);
	err = take_pids(scope, config);
	if (!err)
		err = take_cgroup(scope, config);
	if (err)
		fsamp_scope_free(scope);
	return err;
}

void fsamp_scope_free(struct fsamp_scope *scope)
{
	kvfree(scope->tgid);
	scope->tgid = NULL;
	scope->count = 0;
#ifdef CONFIG_CGROUPS
	if (scope->cgroup)
		cgroup_put(scope->cgroup);
#endif
	scope->cgroup = NULL;
}
