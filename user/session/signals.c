// SPDX-License-Identifier: GPL-2.0-or-later
#include <signal.h>
#include <stddef.h>

#include "session/signals.h"

static volatile sig_atomic_t noted, noted_for_all;

static void note(int signal, siginfo_t *info, void *context)
{
	(void)context;
	if (signal == SIGCHLD)
		return;
	noted_for_all = info->si_code == SI_KERNEL;
	noted = signal;
}

/* Without SA_RESTART: poll() is to return. */
static void catch(int signal)
{
	struct sigaction action = { .sa_sigaction = note, .sa_flags = SA_SIGINFO };

	sigaction(signal, &action, NULL);
}

/* nohup(1) is to work. SIGINT is another matter: shells ignore it for all background jobs. */
static bool is_ignored(int signal)
{
	struct sigaction action;

	return !sigaction(signal, NULL, &action) && action.sa_handler == SIG_IGN;
}

void signals_catch(void)
{
	catch(SIGINT);
	catch(SIGTERM);
	catch(SIGCHLD);
	if (!is_ignored(SIGHUP))
		catch(SIGHUP);
	signal(SIGPIPE, SIG_IGN);
}

void signals_release(void)
{
	signal(SIGINT, SIG_DFL);
	signal(SIGTERM, SIG_DFL);
	if (!is_ignored(SIGHUP))
		signal(SIGHUP, SIG_DFL);
}

int signals_take(bool *for_all)
{
	int signal = noted;

	*for_all = noted_for_all;
	noted = 0;
	return signal;
}
