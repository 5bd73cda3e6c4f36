// SPDX-License-Identifier: GPL-2.0-or-later
#include <stddef.h>
#include <string.h>

#include "symbol/idle.h"

/*
 * From kernels 5.10 to 7.x. Where the CPU is put to sleep with interrupts off (wfi, mwait), the
 * timer's interrupt is only taken when the caller turns them on again: so callers are here, too.
 */
static const char *const idle_functions[] = {
	/* any architecture */
	"arch_cpu_idle", "cpu_idle_poll", "cpuidle_enter", "cpuidle_enter_state",
	"cpuidle_idle_call", "default_idle_call", "do_idle", "poll_idle",
	/* x86 */
	"acpi_idle_do_entry", "acpi_idle_enter", "acpi_idle_enter_bm", "acpi_idle_enter_s2idle",
	"acpi_idle_lpi_enter", "acpi_processor_ffh_cstate_enter", "acpi_safe_halt",
	"amd_e400_idle", "arch_safe_halt", "default_enter_idle", "default_idle", "io_idle",
	"mwait_idle", "mwait_idle_with_hints", "native_halt", "native_safe_halt",
	"pv_native_safe_halt", "tdx_halt", "tdx_safe_halt", "xen_safe_halt",
	/* arm64 and arm */
	"__cpu_do_idle", "__cpu_do_idle_irqprio", "acpi_processor_ffh_lpi_enter",
	"arm_cpuidle_simple_enter", "arm_cpuidle_suspend", "arm_enter_idle_state", "cpu_do_idle",
	"cpu_suspend", "psci_cpu_suspend_enter", "psci_enter_domain_idle_state",
	"psci_enter_idle_state", "__psci_enter_domain_idle_state", "__cpu_suspend_enter",
	/* riscv */
	"sbi_cpuidle_enter_state", "sbi_enter_domain_idle_state", "__sbi_enter_domain_idle_state",
	"sbi_suspend", "wait_for_interrupt",
};

static bool is(const char *name, size_t len, const char *other)
{
	return strlen(other) == len && !memcmp(name, other, len);
}

/* One a processor type: cpu_v7_do_idle, cpu_arm926_do_idle. */
static bool is_arm_processor_idle(const char *name, size_t len)
{
	static const char suffix[] = "_do_idle";
	size_t n = sizeof(suffix) - 1;

	return len > n && !strncmp(name, "cpu_", 4) && !memcmp(name + len - n, suffix, n);
}

/* intel_idle, intel_idle_irq, intel_idle_ibrs, ...: but not the driver's set-up functions. */
static bool is_intel_idle(const char *name, size_t len)
{
	static const char *const variants[] = {
		"intel_idle", "intel_idle_hlt", "intel_idle_hlt_irq_on", "intel_idle_ibrs",
		"intel_idle_irq", "intel_idle_s2idle", "intel_idle_xstate",
	};
	size_t i;

	for (i = 0; i < sizeof(variants) / sizeof(*variants); i++)
		if (is(name, len, variants[i]))
			return true;
	return false;
}

bool symbol_is_idle(const char *name)
{
	size_t len = strcspn(name, "."), i;

	if (is_intel_idle(name, len) || is_arm_processor_idle(name, len))
		return true;
	for (i = 0; i < sizeof(idle_functions) / sizeof(*idle_functions); i++)
		if (is(name, len, idle_functions[i]))
			return true;
	return false;
}
