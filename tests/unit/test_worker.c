// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The thread for what can wait: one job at a time, waited for or not, and no signals.
 */
#include <sched.h>
#include <signal.h>
#include <unistd.h>

#include "session/worker.h"
#include "unit.h"

/* Jobs go on when something can be read here. */
static int go[2];
static unsigned int done;

static void read_one(void)
{
	char c;

	CHECK_EQ(read(go[0], &c, 1), 1);
}

static void count_when_told(void *arg)
{
	unsigned int *count = arg;

	read_one();
	(*count)++;
}

static void let_go(void)
{
	CHECK_EQ(write(go[1], "", 1), 1);
}

static void job_is_done_beside_us(void)
{
	struct worker worker = { .exists = false };

	done = 0;
	CHECK(worker_is_idle(&worker));
	worker_start(&worker, count_when_told, &done);
	CHECK(!worker_is_idle(&worker));
	let_go();
	while (!worker_is_idle(&worker))
		sched_yield();
	CHECK_EQ(done, 1);
	worker_free(&worker);
	CHECK(!worker.exists);
}

static void one_after_the_other(void)
{
	struct worker worker = { .exists = false };

	done = 0;
	for (unsigned int i = 0; i < 1000; i++) {
		worker_start(&worker, count_when_told, &done);
		let_go();
		worker_wait(&worker);
		CHECK_EQ(done, i + 1);
	}
	worker_start(&worker, count_when_told, &done);
	let_go();
	worker_free(&worker);
	CHECK_EQ(done, 1001);
}

/* It would go on for ever. */
static void until_awaited(void *arg)
{
	struct worker *worker = arg;

	CHECK(!worker_is_awaited(worker));
	let_go();
	while (!worker_is_awaited(worker))
		sched_yield();
	done++;
}

static void job_learns_that_it_is_awaited(void)
{
	struct worker worker = { .exists = false };

	done = 0;
	for (unsigned int i = 0; i < 10; i++) {
		worker_start(&worker, until_awaited, &worker);
		read_one();
		worker_wait(&worker);
		CHECK_EQ(done, i + 1);
	}
	worker_free(&worker);
}

static void note(int signal)
{
	(void)signal;
}

/* poll() in the main thread is what they are to interrupt: they wait while that takes none. */
static void signals_are_not_for_it(void)
{
	struct sigaction action = { .sa_handler = note };
	struct worker worker = { .exists = false };
	sigset_t mask, pending;

	worker_start(&worker, count_when_told, &done);
	sigaction(SIGUSR1, &action, NULL);
	sigemptyset(&mask);
	sigaddset(&mask, SIGUSR1);
	sigprocmask(SIG_BLOCK, &mask, NULL);
	kill(getpid(), SIGUSR1);
	/* A thread that went on has taken what is for it. */
	let_go();
	worker_wait(&worker);
	sigpending(&pending);
	CHECK(sigismember(&pending, SIGUSR1));
	sigprocmask(SIG_UNBLOCK, &mask, NULL);
	worker_free(&worker);
}

int main(void)
{
	if (pipe(go))
		return 1;
	RUN(job_is_done_beside_us);
	RUN(one_after_the_other);
	RUN(job_learns_that_it_is_awaited);
	RUN(signals_are_not_for_it);
	return unit_done();
}
