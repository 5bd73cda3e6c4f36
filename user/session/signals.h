/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The signals that end a recording.
 */
#ifndef FLAMEREC_SESSION_SIGNALS_H
#define FLAMEREC_SESSION_SIGNALS_H

#include <stdbool.h>

/*
 * From now on SIGINT, SIGTERM and SIGHUP are noted, SIGCHLD interrupts waiting, and a write to a
 * closed pipe fails without a signal.
 */
void signals_catch(void);

/* SIGINT, SIGTERM and SIGHUP end the program again. */
void signals_release(void);

/*
 * The signal that came last, or 0; it is forgotten. *@for_all: it came from the terminal, whose
 * other processes have got it, too.
 */
int signals_take(bool *for_all);

#endif
