// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A program under ptrace, one thread of which is stopped at a time.
 */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ptrace.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "stack.h"

#define THREADS 64
#define NS_PER_MS 1000000l
#define NS_PER_S 1000000000l
/* The longest time between two random moments: the beginning of a program shall be a small part. */
#define MOMENT_MS 10
/* A thread that did not come back from a step for so long sleeps in a system call. */
#define STEP_MS 20

static const long options = PTRACE_O_TRACECLONE | PTRACE_O_TRACEEXEC | PTRACE_O_EXITKILL;

static pid_t thread[THREADS];
static unsigned int threads;
/* The signal that the stopped thread is about to get. */
static int pending;

static void add_thread(pid_t tid)
{
	for (unsigned int i = 0; i < threads; i++) {
		if (thread[i] == tid)
			return;
	}
	if (threads < THREADS)
		thread[threads++] = tid;
}

static void remove_thread(pid_t tid)
{
	for (unsigned int i = 0; i < threads; i++) {
		if (thread[i] == tid)
			thread[i--] = thread[--threads];
	}
}

static long now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * NS_PER_S + t.tv_nsec;
}

/* Return: the thread of the next event, with its status; 0: none until the time @end. */
static pid_t next_event(long end, int *status)
{
	struct timespec patience = { 0, 0 };
	sigset_t child;
	pid_t tid;
	long left;

	sigemptyset(&child);
	sigaddset(&child, SIGCHLD);
	for (;;) {
		tid = waitpid(-1, status, __WALL | WNOHANG);
		left = end - now();
		if (tid > 0)
			return tid;
		if (tid < 0 || left <= 0)
			return 0;
		patience.tv_sec = left / NS_PER_S;
		patience.tv_nsec = left % NS_PER_S;
		sigtimedwait(&child, NULL, &patience);
	}
}

/* The signal to be passed on where a thread stopped because of one; 0: another reason. */
static int signal_of(int status)
{
	if (status >> 16 || WSTOPSIG(status) == SIGTRAP)
		return 0;
	return WSTOPSIG(status);
}

/*
 * Wait until @wanted stops, for at most @ns; all others go on. Return: 1 when it has, 0 when it has
 * not, -1 when it is gone.
 */
static int wait_for(pid_t wanted, long ns)
{
	long end = now() + ns;
	int status;
	pid_t tid;

	while ((tid = next_event(end, &status))) {
		if (!WIFSTOPPED(status)) {
			remove_thread(tid);
			if (tid == wanted)
				return -1;
			continue;
		}
		add_thread(tid);
		if (tid == wanted) {
			pending = signal_of(status);
			return 1;
		}
		ptrace(PTRACE_CONT, tid, 0, signal_of(status));
	}
	return 0;
}

static void run_program(int go, char **argv)
{
	int null = open("/dev/null", O_RDWR);
	char byte;

	setpgid(0, 0);
	if (read(go, &byte, 1) != 1 || null < 0)
		_exit(127);
	dup2(null, 0);
	dup2(null, 1);
	dup2(null, 2);
	execvp(argv[0], argv);
	_exit(127);
}

pid_t tracee_start(char **argv)
{
	sigset_t child;
	int go[2];
	pid_t pid;

	if (pipe2(go, O_CLOEXEC))
		return -1;
	pid = fork();
	if (!pid) {
		close(go[1]);
		run_program(go[0], argv);
	}
	sigemptyset(&child);
	sigaddset(&child, SIGCHLD);
	sigprocmask(SIG_BLOCK, &child, NULL);
	setpgid(pid, pid);
	threads = 0;
	if (ptrace(PTRACE_SEIZE, pid, 0, options) || write(go[1], "", 1) != 1)
		return -1;
	close(go[0]);
	close(go[1]);
	/* Its first stop is the one behind exec. */
	if (wait_for(pid, NS_PER_S) != 1)
		return -1;
	ptrace(PTRACE_CONT, pid, 0, 0);
	return pid;
}

pid_t tracee_stop(pid_t pid)
{
	long ns = random() % (MOMENT_MS * NS_PER_MS);
	pid_t tid;
	int found;

	/* Nobody is called "0", so this serves all who stop until the time is up. */
	wait_for(0, ns);
	while (threads) {
		tid = thread[random() % threads];
		if (ptrace(PTRACE_INTERRUPT, tid, 0, 0)) {
			remove_thread(tid);
			continue;
		}
		found = wait_for(tid, NS_PER_S);
		if (found > 0)
			return tid;
		if (!found)
			fprintf(stderr, "# thread %d of %d does not stop\n", tid, pid);
	}
	return 0;
}

static bool in_system_call(pid_t tid)
{
	struct user_regs_struct regs;

	return ptrace(PTRACE_GETREGS, tid, 0, &regs) || (long)regs.orig_rax >= 0;
}

bool tracee_step(pid_t tid, unsigned int n)
{
	int found, signal;

	while (n--) {
		if (in_system_call(tid))
			return false;
		signal = pending;
		if (ptrace(PTRACE_SINGLESTEP, tid, 0, signal))
			return false;
		found = wait_for(tid, STEP_MS * NS_PER_MS);
		if (!found) {
			ptrace(PTRACE_INTERRUPT, tid, 0, 0);
			found = wait_for(tid, NS_PER_S);
		}
		if (found <= 0)
			return false;
	}
	return true;
}

void tracee_continue(pid_t tid)
{
	ptrace(PTRACE_CONT, tid, 0, pending);
	pending = 0;
}

void tracee_end(pid_t pid)
{
	int status;

	kill(-pid, SIGKILL);
	while (waitpid(-1, &status, __WALL) > 0)
		;
}
