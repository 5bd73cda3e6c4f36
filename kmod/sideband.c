// SPDX-License-Identifier: GPL-2.0-only
#include <linux/binfmts.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/rculist.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/string.h>
#include <linux/timekeeping.h>

#include "compat.h"
#include "emit.h"
#include "probes.h"
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
		if (!fsamp_in_scope(&session->scope, task))
			continue;
		fsamp_emit(session, &exec.header, sizeof(exec), bprm->filename);
		if (fsamp_session_has_tables(session))
			fsamp_maps_request_here(session, exec.program);
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
		if (fsamp_session_has_tables(session) &&
		    !fsamp_spaces_fork(&session->spaces, parent->tgid, child->tgid, record.program))
			fsamp_lose_here(session, FLAMESAMP_LOST_RANGES);
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
		if (fsamp_session_has_tables(session))
			fsamp_spaces_forget(&session->spaces, task->tgid);
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

static struct fsamp_probe exec_probe = { "sched_process_exec", on_exec };
static struct fsamp_probe fork_probe = { "sched_process_fork", on_fork };
static struct fsamp_probe exit_probe = { "sched_process_exit", on_exit };
static struct fsamp_probe comm_probe = { "task_rename", on_rename };

/* What each probe is good for. */
static const struct {
	struct fsamp_probe *probe;
	u32 feature;
} sources[] = {
	{ &exec_probe, FLAMESAMP_FEATURE_EXEC },
	{ &fork_probe, FLAMESAMP_FEATURE_FORK },
	{ &exit_probe, FLAMESAMP_FEATURE_EXIT },
	{ &comm_probe, FLAMESAMP_FEATURE_COMM },
};

static u32 features;

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

static void unregister_probes(void)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(sources); i++)
		fsamp_probes_unregister(sources[i].probe, 1);
}

static int register_probes(void)
{
	unsigned int i;
	int err;

	for (i = 0; i < ARRAY_SIZE(sources); i++) {
		if (!fsamp_probes_find(sources[i].probe, 1))
			continue;
		err = fsamp_probes_register(sources[i].probe, 1);
		if (err) {
			unregister_probes();
			return err;
		}
		features |= sources[i].feature;
	}
	return 0;
}

int fsamp_sideband_load(void)
{
	int err = register_module_notifier(&module_block);

	if (err)
		return err;
	features = FLAMESAMP_FEATURE_MODULES;
	err = register_probes();
	if (err)
		unregister_module_notifier(&module_block);
	return err;
}

void fsamp_sideband_unload(void)
{
	unregister_probes();
	unregister_module_notifier(&module_block);
}
