// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Runs a command, its output thrown away, and prints its CPU time in ms and the most memory that it
 * had resident in kB. Of several runs, the one with the least CPU time.
 *
 * measure RUNS COMMAND...
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static double ms(const struct timeval *time)
{
	return time->tv_sec * 1e3 + time->tv_usec / 1e3;
}

static void run(char **command, struct rusage *usage)
{
	pid_t pid = fork();
	int status;

	if (!pid) {
		int nowhere = open("/dev/null", O_RDWR | O_CLOEXEC);

		dup2(nowhere, STDIN_FILENO);
		dup2(nowhere, STDOUT_FILENO);
		dup2(nowhere, STDERR_FILENO);
		execvp(command[0], command);
		_exit(127);
	}
	if (pid < 0 || wait4(pid, &status, 0, usage) < 0 || !WIFEXITED(status) ||
	    WEXITSTATUS(status)) {
		fprintf(stderr, "measure: %s failed\n", command[0]);
		exit(1);
	}
}

int main(int argc, char **argv)
{
	double least = 0;
	long kb = 0;

	if (argc < 3) {
		fprintf(stderr, "usage: measure RUNS COMMAND...\n");
		return 2;
	}
	for (int i = 0; i < atoi(argv[1]); i++) {
		struct rusage usage;
		double cpu;

		run(argv + 2, &usage);
		cpu = ms(&usage.ru_utime) + ms(&usage.ru_stime);
		if (!i || cpu < least)
			least = cpu;
		if (usage.ru_maxrss > kb)
			kb = usage.ru_maxrss;
	}
	printf("%.0f %ld\n", least, kb);
	return 0;
}
