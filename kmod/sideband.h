/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the kernel tells about processes and modules. The probes stay for as long as the module is
 * loaded: they cost next to nothing while no session runs, and setting them patches code on all
 * CPUs.
 */
#ifndef FLAMESAMP_SIDEBAND_H
#define FLAMESAMP_SIDEBAND_H

#include <linux/types.h>

/* At module load and unload. Return: 0 or -errno. */
int fsamp_sideband_load(void);
void fsamp_sideband_unload(void);

/* FLAMESAMP_FEATURE_* that this kernel has. */
u32 fsamp_sideband_features(void);

#endif
