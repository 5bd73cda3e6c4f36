// SPDX-License-Identifier: GPL-2.0-or-later
#include <signal.h>
#include <stddef.h>

#include "session/signals.h"

static volatile sig_atomic_t noted;

static void note(int signal)
{
	if (signal != SIGCHLD)
		noted = signal;
}

/* Without SA_RESTART: poll() is to return. */
static void handle(int signal, void (*handler)(int))
{
	struct sigaction action = { .sa_handler = handler };

	sigaction(signal, &action, NULL);
}

void signals_catch(void)
{
	handle(SIGINT, note);
	handle(SIGTERM, note);
	handle(SIGHUP, note);
	handle(SIGCHLD, note);
	handle(SIGPIPE, SIG_IGN);
}

void signals_release(void)
{
	handle(SIGINT, SIG_DFL);
	handle(SIGTERM, SIG_DFL);
	handle(SIGHUP, SIG_DFL);
}

int signals_take(void)
{
	int signal = noted;

	noted = 0;
	return signal;
}
