// SPDX-License-Identifier: GPL-2.0-or-later
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <linux/capability.h>
#include <linux/flamesamp.h>

#include "session/kernel_identity.h"
#include "session/limits.h"

static const struct {
	uint32_t feature;
	const char *without;
} costs[] = {
	{ FLAMESAMP_FEATURE_KERNEL_CHAIN,
	  "no kernel stacks: the module has no way to unwind on this kernel; kernel time shows as "
	  "single functions" },
	{ FLAMESAMP_FEATURE_USER_CHAIN,
	  "no user stacks: user time shows as single functions" },
	{ FLAMESAMP_FEATURE_TABLES,
	  "no unwind tables: user stacks follow frame pointers; programs built without them (most "
	  "distributions' default) show broken chains" },
	{ FLAMESAMP_FEATURE_EXEC,
	  "no exec events: a process that ends within milliseconds may have no name" },
	{ FLAMESAMP_FEATURE_FORK,
	  "no fork events: with -p or a command, children are not followed" },
	{ FLAMESAMP_FEATURE_EXIT,
	  "no exit events: the end of processes is not in the capture" },
	{ FLAMESAMP_FEATURE_COMM,
	  "no name events: a process that changes its name shows under the name at its sample" },
	{ FLAMESAMP_FEATURE_MODULES,
	  "no module events: functions of modules loaded while sampling may have no name" },
	{ FLAMESAMP_FEATURE_CGROUP,
	  "no control groups in this kernel: --cgroup is not possible" },
	{ FLAMESAMP_FEATURE_IDLE,
	  "idle CPUs are woken up for each sample: recording costs some energy" },
};

/* Whether the module may name addresses for us: what it asks for is in the capabilities. */
static bool has_cap_syslog(void)
{
	FILE *in = fopen("/proc/self/status", "re");
	unsigned long long effective = 0;
	char line[256];

	while (in && fgets(line, sizeof(line), in)) {
		if (sscanf(line, "CapEff: %llx", &effective) == 1)
			break;
	}
	if (in)
		fclose(in);
	return effective >> CAP_SYSLOG & 1;
}

/* Names by the module are no matter where the kernel shows its own. */
static void tell_kallsyms(uint32_t features, identity_fn tell, void *arg)
{
	enum kallsyms_state state = kernel_kallsyms("");

	if (state == KALLSYMS_SHOWN || (features & FLAMESAMP_FEATURE_SYMBOLS && has_cap_syslog()))
		return;
	if (state == KALLSYMS_MISSING)
		tell(arg, "notice", "no /proc/kallsyms (CONFIG_KALLSYMS is off, or /proc is not "
		     "mounted): kernel functions have names only where a vmlinux or System.map "
		     "has them");
	else
		tell(arg, "notice", "kernel addresses are hidden: kernel functions have names only "
		     "where a vmlinux or System.map has them; run as root with 'sysctl "
		     "kernel.kptr_restrict=1'");
}

void limits_tell(uint32_t features, identity_fn tell, void *arg)
{
	for (size_t i = 0; i < sizeof(costs) / sizeof(*costs); i++) {
		if (!(features & costs[i].feature))
			tell(arg, "notice", costs[i].without);
	}
	tell_kallsyms(features, tell, arg);
}
