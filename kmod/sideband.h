/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the kernel tells about processes, modules and idle CPUs: probes on its tracepoints, which
 * are found by name, so that one that this kernel lacks costs a feature and nothing else.
 */
#ifndef FLAMESAMP_SIDEBAND_H
#define FLAMESAMP_SIDEBAND_H

#include <linux/types.h>

/* At module load: find the tracepoints, register for modules. At unload. */
int fsamp_sideband_load(void);
void fsamp_sideband_unload(void);

/* FLAMESAMP_FEATURE_* that were found. */
u32 fsamp_sideband_features(void);

/*
 * Probes are registered while sessions run: the first one to get them registers them. Context: may
 * sleep. Return of fsamp_sideband_get(): 0 or -errno.
 */
int fsamp_sideband_get(void);
void fsamp_sideband_put(void);

/* Wait until no probe sees a session that was taken out of the list before. May sleep. */
void fsamp_sideband_quiesce(void);

#endif
