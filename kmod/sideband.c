// SPDX-License-Identifier: GPL-2.0-only
#include <linux/binfmts.h>
#include <linux/interrupt.h>
#include <linux/irqflags.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/rculist.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/string.h>
#include <linux/timekeeping.h>
#include <linux/tracepoint.h>

#include "compat.h"
#include "emit.h"
#include "sampler.h"
#include "session.h"
#include "sideband.h"

/* Each probe runs where its tracepoint stands, and says so where that is not process context. */
#define for_each_running(session) \
	list_for_each_entry_rcu(session, &fsamp_running, running)

static void on_exec(void *data, struct task_struct *task, pid_t old_pid, struct linux_binprm *bprm)
{
	struct flamesamp_exec exec = {
		.header.type = FLAMESAMP_EXEC,
		.tgid = task->tgid,
		.program = fsamp_program_of(task),
		.ns = ktime_get_mono_fast_ns(),
	};
	struct fsamp_session *session;

	memcpy(exec.comm, task->comm, sizeof(exec.comm));
	rcu_read_lock();
	for_each_running(session) {
		if (fsamp_in_scope(&session->scope, task))
			fsamp_emit(session, &exec.header, sizeof(exec), bprm->filename);
	}
	rcu_read_unlock();
}

static void on_fork(void *data, struct task_struct *parent, struct task_struct *child)
{
	struct flamesamp_fork record = {
		.header.type = FLAMESAMP_FORK,
		.tgid = child->tgid,
		.program = fsamp_program_of(child),
		.ns = ktime_get_mono_fast_ns(),
		.parent_program = fsamp_program_of(parent),
		.parent_tgid = parent->tgid,
	};
	struct fsamp_session *session;

	if (child->tgid == parent->tgid)
		return;	/* a thread */
	rcu_read_lock();
	for_each_running(session) {
		if (!fsamp_in_scope(&session->scope, parent))
			continue;
		if (!fsamp_scope_fork(&session->scope, parent->tgid, child->tgid))
			fsamp_lose_here(session, FLAMESAMP_LOST_PROGRAMS);
		fsamp_emit(session, &record.header, sizeof(record), NULL);
	}
	rcu_read_unlock();
}

static void process_exits(struct task_struct *task)
{
	struct flamesamp_exit record = {
		.header.type = FLAMESAMP_EXIT,
		.tgid = task->tgid,
		.ns = ktime_get_mono_fast_ns(),
	};
	struct fsamp_session *session;

	/* Its last thread, which need not be its first. */
	if (atomic_read(&task->signal->live))
		return;
	rcu_read_lock();
	for_each_running(session) {
		if (!fsamp_in_scope(&session->scope, task))
			continue;
		fsamp_emit(session, &record.header, sizeof(record), NULL);
		fsamp_scope_exit(&session->scope, task->tgid);
	}
	rcu_read_unlock();
}

static void on_exit(FSAMP_EXIT_PROBE_ARGS)
{
	process_exits(task);
}

static void on_rename(void *data, struct task_struct *task, const char *comm)
{
	struct flamesamp_comm record = {
		.header.type = FLAMESAMP_COMM,
		.tgid = task->tgid,
		.ns = ktime_get_mono_fast_ns(),
		.tid = task->pid,
	};
	struct fsamp_session *session;

	strscpy(record.comm, comm, sizeof(record.comm));
	rcu_read_lock();
	for_each_running(session) {
		if (fsamp_in_scope(&session->scope, task))
			fsamp_emit(session, &record.header, sizeof(record), NULL);
	}
	rcu_read_unlock();
}

static void unpark_this_cpu(void)
{
	struct fsamp_session *session;
	unsigned long flags;

	local_irq_save(flags);
	rcu_read_lock();
	for_each_running(session)
		fsamp_sampler_unpark(session->cpus[smp_processor_id()]);
	rcu_read_unlock();
	local_irq_restore(flags);
}

/* The scheduler takes the CPU away from the idle task. Context: runqueue lock held. */
static void on_switch(FSAMP_SWITCH_PROBE_ARGS)
{
	if (is_idle_task(prev))
		unpark_this_cpu();
}

/* Context: softirq. */
static void on_softirq(void *data, unsigned int vector)
{
	if (is_idle_task(current))
		unpark_this_cpu();
}

/* Context: hardirq. */
static void on_irq(void *data, int irq, struct irqaction *action)
{
	if (is_idle_task(current))
		unpark_this_cpu();
}

/**
 * struct probe - a tracepoint that we want
 * @name: its name
 * @probe: what to call
 * @feature: what is lost without it
 * @found: the tracepoint, or NULL
 */
static struct probe {
	const char *name;
	void *probe;
	u32 feature;
	struct tracepoint *found;
	bool registered;
} probes[] = {
	{ "sched_process_exec", on_exec, FLAMESAMP_FEATURE_EXEC },
	{ "sched_process_fork", on_fork, FLAMESAMP_FEATURE_FORK },
	{ "sched_process_exit", on_exit, FLAMESAMP_FEATURE_EXIT },
	{ "task_rename", on_rename, FLAMESAMP_FEATURE_COMM },
	{ "sched_switch", on_switch, FLAMESAMP_FEATURE_IDLE },
	{ "softirq_entry", on_softirq, FLAMESAMP_FEATURE_IDLE },
	{ "irq_handler_entry", on_irq, FLAMESAMP_FEATURE_IDLE },
};

#define for_each_probe(p)	for (p = probes; p < probes + ARRAY_SIZE(probes); p++)

static u32 features;
static unsigned int users;
static DEFINE_MUTEX(users_lock);

u32 fsamp_sideband_features(void)
{
	return features;
}

static void tell_module(struct module *module, u8 flags)
{
	struct flamesamp_module record = {
		.header = { .type = FLAMESAMP_MODULE, .flags = flags },
		.text_bytes = fsamp_module_text_bytes(module),
		.ns = ktime_get_mono_fast_ns(),
		.base = (unsigned long)fsamp_module_text(module),
	};
	struct fsamp_session *session;

	strscpy(record.name, module->name, sizeof(record.name));
	rcu_read_lock();
	for_each_running(session)
		fsamp_emit(session, &record.header, sizeof(record), NULL);
	rcu_read_unlock();
}

static int on_module(struct notifier_block *block, unsigned long event, void *module)
{
	if (event == MODULE_STATE_LIVE)
		tell_module(module, 0);
	else if (event == MODULE_STATE_GOING)
		tell_module(module, FLAMESAMP_MODULE_UNLOADED);
	return NOTIFY_DONE;
}

static struct notifier_block module_block = {
	.notifier_call = on_module,
};

static void match_tracepoint(struct tracepoint *tracepoint, void *data)
{
	struct probe *p;

	for_each_probe(p) {
		if (!strcmp(p->name, tracepoint->name))
			p->found = tracepoint;
	}
}

/* A feature of several tracepoints is there if all of them are. */
static void find_features(void)
{
	struct probe *p;

	/* Kernels without tracepoints lack the functions, too: no call of them may be left. */
	if (IS_ENABLED(CONFIG_TRACEPOINTS))
		for_each_kernel_tracepoint(match_tracepoint, NULL);
	for_each_probe(p)
		features |= p->feature;
	for_each_probe(p) {
		if (p->found)
			continue;
		features &= ~p->feature;
		pr_notice("no tracepoint %s in this kernel: see \"flamerec info /dev/flamesamp\" for what is missing\n",
			  p->name);
	}
}

int fsamp_sideband_load(void)
{
	int err = register_module_notifier(&module_block);

	if (err)
		return err;
	features = FLAMESAMP_FEATURE_MODULES;
	find_features();
	return 0;
}

void fsamp_sideband_unload(void)
{
	unregister_module_notifier(&module_block);
}

static void unregister_probes(void)
{
	struct probe *p;

	for_each_probe(p) {
		if (IS_ENABLED(CONFIG_TRACEPOINTS) && p->registered)
			tracepoint_probe_unregister(p->found, p->probe, NULL);
		p->registered = false;
	}
	tracepoint_synchronize_unregister();
}

static int register_probes(void)
{
	struct probe *p;
	int err;

	for_each_probe(p) {
		if (!IS_ENABLED(CONFIG_TRACEPOINTS) || !p->found || !(features & p->feature))
			continue;
		err = tracepoint_probe_register(p->found, p->probe, NULL);
		if (err) {
			unregister_probes();
			return err;
		}
		p->registered = true;
	}
	return 0;
}

int fsamp_sideband_get(void)
{
	int err = 0;

	mutex_lock(&users_lock);
	if (!users)
		err = register_probes();
	if (!err)
		users++;
	mutex_unlock(&users_lock);
	return err;
}

void fsamp_sideband_put(void)
{
	mutex_lock(&users_lock);
	if (!--users)
		unregister_probes();
	mutex_unlock(&users_lock);
}

void fsamp_sideband_quiesce(void)
{
	/* The probes walk the list in RCU read sections of their own. */
	synchronize_rcu();
}
