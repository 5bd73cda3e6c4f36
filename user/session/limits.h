/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What will be missing from a recording on this machine, and why.
 */
#ifndef FLAMEREC_SESSION_LIMITS_H
#define FLAMEREC_SESSION_LIMITS_H

#include <stdint.h>

#include "capture/fsc.h"

/**
 * limits_tell() - tell of each limit
 * @features: of the module, FLAMESAMP_FEATURE_*
 * @tell: called with the key "notice" and a sentence
 * @arg: its first argument
 */
void limits_tell(uint32_t features, identity_fn tell, void *arg);

#endif
