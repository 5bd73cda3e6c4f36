// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Runs a command as somebody who may sample, but not see the kernel's addresses.
 *
 * Usage: drop_syslog COMMAND ARGUMENT...
 */
#include <linux/capability.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	/* What root gets when it executes a program is limited by this set. */
	if (argc < 2 || prctl(PR_CAPBSET_DROP, CAP_SYSLOG))
		return 127;
	execv(argv[1], argv + 1);
	perror(argv[1]);
	return 127;
}
