/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A process as it sees itself: its map of generated code is called by the process id that it has in
 * its own namespace, and lies in the /tmp that it has.
 */
#ifndef FLAMEREC_SYMBOL_JIT_PROCESS_H
#define FLAMEREC_SYMBOL_JIT_PROCESS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/**
 * struct jit_process - what is known of a process; all zero: nothing yet
 * @pid: its number in its own pid namespace; 0: it was never seen alive
 * @uid: its real, effective, saved and file system user
 * @start: when it began, clock ticks since boot
 * @is_ours: it has our root directory and mounts, as far as we may know
 */
struct jit_process {
	uint32_t pid;
	uid_t uid[4];
	uint64_t start;
	bool is_ours;
};

/**
 * jit_process_look() - learn what can be learnt while it lives
 * @process: what is known; stays as it is where the process is gone
 * @tgid: its number here
 *
 * Return: whether it lives, and is not another one that has got the same number since.
 */
bool jit_process_look(struct jit_process *process, uint32_t tgid);

/**
 * jit_process_open_map() - open the file in which it tells what code it made
 * @process: what is known of it
 * @tgid: its number here
 * @lives: from jit_process_look()
 * @since: CLOCK_REALTIME, seconds: a file that was not written after it is an earlier process's,
 *	where nothing is known of this one
 *
 * What is opened is a regular file of the process's user or of root, and no older than the process,
 * or the process has it open.
 * No symbolic link leads to it that could lead out of the process's root directory.
 *
 * Return: a file descriptor, or -1.
 */
int jit_process_open_map(const struct jit_process *process, uint32_t tgid, bool lives,
			 time_t since);

#endif
