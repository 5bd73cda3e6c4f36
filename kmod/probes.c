// SPDX-License-Identifier: GPL-2.0-only
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/kconfig.h>
#include <linux/printk.h>
#include <linux/string.h>
#include <linux/tracepoint.h>

#include "probes.h"

/* What match() looks for. */
struct wanted {
	struct fsamp_probe *probes;
	size_t n;
};

static void match(struct tracepoint *tracepoint, void *data)
{
	struct wanted *wanted = data;
	size_t i;

	for (i = 0; i < wanted->n; i++) {
		if (!strcmp(wanted->probes[i].name, tracepoint->name))
			wanted->probes[i].found = tracepoint;
	}
}

bool fsamp_probes_find(struct fsamp_probe *probes, size_t n)
{
	struct wanted wanted = { probes, n };
	bool all = true;
	size_t i;

	/* Kernels without tracepoints lack the functions, too: no call of them may be left. */
	if (IS_ENABLED(CONFIG_TRACEPOINTS))
		for_each_kernel_tracepoint(match, &wanted);
	for (i = 0; i < n; i++) {
		if (probes[i].found)
			continue;
		all = false;
		pr_notice("no tracepoint %s in this kernel: \"flamerec info /dev/flamesamp\" says what is missing\n",
			  probes[i].name);
	}
	return all;
}

int fsamp_probes_register(struct fsamp_probe *probes, size_t n)
{
	size_t i;
	int err;

	for (i = 0; i < n; i++) {
		if (!IS_ENABLED(CONFIG_TRACEPOINTS) || !probes[i].found)
			continue;
		err = tracepoint_probe_register(probes[i].found, probes[i].function, NULL);
		if (err) {
			fsamp_probes_unregister(probes, n);
			return err;
		}
		probes[i].registered = true;
	}
	return 0;
}

void fsamp_probes_unregister(struct fsamp_probe *probes, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		if (IS_ENABLED(CONFIG_TRACEPOINTS) && probes[i].registered)
			tracepoint_probe_unregister(probes[i].found, probes[i].function, NULL);
		probes[i].registered = false;
	}
	tracepoint_synchronize_unregister();
}
