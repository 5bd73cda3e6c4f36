/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Files for a test: a directory that goes away again, and what is written or compiled in it.
 */
#ifndef FLAMEREC_TESTS_FIXTURE_H
#define FLAMEREC_TESTS_FIXTURE_H

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static char fixture_dir[] = "/tmp/flamerec-test-XXXXXX";

/* Ends the test program where it fails: nothing can be tested then. */
static void fixture_begin(void)
{
	if (mkdtemp(fixture_dir))
		return;
	perror(fixture_dir);
	exit(1);
}

/* Runs a shell command in the directory. Return: whether it succeeded. */
__attribute__((format(printf, 1, 2)))
static bool fixture_run(const char *fmt, ...)
{
	char command[2048];
	size_t n = snprintf(command, sizeof(command), "cd %s && ", fixture_dir);
	va_list ap;

	va_start(ap, fmt);
	n += vsnprintf(command + n, sizeof(command) - n, fmt, ap);
	va_end(ap);
	return n < sizeof(command) && system(command) == 0;
}

/* The path of a file in the directory; good until the fourth call after it. */
static const char *fixture_path(const char *name)
{
	static char path[4][256];
	static unsigned int next;
	char *p = path[next++ % 4];

	snprintf(p, sizeof(path[0]), "%s/%s", fixture_dir, name);
	return p;
}

static const char *fixture_write(const char *name, const void *bytes, size_t size)
{
	const char *path = fixture_path(name);
	FILE *file = fopen(path, "w");

	if (!file || fwrite(bytes, 1, size, file) != size || fclose(file)) {
		perror(path);
		exit(1);
	}
	return path;
}

static inline const char *fixture_text(const char *name, const char *text)
{
	return fixture_write(name, text, strlen(text));
}

/* File systems stamp files by a clock that goes in steps: waits for the next one. */
static inline void fixture_wait_for_stamp(void)
{
	struct timespec now;
	struct stat st;

	clock_gettime(CLOCK_REALTIME, &now);
	do {
		stat(fixture_text("stamp", ""), &st);
	} while (st.st_mtim.tv_sec < now.tv_sec ||
		 (st.st_mtim.tv_sec == now.tv_sec && st.st_mtim.tv_nsec <= now.tv_nsec));
}

/* The compiler that the environment names, or the system's. */
static inline const char *fixture_cc(void)
{
	const char *cc = getenv("CC");

	return cc && *cc ? cc : "cc";
}

static void fixture_end(void)
{
	fixture_run("rm -rf %s", fixture_dir);
}

#endif
