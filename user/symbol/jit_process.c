// SPDX-License-Identifier: GPL-2.0-or-later
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "symbol/jit_process.h"
#include "symbol/process_start.h"

/* Open files of a process that are looked at. */
#define OPEN_FILES_MAX 4096

/* Seconds that a file's time may be early by: file systems and start times are coarse. */
#define EARLY_S 2

#define OPEN_FLAGS (O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY | O_NOFOLLOW)

/* Reads /proc/TGID/status. Return: whether there was something to read. */
static bool read_text(uint32_t tgid, char *text, size_t room)
{
	char path[32];
	ssize_t n;
	int fd;

	snprintf(path, sizeof(path), "/proc/%" PRIu32 "/status", tgid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	n = read(fd, text, room - 1);
	close(fd);
	text[n > 0 ? n : 0] = '\0';
	return n > 0;
}

/* The last number of a line, with one namespace a number from the outermost on. */
static uint32_t last_number(const char *line)
{
	uint32_t number = 0;
	char *end;

	for (;; line = end) {
		unsigned long value;

		while (*line == '\t' || *line == ' ')
			line++;
		value = strtoul(line, &end, 10);
		if (end == line || *line == '\n')
			return number;
		number = value;
	}
}

static bool read_status(struct jit_process *process, uint32_t tgid)
{
	char text[4096], *uid, *nspid;

	if (!read_text(tgid, text, sizeof(text)))
		return false;
	uid = strstr(text, "\nUid:");
	nspid = strstr(text, "\nNSpid:");
	if (!uid || sscanf(uid, "\nUid: %u %u %u %u", &process->uid[0], &process->uid[1],
			   &process->uid[2], &process->uid[3]) != 4)
		return false;
	/* Kernels without pid namespaces, and those before 4.1, don't say. */
	process->pid = nspid ? last_number(nspid + strlen("\nNSpid:")) : tgid;
	return process->pid != 0;
}

/* Whether @name below /proc/TGID is what it is for us; unknown without permission to look. */
static bool is_same(uint32_t tgid, const char *name, bool unknown)
{
	char theirs[64], ours[64];
	struct stat a, b;

	snprintf(theirs, sizeof(theirs), "/proc/%" PRIu32 "/%s", tgid, name);
	snprintf(ours, sizeof(ours), "/proc/self/%s", name);
	if (stat(theirs, &a) || stat(ours, &b))
		return unknown;
	return a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

bool jit_process_look(struct jit_process *process, uint32_t tgid)
{
	struct jit_process seen = { .pid = 0 };

	if (!process_start_ticks(tgid, &seen.start) ||
	    (process->pid && process->start != seen.start) || !read_status(&seen, tgid))
		return false;
	seen.is_ours = is_same(tgid, "ns/mnt", seen.pid == tgid) &&
		       is_same(tgid, "root", seen.pid == tgid);
	*process = seen;
	return true;
}

/* No part of the path leads out of the directory @root, however links in it try to. */
static int open_below(const char *root, const char *name)
{
	struct open_how how = { .flags = OPEN_FLAGS, .resolve = RESOLVE_IN_ROOT };
	int dir = open(root, O_PATH | O_DIRECTORY | O_CLOEXEC), tmp, fd;
	char path[64];

	if (dir < 0)
		return -1;
	snprintf(path, sizeof(path), "tmp/%s", name);
	fd = syscall(SYS_openat2, dir, path, &how, sizeof(how));
	if (fd < 0 && errno == ENOSYS) {
		/* Before Linux 5.6: without links altogether. */
		tmp = openat(dir, "tmp", O_PATH | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
		fd = tmp < 0 ? -1 : openat(tmp, name, OPEN_FLAGS);
		if (tmp >= 0)
			close(tmp);
	}
	close(dir);
	return fd;
}

static int open_map(const struct jit_process *process, uint32_t tgid, bool lives)
{
	char name[32], path[64];
	int fd = -1;

	snprintf(name, sizeof(name), "perf-%" PRIu32 ".map", process->pid ? process->pid : tgid);
	if (lives) {
		snprintf(path, sizeof(path), "/proc/%" PRIu32 "/root", tgid);
		fd = open_below(path, name);
	}
	/* Where it is gone, or we may not look: what has our /tmp leaves its map there. */
	if (fd < 0 && (process->is_ours || !process->pid)) {
		snprintf(path, sizeof(path), "/tmp/%s", name);
		fd = open(path, OPEN_FLAGS);
	}
	return fd;
}

static bool is_owner(const struct jit_process *process, uid_t uid)
{
	if (!uid)
		return true;
	if (!process->pid)
		return uid == geteuid();
	for (int i = 0; i < 4; i++) {
		if (process->uid[i] == uid)
			return true;
	}
	return false;
}

/* Clocks tell the start by the time since boot, files by the time of day. */
static time_t start_of(const struct jit_process *process)
{
	struct timespec boot;

	clock_gettime(CLOCK_BOOTTIME, &boot);
	return time(NULL) - boot.tv_sec + process->start / sysconf(_SC_CLK_TCK);
}

/*
 * Whether the process has the file open. Where the clock was set since, as it is when a machine
 * without one of its own has found its time, nothing else tells that a file is young enough.
 * We have it open ourselves, to look at it.
 */
static bool has_open(uint32_t tgid, const struct stat *file)
{
	struct dirent *entry;
	char path[64];
	bool found = false;
	struct stat st;
	DIR *dir;

	snprintf(path, sizeof(path), "/proc/%" PRIu32 "/fd", tgid);
	dir = tgid == (uint32_t)getpid() ? NULL : opendir(path);
	for (int i = 0; dir && !found && i < OPEN_FILES_MAX && (entry = readdir(dir)); i++)
		found = !fstatat(dirfd(dir), entry->d_name, &st, 0) &&
			st.st_ino == file->st_ino && st.st_dev == file->st_dev;
	if (dir)
		closedir(dir);
	return found;
}

int jit_process_open_map(const struct jit_process *process, uint32_t tgid, bool lives, time_t since)
{
	int fd = open_map(process, tgid, lives);
	struct stat st;

	if (fd < 0)
		return -1;
	if (process->pid)
		since = start_of(process) - EARLY_S;
	if (!fstat(fd, &st) && S_ISREG(st.st_mode) && is_owner(process, st.st_uid) &&
	    (st.st_mtime >= since || (lives && has_open(tgid, &st))))
		return fd;
	close(fd);
	return -1;
}
