/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What to do about addresses that have no name.
 */
#ifndef FLAMEREC_SESSION_ADVICE_H
#define FLAMEREC_SESSION_ADVICE_H

#include <stdio.h>

#include "profile/profile.h"

/**
 * advice() - what helps
 * @why: the reason why there is no name
 * @elsewhere: what was sampled is another machine, or this one before it was booted
 *
 * Return: a sentence without a full stop.
 */
const char *advice(enum unnamed why, bool elsewhere);

/* A table of the files whose frames have no name, worst first; nothing where all have one. */
void advice_write(FILE *out, const struct profile *profile, bool elsewhere);

/* One line on the worst of them, where it is worth one. */
void advice_write_worst(FILE *out, const struct profile *profile, bool elsewhere);

#endif
