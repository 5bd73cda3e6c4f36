// SPDX-License-Identifier: GPL-2.0-only
#include <linux/kallsyms.h>
#include <linux/ptrace.h>
#include <linux/sched.h>
#include <linux/string.h>

#include "idle.h"
#include "session.h"
#include "sideband.h"

/*
 * Functions in which idle CPUs are found, by prefix: where the CPU sleeps with interrupts on, and where
 * interrupts are let in again right after a sleep with interrupts off.
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

bool fsamp_idle_can_park(const struct fsamp_cpu *c)
{
	return !(c->session->config.flags & FLAMESAMP_NO_IDLE_SKIP) && !c->idle.distrusted &&
	       fsamp_sideband_features() & FLAMESAMP_FEATURE_IDLE;
}
