// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Signal handlers: on the stack of who is interrupted, on one of their own, and one within another;
 * raised by the program itself and by a timer, which interrupts wherever it may.
 */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>

static volatile unsigned int sink;

__attribute__((noinline)) static void work(unsigned int n)
{
	char text[64];

	for (unsigned int i = 0; i < n; i++) {
		memset(text, i, sizeof(text));
		sink += text[i % 64] + abs((int)i);
	}
}

static void on_timer(int signal)
{
	(void)signal;
	work(2000);
}

static void on_other_stack(int signal)
{
	(void)signal;
	work(300);
	raise(SIGUSR2);
}

static void on_inner(int signal, siginfo_t *info, void *context)
{
	(void)signal;
	(void)info;
	(void)context;
	work(300);
}

__attribute__((noinline)) static void nest(unsigned int n)
{
	if (n)
		nest(n - 1);
	else
		raise(SIGUSR1);
	work(10);
}

int main(void)
{
	const struct itimerval often = { { 0, 700 }, { 0, 700 } };
	const stack_t other = { .ss_sp = malloc(1 << 16), .ss_size = 1 << 16 };
	const struct sigaction timer = { .sa_handler = on_timer, .sa_flags = SA_RESTART };
	const struct sigaction outer = { .sa_handler = on_other_stack, .sa_flags = SA_ONSTACK };
	const struct sigaction inner = { .sa_sigaction = on_inner, .sa_flags = SA_SIGINFO };

	sigaltstack(&other, NULL);
	sigaction(SIGALRM, &timer, NULL);
	sigaction(SIGUSR1, &outer, NULL);
	sigaction(SIGUSR2, &inner, NULL);
	setitimer(ITIMER_REAL, &often, NULL);
	for (unsigned int n = 0;; n++) {
		nest(n % 20);
		work(500);
	}
}
