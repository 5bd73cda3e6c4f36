// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "session/command.h"
#include "util/error.h"

/* In the child: wait for the byte, run the command. Its end of the failure pipe closes on exec. */
static void __attribute__((noreturn)) run(int go, int failure, char **argv)
{
	ssize_t n;
	char byte;
	int err;

	do
		n = read(go, &byte, 1);
	while (n < 0 && errno == EINTR);
	/* No byte: the recorder has given up before it started. */
	if (n != 1)
		_exit(1);
	execvp(argv[0], argv);
	err = errno;
	if (write(failure, &err, sizeof(err)) != sizeof(err))
		_exit(1);
	_exit(127);
}

int command_prepare(struct command *command, char **argv)
{
	int go[2], failure[2];

	*command = (struct command){ 0 };
	if (pipe2(go, O_CLOEXEC) || pipe2(failure, O_CLOEXEC))
		return error("no pipe to start the command: %s; close some files", strerror(errno));
	command->pid = fork();
	if (command->pid < 0) {
		command->pid = 0;
		return error("the command can't be started: %s; end some processes",
			     strerror(errno));
	}
	if (!command->pid) {
		close(go[1]);
		close(failure[0]);
		run(go[0], failure[1], argv);
	}
	close(go[0]);
	close(failure[1]);
	command->go = go[1];
	command->failure = failure[0];
	return 0;
}

int command_go(struct command *command, const char *name)
{
	int err = 0;
	ssize_t n;

	if (write(command->go, "", 1) != 1)
		err = EPIPE;
	close(command->go);
	command->go = -1;
	do
		n = err ? 0 : read(command->failure, &err, sizeof(err));
	while (n < 0 && errno == EINTR);
	if (!err)
		return 0;
	return error("'%s' can't be run: %s; check its name and PATH", name, strerror(err));
}

static void note_end(struct command *command, int status)
{
	command->ended = true;
	command->status = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

bool command_ended(struct command *command)
{
	int status;

	if (command->pid && !command->ended && waitpid(command->pid, &status, WNOHANG) > 0)
		note_end(command, status);
	return command->ended;
}

void command_finish(struct command *command)
{
	int status;
	pid_t pid;

	if (!command->pid || command->ended)
		return;
	if (command->go >= 0)
		close(command->go);
	do
		pid = waitpid(command->pid, &status, 0);
	while (pid < 0 && errno == EINTR);
	if (pid > 0)
		note_end(command, status);
}

void command_signal(const struct command *command, int signal)
{
	if (command->pid && !command->ended)
		kill(command->pid, signal);
}
