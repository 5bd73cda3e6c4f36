// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Where files are looked for, and which are refused: every wrong one is there to be taken.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>

#include "fixture_fsc.h"
#include "fixture_program.h"
#include "symbol/build_id.h"
#include "symbol/debuginfod.h"
#include "symbol/found_file.h"
#include "symbol/places.h"
#include "unit.h"

/* The library with its symbols ("full"), as it is installed ("libp.so"), and its debug file. */
static struct build_id lib_id;
static uint32_t lib_crc;

static bool make_files(void)
{
	int fd;

	if (!program_build("full", "-g -Wl,--build-id=sha1", true) ||
	    !fixture_run("mv full unstripped && objcopy --only-keep-debug unstripped libp.debug && "
			 "objcopy --strip-all unstripped libp.so") ||
	    !program_build("other", "-g -O2 -Wl,--build-id=sha1", true) ||
	    !fixture_run("objcopy --only-keep-debug other other.debug"))
		return false;
	fd = found_open(NULL, fixture_path("libp.so"));
	build_id_read(fd, &lib_id);
	close(fd);
	return lib_id.len == 20;
}

/* The checksum as others compute it: of gzip's trailer. */
static uint32_t crc_of(const char *name)
{
	unsigned char bytes[8] = { 0 };
	FILE *in;

	fixture_run("gzip -c %s | tail -c 8 > crc", name);
	in = fopen(fixture_path("crc"), "re");
	if (!in || fread(bytes, 1, sizeof(bytes), in) != sizeof(bytes))
		CHECK(false);
	if (in)
		fclose(in);
	return bytes[0] | bytes[1] << 8 | bytes[2] << 16 | (uint32_t)bytes[3] << 24;
}

/* The file behind a descriptor, without the test's directory; "" where there is none. */
static const char *where(int fd)
{
	static char path[PATH_MAX];
	char link[32];
	ssize_t n;

	if (fd < 0)
		return "";
	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	n = readlink(link, path, sizeof(path) - 1);
	close(fd);
	path[n > 0 ? n : 0] = '\0';
	return strncmp(path, fixture_dir, strlen(fixture_dir)) ? path : path + strlen(fixture_dir);
}

/* Where the build-id's file is below a directory of debug files. */
static const char *id_path(const char *dir, const char *suffix)
{
	static char path[256];
	size_t n = snprintf(path, sizeof(path), "%s/.build-id/%02x/", dir, lib_id.bytes[0]);

	for (unsigned int i = 1; i < lib_id.len; i++)
		n += snprintf(path + n, sizeof(path) - n, "%02x", lib_id.bytes[i]);
	snprintf(path + n, sizeof(path) - n, "%s", suffix);
	return path;
}

static bool put(const char *from, const char *to)
{
	return fixture_run("mkdir -p $(dirname ./%s) && cp %s ./%s", to, from, to);
}

static bool clear(void)
{
	return fixture_run("rm -rf root dbg target");
}

static void roots_hold_their_links(void)
{
	const char *root = fixture_path("root");
	char far[64 * 12 + 16] = "";

	CHECK(fixture_run("mkdir -p root/usr/lib/deep && cd root && ln -s usr/lib lib && "
			  "ln -s /usr/lib lib64 && echo x > usr/lib/a && ln -s a usr/lib/rel && "
			  "ln -s /usr/lib/a usr/lib/abs && ln -s ../../../../../../lib/a usr/lib/up && "
			  "ln -s /lib64/deep/../rel usr/lib/chain && ln -s loop usr/lib/loop && "
			  "ln -s /etc/passwd usr/lib/out && mkfifo usr/lib/fifo && "
			  "ln -s /dev/null usr/lib/null && mknod usr/lib/dev c 1 3 || true"));
	CHECK_STR(where(found_open(root, "/usr/lib/a")), "/root/usr/lib/a");
	CHECK_STR(where(found_open(root, "/lib/a")), "/root/usr/lib/a");
	CHECK_STR(where(found_open(root, "/lib64/./rel")), "/root/usr/lib/a");
	CHECK_STR(where(found_open(root, "/lib/abs")), "/root/usr/lib/a");
	CHECK_STR(where(found_open(root, "/lib/up")), "/root/usr/lib/a");
	CHECK_STR(where(found_open(root, "/lib/chain")), "/root/usr/lib/a");
	CHECK_STR(where(found_open(root, "/../../../lib/a")), "/root/usr/lib/a");
	/* What is outside is not in it. */
	CHECK_EQ(found_open(root, "/usr/lib/out"), -1);
	CHECK_EQ(found_open(root, "/lib/loop"), -1);
	CHECK_EQ(found_open(root, "/lib/fifo"), -1);
	CHECK_EQ(found_open(root, "/lib/null"), -1);
	CHECK_EQ(found_open(root, "/lib/dev"), -1);
	CHECK_EQ(found_open(root, "/lib"), -1);
	CHECK_EQ(found_open(root, "/lib/a/b"), -1);
	CHECK_EQ(found_open(root, ""), -1);
	for (int i = 0; i < 64; i++)
		strcat(far, "/lib64/../..");
	/* 64 links, none of which leads back: more than the kernel follows, too. */
	CHECK_EQ(found_open(root, strcat(far, "/lib/a")), -1);
	strcpy(far + 30 * strlen("/lib64/../.."), "/lib/a");
	CHECK_STR(where(found_open(root, far)), "/root/usr/lib/a");
	CHECK_EQ(found_open(NULL, fixture_path("root/usr/lib/fifo")), -1);
	CHECK(clear());
}

static void debug_files_by_build_id(void)
{
	const struct wanted_file wanted = { .path = "/usr/lib/libp.so", .id = lib_id };
	const char *dirs[] = { fixture_path("dbg") };
	const struct places places = { .debug_dirs = dirs, .debug_dir_count = 1 };
	const struct places root = { .sysroot = fixture_path("root") };
	char expected[300];

	CHECK_EQ(places_open_debug(NULL, &wanted), -1);
	CHECK_EQ(places_open_debug(&places, &wanted), -1);
	CHECK(put("libp.debug", id_path("dbg", ".debug")));
	snprintf(expected, sizeof(expected), "/%s", id_path("dbg", ".debug"));
	CHECK_STR(where(places_open_debug(&places, &wanted)), expected);
	/* Another file under the name of this one. */
	CHECK(put("other.debug", id_path("dbg", ".debug")));
	CHECK_EQ(places_open_debug(&places, &wanted), -1);
	/* The right file, with nothing in it that the stripped one has not. */
	CHECK(put("libp.so", id_path("dbg", ".debug")));
	CHECK_EQ(places_open_debug(&places, &wanted), -1);
	/* A package that was unpacked there. */
	CHECK(put("libp.debug", id_path("dbg/usr/lib/debug", ".debug")));
	CHECK(strstr(where(places_open_debug(&places, &wanted)), "/dbg/usr/lib/debug/"));
	CHECK(put("libp.debug", id_path("root/usr/lib/debug", ".debug")));
	CHECK(strstr(where(places_open_debug(&root, &wanted)), "/root/usr/lib/debug/"));
	CHECK(clear());
}

static void debug_files_by_link(void)
{
	const char *dirs[] = { fixture_path("dbg") };
	const struct places places = { .debug_dirs = dirs, .debug_dir_count = 1 };
	const struct places root = { .sysroot = fixture_path("root") };
	/* A file without build-id: the checksum is all there is. */
	struct wanted_file wanted = { .path = "/opt/libp.so", .link = "libp.debug",
				      .link_crc = lib_crc };

	CHECK(put("libp.debug", "dbg/opt/libp.debug"));
	CHECK_STR(where(places_open_debug(&places, &wanted)), "/dbg/opt/libp.debug");
	wanted.link_crc ^= 1;
	CHECK_EQ(places_open_debug(&places, &wanted), -1);
	wanted.link_crc ^= 1;
	CHECK(put("libp.debug", "root/opt/.debug/libp.debug"));
	CHECK_STR(where(places_open_debug(&root, &wanted)), "/root/opt/.debug/libp.debug");
	/* As a process in a container sees it. */
	wanted.root = fixture_path("root");
	CHECK_STR(where(places_open_debug(NULL, &wanted)), "/root/opt/.debug/libp.debug");
	CHECK(put("libp.debug", "root/opt/libp.debug"));
	CHECK_STR(where(places_open_debug(NULL, &wanted)), "/root/opt/libp.debug");
	/* A link is a name. */
	wanted.link = "../opt/libp.debug";
	CHECK_EQ(places_open_debug(&places, &wanted), -1);
	wanted.link = "";
	CHECK_EQ(places_open_debug(&places, &wanted), -1);
	/* Where there is a build-id, no checksum stands in for it. */
	wanted = (struct wanted_file){ .path = "/opt/libp.so", .link = "libp.debug",
				       .id = lib_id, .link_crc = crc_of("other.debug") };
	CHECK(clear() && put("other.debug", "dbg/opt/libp.debug"));
	CHECK_EQ(places_open_debug(&places, &wanted), -1);
	CHECK(clear());
}

/* Yocto's debug files have the name of the file, in .debug beside it. */
static void debug_files_of_the_same_name(void)
{
	const struct places root = { .sysroot = fixture_path("root") };
	struct wanted_file wanted = { .path = "/lib/libp.so", .link = "libp.so", .id = lib_id,
				      .link_crc = lib_crc };

	CHECK(put("unstripped", "root/lib/libp.so"));
	CHECK_EQ(places_open_debug(&root, &wanted), -1);
	CHECK(put("libp.debug", "root/lib/.debug/libp.so"));
	CHECK_STR(where(places_open_debug(&root, &wanted)), "/root/lib/.debug/libp.so");
	wanted.link = NULL;
	CHECK_STR(where(places_open_debug(&root, &wanted)), "/root/lib/.debug/libp.so");
	CHECK(clear());
}

static void files_by_name_prove_themselves(void)
{
	static const char *const names[] = {
		"dbg/usr/bin/libp.so", "dbg/usr/bin/libp.so.debug", "dbg/libp.so",
		"dbg/libp.so.debug", "dbg/usr/bin/.debug/libp.so",
	};
	const char *dirs[] = { fixture_path("dbg") };
	const struct places places = { .debug_dirs = dirs, .debug_dir_count = 1 };
	struct wanted_file wanted = { .path = "/usr/bin/libp.so (deleted)", .id = lib_id };
	const struct wanted_file unknown = { .path = "/usr/bin/libp.so" };
	char found[64];

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		CHECK(put("unstripped", names[i]));
		snprintf(found, sizeof(found), "/%s", names[i]);
		CHECK_STR(where(places_open_debug(&places, &wanted)), found);
		CHECK_STR(where(places_open_file(&places, &wanted)), found);
		CHECK_EQ(places_open_debug(&places, &unknown), -1);
		CHECK_EQ(places_open_file(&places, &unknown), -1);
		CHECK(put("other", names[i]));
		CHECK_EQ(places_open_debug(&places, &wanted), -1);
		CHECK_EQ(places_open_file(&places, &wanted), -1);
		CHECK(clear());
	}
	/* A FIFO is not waited for. */
	CHECK(fixture_run("mkdir dbg && mkfifo dbg/libp.so"));
	CHECK_EQ(places_open_debug(&places, &wanted), -1);
	CHECK(clear());
}

static void files_of_a_sysroot(void)
{
	const struct places root = { .sysroot = fixture_path("root") };
	struct wanted_file wanted = { .path = "/lib/libp.so", .id = lib_id };
	struct wanted_file unknown = { .path = "/lib/libp.so" };

	CHECK(put("libp.so", "root/usr/lib/libp.so.1") &&
	      fixture_run("ln -s /usr/lib root/lib && ln -s libp.so.1 root/usr/lib/libp.so"));
	CHECK_STR(where(places_open_file(&root, &wanted)), "/root/usr/lib/libp.so.1");
	CHECK_STR(where(places_open_file(&root, &unknown)), "/root/usr/lib/libp.so.1");
	/* The file of that name that is there now is another one. */
	unknown.path = "/lib/libp.so (deleted)";
	CHECK_EQ(places_open_file(&root, &unknown), -1);
	wanted.path = "/lib/libp.so (deleted)";
	CHECK_STR(where(places_open_file(&root, &wanted)), "/root/usr/lib/libp.so.1");
	unknown.path = "libp.so";
	CHECK_EQ(places_open_file(&root, &unknown), -1);
	CHECK(put("other", "root/usr/lib/libp.so.1"));
	CHECK_EQ(places_open_file(&root, &wanted), -1);
	/* A debug file has no code. */
	CHECK(put("libp.debug", "root/usr/lib/libp.so.1"));
	CHECK_EQ(places_open_file(&root, &wanted), -1);
	CHECK(put("libp.so", id_path("root/usr/lib/debug", "")));
	CHECK(strstr(where(places_open_file(&root, &wanted)), "/root/usr/lib/debug/.build-id/"));
	CHECK(clear());
}

static void alternates(void)
{
	const char *dirs[] = { fixture_path("dbg") };
	const struct places places = { .debug_dirs = dirs, .debug_dir_count = 1 };
	const struct places root = { .sysroot = fixture_path("root") };
	const struct build_id none = { 0 };
	struct build_id other = lib_id;

	other.bytes[3] ^= 1;
	CHECK(put("libp.debug", "dbg/.dwz/x86_64/libp.debug"));
	CHECK_STR(where(places_open_alternate(&places, "../../.dwz/x86_64/libp.debug", &lib_id)),
		  "/dbg/.dwz/x86_64/libp.debug");
	CHECK_EQ(places_open_alternate(&places, "../../.dwz/x86_64/libp.debug", &other), -1);
	CHECK_EQ(places_open_alternate(&places, "../../.dwz/x86_64/libp.debug", &none), -1);
	CHECK(put("libp.debug", "root/usr/lib/debug/dwz/libp"));
	CHECK_STR(where(places_open_alternate(&root, "/usr/lib/debug/dwz/libp", &lib_id)),
		  "/root/usr/lib/debug/dwz/libp");
	CHECK(clear());
}

/* --- a real debuginfod server */

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

	if (!debug_servers_built_in() || system("command -v debuginfod > /dev/null")) {
		puts("# skipped: no debuginfod, or flamerec was built without its client");
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

	if (!debug_servers_built_in())
		return;
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

	if (!debug_servers_built_in())
		return;
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
	struct sigaction action;
	pthread_t server;
	int listener;

	if (!debug_servers_built_in())
		return;
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
	CHECK(!sigaction(SIGINT, NULL, &action) && action.sa_handler == SIG_DFL);
	pthread_join(server, NULL);
	debug_servers_free(places.servers);
	close(listener);
}

int main(void)
{
	unsetenv(DEBUGINFOD_VARIABLE);
	fixture_begin();
	RUN(roots_hold_their_links);
	if (make_files()) {
		lib_crc = crc_of("libp.debug");
		RUN(debug_files_by_build_id);
		RUN(debug_files_by_link);
		RUN(debug_files_of_the_same_name);
		RUN(files_by_name_prove_themselves);
		RUN(files_of_a_sysroot);
		RUN(alternates);
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
