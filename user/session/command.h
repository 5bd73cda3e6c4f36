/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The command that is sampled: a child that waits until sampling has started.
 */
#ifndef FLAMEREC_SESSION_COMMAND_H
#define FLAMEREC_SESSION_COMMAND_H

#include <stdbool.h>
#include <sys/types.h>

/**
 * struct command - a command
 * @pid: of the child; 0: there is no command
 * @go: closed to let it go, after a byte was written
 * @failure: carries errno where the command can't be run
 * @ended: it has been waited for
 * @status: exit status of a shell's kind: 128 + signal where one ended it
 */
struct command {
	pid_t pid;
	int go, failure;
	bool ended;
	int status;
};

/* Fork a child that will run @argv. Return: 0, or -1 after saying what is wrong. */
int command_prepare(struct command *command, char **argv);

/* Let it run. Return: 0, or -1 after saying that there is no such command. */
int command_go(struct command *command, const char *name);

/* Whether it has ended. Does not wait. */
bool command_ended(struct command *command);

/* Wait for its end. A child that was never let go ends by itself. */
void command_finish(struct command *command);

/* Hand a signal on to it. */
void command_signal(const struct command *command, int signal);

#endif
