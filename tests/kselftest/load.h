/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Work for the CPUs to be sampled at, and what the tests need of the system around them.
 */
#ifndef KSELFTEST_LOAD_H
#define KSELFTEST_LOAD_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* Number of CPUs online; the lowest and the highest number of them. */
int cpus_online(void);
int lowest_cpu(void);
int highest_cpu(void);

/* Runs the calling thread on one CPU from now on. Return: 0 or -errno. */
int pin_to(int cpu);

/* Whether the CPU can be taken off line; takes it off or back. Return: 0 or -errno. */
bool cpu_can_leave(int cpu);
int cpu_set_online(int cpu, bool online);

/* What a child process does until it is ended. */
typedef void (*load_work)(void);

void work_spin(void);		/* user mode, one function */
void work_system_calls(void);	/* mostly kernel mode */
void work_new_stacks(void);	/* user mode, a different stack each time one looks */
void work_deep(void);		/* user mode, 300 frames */

/*
 * A child on @cpu (-1: anywhere) that does @work; it dies with its parent. Return: its process id.
 */
pid_t load_start(int cpu, load_work work);
void load_end(pid_t pid);

/* CLOCK_MONOTONIC, ns. */
uint64_t now_ns(void);

/* The same as a process that yields the CPU for a while that is of no importance. */
void breathe(void);

/* A string into a file such as those of sysfs. Return: 0 or -errno. */
int write_file(const char *path, const char *text);

#endif
