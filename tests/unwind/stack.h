/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The parts of the comparison: who stops a program, and the two who walk its stack.
 */
#ifndef FLAMEREC_TESTS_UNWIND_STACK_H
#define FLAMEREC_TESTS_UNWIND_STACK_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>
#include <linux/types.h>

#define FRAMES_MAX 400

/**
 * struct chain - a stack as one of the two found it
 * @ip: addresses, innermost first
 * @n: how many
 * @whole: it says that the last one is the outermost frame
 * @how: how it ended, for humans
 */
struct chain {
	__u64 ip[FRAMES_MAX];
	unsigned int n;
	bool whole;
	const char *how;
};

struct ours;
struct theirs;

struct ours *ours_new(pid_t pid);
void ours_free(struct ours *ours);

/* Whether the program's map is another one than at the last call; then both must look again. */
bool ours_look(struct ours *ours);

/* Thread @tid is stopped. Return: false where its registers can't be read: it is about to end. */
bool ours_walk(struct ours *ours, pid_t tid, struct chain *chain);

/* "libc.so.6+0x1234" for an address; valid until the next call but three. */
const char *ours_name(const struct ours *ours, uint64_t address);

/* Whether @address is in memory that can be executed. */
bool ours_is_code(const struct ours *ours, uint64_t address);

/* Whether the instruction before @address is a call. */
bool ours_after_call(const struct ours *ours, uint64_t address);

struct theirs *theirs_new(pid_t pid);
void theirs_free(struct theirs *theirs);
void theirs_walk(struct theirs *theirs, pid_t tid, struct chain *chain);

/**
 * tracee_start() - start a program under ptrace
 * @argv: it and its arguments
 *
 * Return: its process id; it is stopped behind its exec. -1 where it can't be started.
 */
pid_t tracee_start(char **argv);

/* Let it run for a random time, then stop a random thread. Return: the thread; 0: it has ended. */
pid_t tracee_stop(pid_t pid);

/* Let a stopped thread execute @n instructions. Return: false where it has left, or sleeps. */
bool tracee_step(pid_t tid, unsigned int n);

/* Let a stopped thread go on. */
void tracee_continue(pid_t tid);

/* Ends it and all that it has started in its process group. */
void tracee_end(pid_t pid);

#endif
