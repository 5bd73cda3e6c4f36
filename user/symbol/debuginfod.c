// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdlib.h>

#include "symbol/debuginfod.h"

bool debug_servers_named(void)
{
	const char *urls = getenv(DEBUGINFOD_VARIABLE);

	return urls && *urls;
}

#ifdef HAVE_DEBUGINFOD
#include <dlfcn.h>
#include <elfutils/debuginfod.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "util/alloc.h"
#include "util/error.h"
#include "util/hash.h"
#include "util/plain.h"
#include "util/u64map.h"

#define LIBRARY "libdebuginfod.so.1"

/*
 * Seconds without a byte until a server is taken to be down. The library itself waits for 90, or
 * for as many as this variable says.
 */
#define PATIENCE 10
#define TIMEOUT_VARIABLE "DEBUGINFOD_TIMEOUT"

/* Questions in a row that failed without an answer, until no more are asked. */
#define FAILURES_MAX 2

/* Times a second that the line for the user changes. */
#define LINES_HZ 5

/**
 * struct debug_servers - the client
 * @library: of dlopen(); NULL: not loaded
 * @begin, @end, @find_debug, @find_file, @set_progress: what we use of it
 * @client: its state; NULL: none yet
 * @given_up: no more questions
 * @failures: questions in a row without an answer
 * @missing: build-ids and kinds, hashed, that no server has
 * @name: of the file that is being waited for
 * @shown: standard error is a terminal
 * @line: a line was written for the user
 * @next_line: when the next one may be, in units of 1/LINES_HZ s
 * @last_bytes, @last_time: how much had come, when last some did
 * @patience: how long nothing may come, in seconds
 * @late: nothing came for so long
 */
struct debug_servers {
	void *library;
	debuginfod_client *(*begin)(void);
	void (*end)(debuginfod_client *client);
	int (*find_debug)(debuginfod_client *client, const unsigned char *id, int len, char **path);
	int (*find_file)(debuginfod_client *client, const unsigned char *id, int len, char **path);
	void (*set_progress)(debuginfod_client *client, debuginfod_progressfn_t fn);
	debuginfod_client *client;
	bool given_up;
	unsigned int failures;
	struct u64map missing;
	const char *name;
	bool shown, line;
	uint64_t next_line;
	long last_bytes;
	time_t last_time, patience;
	bool late;
};

/* The library's callback has no argument of ours, and signals have none at all. */
static struct debug_servers *waiting;
static volatile sig_atomic_t interrupted;

bool debug_servers_built_in(void)
{
	return true;
}

struct debug_servers *debug_servers_new(void)
{
	struct debug_servers *servers = xcalloc(1, sizeof(*servers));
	const char *timeout = getenv(TIMEOUT_VARIABLE);

	servers->shown = isatty(STDERR_FILENO);
	servers->patience = timeout && atoi(timeout) > 0 ? atoi(timeout) : PATIENCE;
	return servers;
}

void debug_servers_free(struct debug_servers *servers)
{
	if (!servers)
		return;
	if (servers->client)
		servers->end(servers->client);
	/* Stays loaded: what it is linked to starts threads and keeps pointers into itself. */
	u64map_free(&servers->missing);
	free(servers);
}

static void note_interrupt(int signal)
{
	(void)signal;
	interrupted = 1;
}

static void show_progress(struct debug_servers *servers, long bytes, long all)
{
	struct timespec now;
	uint64_t slot;

	clock_gettime(CLOCK_MONOTONIC, &now);
	slot = now.tv_sec * LINES_HZ + now.tv_nsec / (1000000000 / LINES_HZ);
	if (!servers->shown || slot < servers->next_line)
		return;
	servers->next_line = slot + 1;
	servers->line = true;
	fputs("\rdebuginfod: ", stderr);
	plain_write(stderr, servers->name);
	if (bytes > 0)
		fprintf(stderr, ", %.1f MB", bytes / 1e6);
	if (bytes > 0 && all > 0)
		fprintf(stderr, " of %.1f", all / 1e6);
	fputs(" (Ctrl-C: go on without)\033[K", stderr);
	fflush(stderr);
}

/*
 * @bytes of @all have come. Before the first one has come, @all is 0 and @bytes the number of
 * calls. Return: whether to wait no longer.
 */
static int progress(debuginfod_client *client, long bytes, long all)
{
	struct timespec now;
	long known = 0;

	(void)client;
	clock_gettime(CLOCK_MONOTONIC, &now);
	if (all > 0 || bytes > waiting->last_bytes + 1)
		known = bytes;
	if (known && bytes != waiting->last_bytes)
		waiting->last_time = now.tv_sec;
	waiting->last_bytes = bytes;
	waiting->late = now.tv_sec - waiting->last_time > waiting->patience;
	show_progress(waiting, known, all);
	return interrupted || waiting->late;
}

static bool load(struct debug_servers *servers)
{
	servers->library = dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL);
	if (!servers->library)
		return false;
	servers->begin = dlsym(servers->library, "debuginfod_begin");
	servers->end = dlsym(servers->library, "debuginfod_end");
	servers->find_debug = dlsym(servers->library, "debuginfod_find_debuginfo");
	servers->find_file = dlsym(servers->library, "debuginfod_find_executable");
	servers->set_progress = dlsym(servers->library, "debuginfod_set_progressfn");
	return servers->begin && servers->end && servers->find_debug && servers->find_file &&
	       servers->set_progress;
}

static bool prepare(struct debug_servers *servers)
{
	if (servers->client)
		return true;
	if (!load(servers)) {
		servers->given_up = true;
		notice("debuginfod servers can't be asked: no " LIBRARY " here; install it, or "
		       "unset " DEBUGINFOD_VARIABLE);
		return false;
	}
	servers->client = servers->begin();
	if (!servers->client) {
		servers->given_up = true;
		return false;
	}
	servers->set_progress(servers->client, progress);
	return true;
}

/* Ctrl-C is for the waiting while that goes on. Return: as the library's. */
static int ask(struct debug_servers *servers, const struct build_id *id, enum server_file kind)
{
	struct sigaction action = { .sa_handler = note_interrupt }, before;
	struct timespec now;
	int result;

	clock_gettime(CLOCK_MONOTONIC, &now);
	servers->last_time = now.tv_sec;
	servers->last_bytes = 0;
	servers->late = false;
	waiting = servers;
	interrupted = 0;
	sigaction(SIGINT, &action, &before);
	result = (kind == SERVER_DEBUG ? servers->find_debug : servers->find_file)
		 (servers->client, id->bytes, id->len, NULL);
	sigaction(SIGINT, &before, NULL);
	if (servers->line)
		fputs("\r\033[K", stderr);
	servers->line = false;
	return result;
}

/* "Not there" is an answer; all else is none. */
static void judge(struct debug_servers *servers, int result)
{
	if (interrupted) {
		servers->given_up = true;
		notice("Ctrl-C: going on without the files of debuginfod servers");
		return;
	}
	/* Whom we don't wait for any longer the library takes for one that has answered so. */
	if (!servers->late && (result == -ENOENT || result >= 0)) {
		servers->failures = 0;
		return;
	}
	if (!servers->late && ++servers->failures < FAILURES_MAX)
		return;
	servers->given_up = true;
	notice("the debuginfod servers don't answer (%s), and are not asked any more; see "
	       DEBUGINFOD_VARIABLE, strerror(servers->late ? ETIMEDOUT : -result));
}

int debug_servers_open(struct debug_servers *servers, const struct build_id *id,
		       enum server_file kind, const char *name)
{
	uint64_t key = hash_u64(hash_bytes(id->bytes, id->len) + kind);
	int result;

	if (servers->given_up || u64map_find(&servers->missing, key) || !prepare(servers))
		return -1;
	servers->name = name;
	result = ask(servers, id, kind);
	judge(servers, result);
	if (result < 0) {
		u64map_at(&servers->missing, key, NULL);
		return -1;
	}
	fcntl(result, F_SETFD, FD_CLOEXEC);
	return result;
}

#else /* HAVE_DEBUGINFOD */

/* Nobody has one of these. */
bool debug_servers_built_in(void)
{
	return false;
}

struct debug_servers *debug_servers_new(void)
{
	return NULL;
}

void debug_servers_free(struct debug_servers *servers)
{
	(void)servers;
}

int debug_servers_open(struct debug_servers *servers, const struct build_id *id,
		       enum server_file kind, const char *name)
{
	(void)servers;
	(void)id;
	(void)kind;
	(void)name;
	return -1;
}

#endif /* HAVE_DEBUGINFOD */
