/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * CPUs that come and go. Rings exist for all possible CPUs from the start of a session; here only
 * timers start and stop.
 */
#ifndef FLAMESAMP_CPUHP_H
#define FLAMESAMP_CPUHP_H

struct fsamp_session;

/* At module load and unload. */
int fsamp_cpuhp_load(void);
void fsamp_cpuhp_unload(void);

/*
 * Add a session to the running ones and start its timers on all online CPUs; take it out of them
 * and stop its timers. Context: may sleep; session->lock held.
 */
void fsamp_cpuhp_run(struct fsamp_session *session);
void fsamp_cpuhp_halt(struct fsamp_session *session);

#endif
