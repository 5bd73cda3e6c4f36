// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * debuginfod servers: one that has the files, and those that are of no use.
 */
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>

#include "fixture_debug.h"
#include "fixture_fsc.h"
#include "symbol/debuginfod.h"
#include "symbol/places.h"
#include "unit.h"

/* Whether the server's list of figures has @text; not where it can't be asked yet. */
static bool server_tells(const char *text, int port)
{
	static const char question[] = "GET /metrics HTTP/1.0\r\n\r\n";
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons(port),
				       .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	static char answer[64 * 1024];
	size_t len = 0;
	ssize_t n = -1;

	if (!connect(fd, (void *)&address, sizeof(address)) &&
	    write(fd, question, strlen(question)) == (ssize_t)strlen(question)) {
		while ((n = read(fd, answer + len, sizeof(answer) - 1 - len)) > 0)
			len += n;
	}
	close(fd);
	answer[len] = '\0';
	return !n && strstr(answer, text);
}

/* A port that nobody listens on: the next one to ask for any would get another. */
static int free_port(void)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
				       .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	socklen_t len = sizeof(address);

	CHECK(!bind(fd, (void *)&address, len) && !getsockname(fd, (void *)&address, &len));
	close(fd);
	return ntohs(address.sin_port);
}

static pid_t start_server(int port)
{
	char number[16];
	pid_t pid;

	snprintf(number, sizeof(number), "%d", port);
	fflush(stdout);
	pid = fork();
	if (pid)
		return pid;
	if (chdir(fixture_dir) || !freopen("server.log", "w", stdout) ||
	    dup2(STDOUT_FILENO, STDERR_FILENO) < 0)
		_exit(1);
	unsetenv(DEBUGINFOD_VARIABLE);
	execlp("debuginfod", "debuginfod", "-F", "-d", ":memory:", "-p", number, "-t", "0",
	       "served", (char *)NULL);
	_exit(127);
}

/* Until it has looked into both files. */
static bool wait_for_server(pid_t pid, int port)
{
	const struct timespec moment = { .tv_nsec = 100000000 };

	for (int i = 0; i < 300; i++) {
		if (waitpid(pid, NULL, WNOHANG) == pid)
			return false;
		if (server_tells("thread_work_total{role=\"scan\"} 2\n", port))
			return true;
		nanosleep(&moment, NULL);
	}
	return false;
}

static void ask_server(int port)
{
	const struct wanted_file wanted = { .path = "/usr/lib/libp.so", .id = lib_id };
	struct wanted_file missing = wanted;
	struct places places = { .servers = debug_servers_new() };
	int fd;

	fd = places_open_debug(&places, &wanted);
	CHECK(fd >= 0 && found_has_id(fd, &lib_id) && found_has_names(fd));
	close(fd);
	fd = places_open_file(&places, &wanted);
	CHECK(fd >= 0 && found_has_id(fd, &lib_id) && found_has_code(fd));
	close(fd);
	missing.id.bytes[5] ^= 1;
	CHECK_EQ(places_open_debug(&places, &missing), -1);
	/* One question for two, without the help of the library's own cache. */
	CHECK(fixture_run("rm -r cache"));
	CHECK_EQ(places_open_debug(&places, &missing), -1);
	CHECK(server_tells("http_responses_total{result=\"error\"} 1\n", port));
	debug_servers_free(places.servers);
}

static void servers(void)
{
	int port = free_port();
	pid_t pid;

	if (system("command -v debuginfod > /dev/null")) {
		puts("# skipped: no debuginfod to ask");
		return;
	}
	CHECK(put("libp.debug", "served/libp.debug") && put("libp.so", "served/libp.so"));
	pid = start_server(port);
	if (wait_for_server(pid, port)) {
		char urls[64];

		snprintf(urls, sizeof(urls), "http://127.0.0.1:%d", port);
		setenv(DEBUGINFOD_VARIABLE, urls, 1);
		setenv("DEBUGINFOD_CACHE_PATH", fixture_path("cache"), 1);
		ask_server(port);
	} else {
		CHECK(!"the server came up");
		fixture_run("tail -n 5 server.log | sed 's/^/# /'");
	}
	kill(pid, SIGTERM);
	waitpid(pid, NULL, 0);
	CHECK(clear());
}

/* Nobody listens there. Two questions are asked, and the user is told once. */
static void servers_that_are_down(void)
{
	struct wanted_file wanted = { .path = "/usr/lib/libp.so", .id = lib_id };
	struct places places = { 0 };

	setenv(DEBUGINFOD_VARIABLE, "http://127.0.0.1:1", 1);
	setenv("DEBUGINFOD_CACHE_PATH", fixture_path("cache2"), 1);
	places.servers = debug_servers_new();
	listen_to_stderr();
	for (int i = 0; i < 10; i++) {
		wanted.id.bytes[0] = i;
		CHECK_EQ(places_open_debug(&places, &wanted), -1);
	}
	hear_stderr();
	CHECK(said_one_line_with("the debuginfod servers don't answer"));
	debug_servers_free(places.servers);
}

/* A server that takes a question and never answers; the user is fed up with it at once. */
static void *take_question(void *arg)
{
	int fd = accept(*(int *)arg, NULL, NULL);
	char byte;

	if (fd >= 0 && read(fd, &byte, 1) == 1)
		kill(getpid(), SIGINT);
	return NULL;
}

/* A server's place, for DEBUGINFOD_URLS. Return: the socket. */
static int listen_for_questions(const char *cache)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
				       .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	socklen_t len = sizeof(address);
	char urls[64];

	CHECK(!bind(listener, (void *)&address, len) && !listen(listener, 8) &&
	      !getsockname(listener, (void *)&address, &len));
	snprintf(urls, sizeof(urls), "http://127.0.0.1:%d", ntohs(address.sin_port));
	setenv(DEBUGINFOD_VARIABLE, urls, 1);
	setenv("DEBUGINFOD_CACHE_PATH", fixture_path(cache), 1);
	return listener;
}

/* It takes all questions and says nothing; patience is long with those who wait for it. */
static void silent_servers(void)
{
	struct wanted_file wanted = { .path = "/usr/lib/libp.so", .id = lib_id };
	struct places places = { 0 };
	int listener;

	listener = listen_for_questions("cache4");
	setenv("DEBUGINFOD_TIMEOUT", "1", 1);
	places.servers = debug_servers_new();
	listen_to_stderr();
	for (int i = 0; i < 10; i++) {
		wanted.id.bytes[0] = i;
		CHECK_EQ(places_open_debug(&places, &wanted), -1);
	}
	hear_stderr();
	CHECK(said_one_line_with("the debuginfod servers don't answer"));
	debug_servers_free(places.servers);
	unsetenv("DEBUGINFOD_TIMEOUT");
	close(listener);
}

/* Ctrl-C ends the waiting, not flamerec; nothing is asked afterwards. */
static void interrupted_questions(void)
{
	struct wanted_file wanted = { .path = "/usr/lib/libp.so", .id = lib_id };
	struct places places = { 0 };
	struct sigaction before, after;
	pthread_t server;
	int listener;

	/* In the background it is ignored. */
	CHECK(!sigaction(SIGINT, NULL, &before));
	listener = listen_for_questions("cache3");
	CHECK(!pthread_create(&server, NULL, take_question, &listener));
	places.servers = debug_servers_new();
	listen_to_stderr();
	CHECK_EQ(places_open_debug(&places, &wanted), -1);
	hear_stderr();
	CHECK(!strncmp(said, "flamerec: Ctrl-C", 16) && strchr(said, '\n'));
	/* With nobody there to end the waiting. */
	wanted.id.bytes[0] ^= 1;
	CHECK_EQ(places_open_debug(&places, &wanted), -1);
	CHECK(!sigaction(SIGINT, NULL, &after) && after.sa_handler == before.sa_handler);
	pthread_join(server, NULL);
	debug_servers_free(places.servers);
	close(listener);
}

int main(void)
{
	unsetenv(DEBUGINFOD_VARIABLE);
	fixture_begin();
	if (!debug_servers_built_in()) {
		puts("# skipped: flamerec was built without the client of debuginfod");
	} else if (make_files()) {
		RUN(servers);
		RUN(servers_that_are_down);
		RUN(silent_servers);
		RUN(interrupted_questions);
	} else {
		puts("# skipped: no compiler and objcopy to make files with");
	}
	fixture_end();
	return unit_done();
}
