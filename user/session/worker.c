// SPDX-License-Identifier: GPL-2.0-or-later
#include <signal.h>

#include "session/worker.h"

/* Context: @worker->lock, given up meanwhile. Return: whether there is a job. */
static bool next_job(struct worker *worker)
{
	while (!worker->job && !worker->ends)
		pthread_cond_wait(&worker->changed, &worker->lock);
	return worker->job;
}

static void *work(void *arg)
{
	struct worker *worker = arg;

	pthread_mutex_lock(&worker->lock);
	while (next_job(worker)) {
		pthread_mutex_unlock(&worker->lock);
		worker->job(worker->arg);
		pthread_mutex_lock(&worker->lock);
		worker->job = NULL;
		pthread_cond_broadcast(&worker->changed);
	}
	pthread_mutex_unlock(&worker->lock);
	return NULL;
}

/* Signals are to interrupt who waits for them. A new thread takes over what is blocked. */
static bool create(struct worker *worker)
{
	sigset_t all, before;
	int err;

	pthread_mutex_init(&worker->lock, NULL);
	pthread_cond_init(&worker->changed, NULL);
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	err = pthread_create(&worker->thread, NULL, work, worker);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (!err)
		return true;
	pthread_cond_destroy(&worker->changed);
	pthread_mutex_destroy(&worker->lock);
	return false;
}

void worker_start(struct worker *worker, void (*job)(void *arg), void *arg)
{
	if (!worker->exists)
		worker->exists = create(worker);
	if (!worker->exists) {
		job(arg);
		return;
	}
	pthread_mutex_lock(&worker->lock);
	worker->job = job;
	worker->arg = arg;
	worker->awaited = false;
	pthread_cond_broadcast(&worker->changed);
	pthread_mutex_unlock(&worker->lock);
}

bool worker_is_idle(struct worker *worker)
{
	bool idle;

	if (!worker->exists)
		return true;
	pthread_mutex_lock(&worker->lock);
	idle = !worker->job;
	pthread_mutex_unlock(&worker->lock);
	return idle;
}

bool worker_is_awaited(struct worker *worker)
{
	bool awaited;

	if (!worker->exists)
		return false;
	pthread_mutex_lock(&worker->lock);
	awaited = worker->awaited;
	pthread_mutex_unlock(&worker->lock);
	return awaited;
}

void worker_wait(struct worker *worker)
{
	if (!worker->exists)
		return;
	pthread_mutex_lock(&worker->lock);
	worker->awaited = true;
	while (worker->job)
		pthread_cond_wait(&worker->changed, &worker->lock);
	pthread_mutex_unlock(&worker->lock);
}

void worker_free(struct worker *worker)
{
	if (!worker->exists)
		return;
	worker_wait(worker);
	pthread_mutex_lock(&worker->lock);
	worker->ends = true;
	pthread_cond_broadcast(&worker->changed);
	pthread_mutex_unlock(&worker->lock);
	pthread_join(worker->thread, NULL);
	pthread_cond_destroy(&worker->changed);
	pthread_mutex_destroy(&worker->lock);
	*worker = (struct worker){ .exists = false };
}
