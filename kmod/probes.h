/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Probes on the kernel's tracepoints, which are found by name: one that this kernel lacks costs a
 * feature and nothing else.
 */
#ifndef FLAMESAMP_PROBES_H
#define FLAMESAMP_PROBES_H

#include <linux/types.h>

struct tracepoint;

/**
 * struct fsamp_probe - a tracepoint that we want
 * @name: its name
 * @function: what to call
 * @found: the tracepoint, or NULL
 * @registered: it calls @function
 */
struct fsamp_probe {
	const char *name;
	void *function;
	struct tracepoint *found;
	bool registered;
};

/* Look for @n tracepoints. Return: whether all are there; a notice names the others. May sleep. */
bool fsamp_probes_find(struct fsamp_probe *probes, size_t n);

/* Register those that were found. Return: 0, or -errno and none is registered. May sleep. */
int fsamp_probes_register(struct fsamp_probe *probes, size_t n);

/* Return when none of the functions runs any more. May sleep. */
void fsamp_probes_unregister(struct fsamp_probe *probes, size_t n);

#endif
