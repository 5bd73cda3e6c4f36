// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "load.h"

#define NOINLINE	__attribute__((noinline))

static void online_set(cpu_set_t *set)
{
	CPU_ZERO(set);
	sched_getaffinity(1, sizeof(*set), set);
}

int cpus_online(void)
{
	return sysconf(_SC_NPROCESSORS_ONLN);
}

int lowest_cpu(void)
{
	cpu_set_t set;
	int cpu = 0;

	online_set(&set);
	while (cpu < CPU_SETSIZE && !CPU_ISSET(cpu, &set))
		cpu++;
	return cpu;
}

int highest_cpu(void)
{
	cpu_set_t set;
	int cpu = CPU_SETSIZE - 1;

	online_set(&set);
	while (cpu > 0 && !CPU_ISSET(cpu, &set))
		cpu--;
	return cpu;
}

int pin_to(int cpu)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(cpu, &set);
	return sched_setaffinity(0, sizeof(set), &set) ? -errno : 0;
}

int write_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	int err = 0;

	if (fd < 0)
		return -errno;
	if (write(fd, text, strlen(text)) < 0)
		err = -errno;
	close(fd);
	return err;
}

static void online_path(char *path, size_t room, int cpu)
{
	snprintf(path, room, "/sys/devices/system/cpu/cpu%d/online", cpu);
}

bool cpu_can_leave(int cpu)
{
	char path[64];

	online_path(path, sizeof(path), cpu);
	return access(path, W_OK) == 0;
}

int cpu_set_online(int cpu, bool online)
{
	char path[64];

	online_path(path, sizeof(path), cpu);
	return write_file(path, online ? "1" : "0");
}

uint64_t now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000000ull + t.tv_nsec;
}

void breathe(void)
{
	struct timespec t = { .tv_nsec = 2000000 };

	nanosleep(&t, NULL);
}

static volatile unsigned int sink;

static NOINLINE void spin(unsigned int turns)
{
	while (turns--)
		sink += turns;
}

void work_spin(void)
{
	for (;;)
		spin(1000000);
}

void work_system_calls(void)
{
	char buffer[4096];
	int fd = open("/dev/zero", O_RDONLY);

	while (read(fd, buffer, sizeof(buffer)) > 0)
		;
}

static NOINLINE void left(unsigned int way, int depth);

static NOINLINE void right(unsigned int way, int depth)
{
	if (!depth)
		spin(50);
	else if (way & 1)
		left(way >> 1, depth - 1);
	else
		right(way >> 1, depth - 1);
	sink++;
}

static NOINLINE void left(unsigned int way, int depth)
{
	if (!depth)
		spin(70);
	else if (way & 1)
		left(way >> 1, depth - 1);
	else
		right(way >> 1, depth - 1);
	sink++;
}

/* 2^24 ways through two functions. */
void work_new_stacks(void)
{
	for (;;)
		left(rand(), 24);
}

static NOINLINE void dig(int depth)
{
	if (depth)
		dig(depth - 1);
	else
		spin(1000000);
	sink++;
}

void work_deep(void)
{
	for (;;)
		dig(300);
}

pid_t load_start(int cpu, load_work work)
{
	pid_t pid;

	fflush(stdout);
	fflush(stderr);
	pid = fork();
	if (pid)
		return pid;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (cpu >= 0 && pin_to(cpu))
		_exit(1);
	work();
	_exit(0);
}

void load_end(pid_t pid)
{
	if (pid <= 0)
		return;
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}
