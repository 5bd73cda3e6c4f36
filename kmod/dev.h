/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef FLAMESAMP_DEV_H
#define FLAMESAMP_DEV_H

/* /dev/flamesamp, at module load and unload. */
int fsamp_dev_load(void);
void fsamp_dev_unload(void);

#endif
