// SPDX-License-Identifier: GPL-2.0-only
#include <linux/cpu.h>
#include <linux/cpuhotplug.h>
#include <linux/irqflags.h>
#include <linux/rculist.h>
#include <linux/smp.h>
#include <linux/timekeeping.h>

#include "cpuhp.h"
#include "emit.h"
#include "sampler.h"
#include "session.h"

LIST_HEAD(fsamp_running);
DEFINE_MUTEX(fsamp_running_lock);

static enum cpuhp_state online_state;

/* Context: the CPU's hotplug thread, on the CPU. */
static int cpu_online_cb(unsigned int cpu)
{
	struct fsamp_session *session;
	unsigned long flags;

	mutex_lock(&fsamp_running_lock);
	list_for_each_entry(session, &fsamp_running, running) {
		local_irq_save(flags);
		if (!session->cpus[cpu]->active)
			fsamp_sampler_start(session->cpus[cpu]);
		local_irq_restore(flags);
	}
	mutex_unlock(&fsamp_running_lock);
	return 0;
}

/* Context: as above; the CPU still runs tasks. */
static int cpu_offline_cb(unsigned int cpu)
{
	struct fsamp_session *session;

	mutex_lock(&fsamp_running_lock);
	list_for_each_entry(session, &fsamp_running, running) {
		fsamp_sampler_halt(session->cpus[cpu]);
		fsamp_sampler_settle(session->cpus[cpu], ktime_get_mono_fast_ns());
	}
	mutex_unlock(&fsamp_running_lock);
	return 0;
}

int fsamp_cpuhp_load(void)
{
	int state = cpuhp_setup_state(CPUHP_AP_ONLINE_DYN, "flamesamp:online", cpu_online_cb,
				      cpu_offline_cb);

	if (state < 0)
		return state;
	online_state = state;
	return 0;
}

void fsamp_cpuhp_unload(void)
{
	cpuhp_remove_state(online_state);
}

/* Context: inter-processor interrupt. */
static void start_here(void *arg)
{
	struct fsamp_session *session = arg;

	fsamp_sampler_start(session->cpus[smp_processor_id()]);
}

void fsamp_cpuhp_run(struct fsamp_session *session)
{
	/*
	 * No CPU comes or goes until the session is in the list: each is started either here or by
	 * its callback. The callbacks run with the hotplug lock held, so it comes first.
	 */
	cpus_read_lock();
	mutex_lock(&fsamp_running_lock);
	list_add_tail_rcu(&session->running, &fsamp_running);
	mutex_unlock(&fsamp_running_lock);
	/* Probes see the session by now, and follow who is born while we look for who is there. */
	if (!fsamp_scope_adopt(&session->scope))
		fsamp_lose_here(session, FLAMESAMP_LOST_PROGRAMS);
	on_each_cpu(start_here, session, 1);
	cpus_read_unlock();
}

void fsamp_cpuhp_halt(struct fsamp_session *session)
{
	unsigned int cpu;

	cpus_read_lock();
	WRITE_ONCE(session->end, ktime_get_mono_fast_ns());
	for_each_possible_cpu(cpu)
		fsamp_sampler_await(session->cpus[cpu]);
	for_each_possible_cpu(cpu)
		fsamp_sampler_halt(session->cpus[cpu]);

	mutex_lock(&fsamp_running_lock);
	list_del_rcu(&session->running);
	mutex_unlock(&fsamp_running_lock);
	/* Probes walk the list in RCU read sections: after this, none sees the session. */
	synchronize_rcu();
	for_each_possible_cpu(cpu)
		fsamp_sampler_settle(session->cpus[cpu], session->end);
	cpus_read_unlock();
}
