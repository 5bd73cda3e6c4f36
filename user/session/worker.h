/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A thread for what can wait, so that what can't wait never does. It has one job at a time, and
 * what the job uses belongs to the job from worker_start() until worker_is_idle() or worker_wait()
 * says that it has ended: nothing of it needs a lock.
 */
#ifndef FLAMEREC_SESSION_WORKER_H
#define FLAMEREC_SESSION_WORKER_H

#include <pthread.h>
#include <stdbool.h>

/**
 * struct worker - the thread, begun with its first job
 * @exists: there is one
 * @thread: the thread
 * @lock: of all that follows
 * @changed: when @job or @ends did
 * @job: what it works at; NULL: at nothing
 * @arg: the job's argument
 * @awaited: somebody waits for the end of the job
 * @ends: there will be no more jobs
 *
 * All zero is a worker without a job.
 */
struct worker {
	bool exists;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	void (*job)(void *arg);
	void *arg;
	bool awaited;
	bool ends;
};

/**
 * worker_start() - give it a job
 * @worker: an idle one
 * @job: called with @arg in its thread; where there can be no thread, before this returns
 * @arg: what the job is about
 *
 * Signals are left to the other threads.
 */
void worker_start(struct worker *worker, void (*job)(void *arg), void *arg);

/* Whether it has no job, and what its last one used is the caller's again. */
bool worker_is_idle(struct worker *worker);

/* For jobs that can stop early: whether somebody waits for the end. Call it in the job. */
bool worker_is_awaited(struct worker *worker);

/* Until it is idle. */
void worker_wait(struct worker *worker);

/* Waits for it, and ends the thread. All zero then. */
void worker_free(struct worker *worker);

#endif
