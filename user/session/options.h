/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The options of sampling: `flamerec DEV ...` and `flamerec record DEV ...`.
 */
#ifndef FLAMEREC_SESSION_OPTIONS_H
#define FLAMEREC_SESSION_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <linux/flamesamp.h>

#include "session/command_line.h"
#include "session/naming_options.h"
#include "session/picture_options.h"

#define DEFAULT_HZ 99

/**
 * struct options - what the user asked for
 * @device: path of the device
 * @hz: periods a second
 * @seconds: how long to sample; 0: until told to end
 * @pids: processes in scope, @npids of them; 0: all
 * @cpus: bitmap of CPUs in scope, @cpus_bytes long; 0: all
 * @cgroup: directory of the control group in scope; NULL: all
 * @kernel_only, @user_only: leave the other side out
 * @system_wide: with a command: not only the command
 * @ring_bytes: bytes of each ring; 0: the module's default
 * @stacks: stacks that each CPU remembers; 0: the module's default
 * @unwind: how user stacks are walked
 * @stack_bytes: bytes of the stack to take where there is no table; a multiple of 8
 * @naming: how frames are named
 * @picture: how pictures look
 * @drawn: something of @picture that a capture does not keep was asked for
 * @outputs: paths, @noutputs of them
 * @command: NULL, or a command with its arguments, ended by NULL
 *
 * Strings are the argument vector's.
 */
struct options {
	const char *device;
	uint32_t hz;
	double seconds;
	uint32_t *pids;
	size_t npids;
	uint8_t *cpus;
	size_t cpus_bytes;
	const char *cgroup;
	bool kernel_only, user_only;
	bool system_wide;
	uint32_t ring_bytes;
	uint32_t stacks;
	enum flamesamp_unwind unwind;
	uint32_t stack_bytes;
	struct naming_options naming;
	struct picture_options picture;
	bool drawn;
	const char **outputs;
	size_t noutputs;
	char **command;
};

/**
 * options_parse() - read an argument vector
 * @options: filled in; free with options_free() in any case
 * @argc: arguments
 * @argv: [0] is skipped; the order of its elements may change
 * @command: the name of the command, for messages: "flamerec record"
 * @about: what the command does, as lines: the help begins with them
 */
enum parsed options_parse(struct options *options, int argc, char **argv, const char *command,
			  const char *about);
void options_free(struct options *options);

#endif
