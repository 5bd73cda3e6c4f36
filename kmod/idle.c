// SPDX-License-Identifier: GPL-2.0-only
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/atomic.h>
#include <linux/interrupt.h>
#include <linux/irq_work.h>
#include <linux/irqflags.h>
#include <linux/kallsyms.h>
#include <linux/ptrace.h>
#include <linux/rculist.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <linux/workqueue.h>

#include "compat.h"
#include "idle.h"
#include "probes.h"
#include "sampler.h"
#include "session.h"

/*
 * Functions in which idle CPUs are found, by prefix: where the CPU sleeps with interrupts on, and
 * where interrupts are let in again right after a sleep with interrupts off.
 */
static const char * const idle_functions[] = {
	"acpi_idle_",		/* x86: ACPI C-states */
	"acpi_processor_ffh_cstate_enter",
	"acpi_safe_halt",
	"arch_cpu_idle",
	"arch_local_irq_enable",
	"cpu_do_idle",		/* arm, arm64 */
	"cpu_idle_poll",
	"cpu_v7_do_idle",
	"cpuidle_enter",
	"cpuidle_idle_call",
	"default_idle",
	"do_idle",
	"haltpoll_enter_idle",
	"intel_idle",
	"mwait_idle",
	"native_safe_halt",
	"poll_idle",
	"psci_enter_",
	"psci_cpu_suspend_enter",
	"pv_native_safe_halt",
	"sbi_cpuidle_",
	"tdx_safe_halt",
	"wait_for_interrupt",	/* riscv */
	"xen_safe_halt",
};

static bool is_idle_function(const char *name)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(idle_functions); i++) {
		if (!strncmp(name, idle_functions[i], strlen(idle_functions[i])))
			return true;
	}
	return false;
}

/* Looks the function up: thousands of instructions, so each place is looked up once. */
static bool look_up(unsigned long ip)
{
	char name[KSYM_SYMBOL_LEN];

	sprint_symbol(name, ip);
	return is_idle_function(name);
}

bool fsamp_idle_asleep(struct fsamp_idle *idle, struct pt_regs *regs)
{
	unsigned long ip = instruction_pointer(regs);
	unsigned int i;

	if (!is_idle_task(current) || user_mode(regs))
		return false;
	for (i = 0; i < FSAMP_IDLE_KNOWN; i++) {
		if (idle->known_ip[i] == ip)
			return idle->known_idle[i];
	}
	i = idle->next++ % FSAMP_IDLE_KNOWN;
	idle->known_idle[i] = look_up(ip);
	idle->known_ip[i] = ip;
	return idle->known_idle[i];
}

static void unpark_this_cpu(void)
{
	struct fsamp_session *session;
	unsigned long flags;

	local_irq_save(flags);
	rcu_read_lock();
	list_for_each_entry_rcu(session, &fsamp_running, running)
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

static struct fsamp_probe idle_probes[] = {
	{ "sched_switch", on_switch },
	{ "softirq_entry", on_softirq },
	{ "irq_handler_entry", on_irq },
};

static bool supported;		/* all tracepoints are there */
static bool probing;		/* and all probes are set */
static atomic_t asked = ATOMIC_INIT(0);

static void set_probes(struct work_struct *work)
{
	int err = fsamp_probes_register(idle_probes, ARRAY_SIZE(idle_probes));

	if (err)
		pr_notice("idle CPUs will be woken: no probes on tracepoints (error %d)\n", err);
	else
		WRITE_ONCE(probing, true);
}

static DECLARE_WORK(set_probes_work, set_probes);

static void kick_set_probes(struct irq_work *work)
{
	schedule_work(&set_probes_work);
}

static struct irq_work set_probes_kick;

bool fsamp_idle_tick(struct fsamp_cpu *c, bool asleep, u64 now)
{
	struct fsamp_idle *idle = &c->idle;

	if (!asleep) {
		idle->since = 0;
		return false;
	}
	if (c->session->config.flags & FLAMESAMP_NO_IDLE_SKIP || idle->distrusted || !supported)
		return false;
	if (READ_ONCE(probing))
		return true;
	if (!idle->since)
		idle->since = now;
	/* Once, whatever comes of it. */
	if (now - idle->since >= FSAMP_IDLE_PAYS_NS && !atomic_xchg(&asked, 1))
		irq_work_queue(&set_probes_kick);
	return false;
}

void fsamp_idle_load(void)
{
	init_irq_work(&set_probes_kick, kick_set_probes);
	supported = fsamp_probes_find(idle_probes, ARRAY_SIZE(idle_probes));
}

/* Context: no session is left, so nobody asks for probes any more. */
void fsamp_idle_unload(void)
{
	irq_work_sync(&set_probes_kick);
	flush_work(&set_probes_work);
	fsamp_probes_unregister(idle_probes, ARRAY_SIZE(idle_probes));
}

bool fsamp_idle_supported(void)
{
	return supported;
}
