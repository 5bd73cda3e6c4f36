// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Where a process sees its own map: real processes in namespaces of their own, in other root
 * directories, of other users, and gone ones. In their place stand maps that are not theirs.
 */
#include <fcntl.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/wait.h>

#include "fixture_jit.h"
#include "unit.h"

#define PROGRAM 79

/* What a process does before it writes its map. */
enum {
	NEW_PIDS = 1,		/* has process ids of its own */
	PRIVATE_TMP = 2,	/* has a /tmp of its own */
	IN_ROOT = 4,		/* has the fixture's directory as its root */
	OTHER_USER = 8,
	AT_END = 16,		/* writes it only when it is told to end */
	NO_MAP = 32,
	STAYS_OPEN = 64,	/* has it open all the time */
};

/**
 * struct maker - a process that makes code
 * @pid: as we see it
 * @own: as it sees itself
 * @code: where the code is
 * @child: of ours: the process itself, or its parent
 * @to: a byte in it tells the process to end
 */
struct maker {
	pid_t pid, own, child;
	uint64_t code;
	int to;
};

/* One of the above, under way. */
struct told {
	uint64_t what;
	uint64_t value;
};

static void tell(int to, char what, uint64_t value)
{
	struct told told = { what, value };

	if (write(to, &told, sizeof(told)) != sizeof(told))
		_exit(1);
}

static void write_map(pid_t pid, uint64_t code, const char *name)
{
	FILE *file = fopen(jit_map_path(pid), "w");

	if (!file)
		_exit(1);
	fprintf(file, "%" PRIx64 " 1000 %s\n", code, name);
	fclose(file);
}

/* What can't be had here ends the process before it says that it is ready. */
static void enter(unsigned int how)
{
	if (how & PRIVATE_TMP &&
	    (unshare(CLONE_NEWNS) || mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) ||
	     mount("none", "/tmp", "tmpfs", 0, NULL)))
		_exit(1);
	if (how & IN_ROOT && (chroot(fixture_dir) || chdir("/")))
		_exit(1);
	if (how & OTHER_USER && (setgid(4242) || setuid(4242)))
		_exit(1);
}

static void make(unsigned int how, int from, int to)
{
	uint64_t code = (uintptr_t)mmap(NULL, 4096, PROT_READ | PROT_EXEC,
					MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	char c;

	enter(how);
	if (!(how & (AT_END | NO_MAP)))
		write_map(getpid(), code, "made");
	if (how & STAYS_OPEN)
		open(jit_map_path(getpid()), O_WRONLY | O_APPEND);
	tell(to, 'o', getpid());
	tell(to, 'c', code);
	if (read(from, &c, 1) >= 0 && how & AT_END)
		write_map(getpid(), code, "made");
	_exit(0);
}

/* In a pid namespace of its own, a process is a child of the one that made the namespace. */
static void make_below(unsigned int how, int from, int to)
{
	pid_t pid = getpid();

	if (how & NEW_PIDS) {
		if (unshare(CLONE_NEWPID))
			_exit(1);
		pid = fork();
		if (!pid)
			make(how, from, to);
	}
	tell(to, 'p', pid);
	if (!(how & NEW_PIDS))
		make(how, from, to);
	close(from);
	close(to);
	waitpid(pid, NULL, 0);
	_exit(0);
}

/* Return: false where such a process can't be had here. */
static bool start(struct maker *maker, unsigned int how)
{
	int down[2], up[2];
	struct told told;

	*maker = (struct maker){ .pid = 0 };
	if (pipe2(down, O_CLOEXEC) || pipe2(up, O_CLOEXEC))
		exit(1);
	maker->child = fork();
	if (!maker->child) {
		close(down[1]);
		close(up[0]);
		make_below(how, down[0], up[1]);
	}
	close(down[0]);
	close(up[1]);
	maker->to = down[1];
	while (!(maker->pid && maker->own && maker->code) &&
	       read(up[0], &told, sizeof(told)) == sizeof(told)) {
		if (told.what == 'p')
			maker->pid = told.value;
		else if (told.what == 'o')
			maker->own = told.value;
		else
			maker->code = told.value;
	}
	close(up[0]);
	if (!maker->code)
		printf("# skipped: such a process can't be had here\n");
	return maker->code;
}

static void stop(struct maker *maker)
{
	if (!maker->child)
		return;
	if (maker->code && write(maker->to, "", 1) != 1)
		exit(1);
	close(maker->to);
	waitpid(maker->child, NULL, 0);
	maker->child = 0;
}

static const char *name_of(struct resolver *resolver, const struct maker *maker)
{
	return jit_symbol(resolver, PROGRAM, maker->code + 0x10, jit_clock()).name;
}

/* @decoys: maps of these names in our /tmp are not the process's. */
static void check_found(unsigned int how, bool decoys)
{
	struct resolver *resolver = resolver_new();
	struct maker maker;

	if (start(&maker, how)) {
		if (how & NEW_PIDS)
			CHECK(maker.own != maker.pid);
		if (decoys) {
			write_map(maker.pid, maker.code, "decoy");
			write_map(maker.own, maker.code, "decoy");
		}
		CHECK(resolver_read_jit(resolver, PROGRAM, maker.pid));
		CHECK_STR(name_of(resolver, &maker), "made");
		/* What was found stays when the process is gone. */
		stop(&maker);
		CHECK(resolver_read_jit(resolver, PROGRAM, maker.pid));
		CHECK_STR(name_of(resolver, &maker), "made");
		remove(jit_map_path(maker.pid));
		remove(jit_map_path(maker.own));
	}
	stop(&maker);
	resolver_free(resolver);
}

static void plain(void)
{
	check_found(0, false);
}

static void own_process_ids(void)
{
	check_found(NEW_PIDS, false);
}

static void container(void)
{
	check_found(NEW_PIDS | PRIVATE_TMP, true);
}

static void private_tmp(void)
{
	check_found(PRIVATE_TMP, true);
}

static void other_user(void)
{
	check_found(OTHER_USER, false);
	check_found(OTHER_USER | PRIVATE_TMP, true);
}

static void root_directory(void)
{
	CHECK(fixture_run("mkdir tmp && chmod 1777 tmp"));
	check_found(IN_ROOT, true);
	check_found(IN_ROOT | NEW_PIDS, true);
	/* As many systems have it: a link, which leads to another place outside. */
	CHECK(fixture_run("rm -r tmp && mkdir -p var/tmp && ln -s /var/tmp tmp"));
	check_found(IN_ROOT, true);
}

/* Links in the process's root directory lead nowhere else, and files of others tell nothing. */
static void not_its_own(void)
{
	struct resolver *resolver = resolver_new();
	struct maker maker;

	CHECK(fixture_run("rm -rf tmp && mkdir tmp"));
	if (start(&maker, IN_ROOT | NO_MAP)) {
		write_map(maker.own, maker.code, "outside");
		CHECK(fixture_run("ln -s /tmp/elsewhere tmp/perf-%d.map", maker.own));
		CHECK(fixture_run("mv /tmp/perf-%d.map tmp/elsewhere", maker.own));
		CHECK(!resolver_read_jit(resolver, PROGRAM, maker.pid));
		CHECK(fixture_run("rm -r tmp && ln -s ../../../../../tmp tmp"));
		write_map(maker.own, maker.code, "outside");
		CHECK(!resolver_read_jit(resolver, PROGRAM, maker.pid));
		CHECK_STR(name_of(resolver, &maker), "[anon]");
		remove(jit_map_path(maker.own));
	}
	stop(&maker);
	if (start(&maker, OTHER_USER | NO_MAP)) {
		write_map(maker.own, maker.code, "another user's");
		CHECK(!chown(jit_map_path(maker.own), 4343, 4343));
		CHECK(!resolver_read_jit(resolver, PROGRAM + 1, maker.pid));
		CHECK(!chown(jit_map_path(maker.own), 0, 0));
		CHECK(resolver_read_jit(resolver, PROGRAM + 1, maker.pid));
		remove(jit_map_path(maker.own));
	}
	stop(&maker);
	resolver_free(resolver);
}

/* Some tell at their end; and some are gone before we come. */
static void gone(void)
{
	struct resolver *resolver = resolver_new();
	struct maker maker;

	CHECK(start(&maker, AT_END));
	CHECK(!resolver_read_jit(resolver, PROGRAM, maker.pid));
	stop(&maker);
	CHECK(resolver_read_jit(resolver, PROGRAM, maker.pid));
	CHECK_STR(name_of(resolver, &maker), "made");
	remove(jit_map_path(maker.own));
	CHECK(start(&maker, 0));
	stop(&maker);
	CHECK(resolver_read_jit(resolver, PROGRAM + 1, maker.pid));
	CHECK_STR(jit_symbol(resolver, PROGRAM + 1, maker.code, jit_clock()).name, "made");
	if (!geteuid()) {
		/* Nobody knows any more whose process it was. */
		CHECK(!chown(jit_map_path(maker.own), 4242, 4242));
		CHECK(!resolver_read_jit(resolver, PROGRAM + 2, maker.pid));
	}
	remove(jit_map_path(maker.own));
	/* A container takes its map with it; what is at our /tmp is not its. */
	if (start(&maker, PRIVATE_TMP | AT_END)) {
		CHECK(!resolver_read_jit(resolver, PROGRAM + 3, maker.pid));
		stop(&maker);
		write_map(maker.own, maker.code, "decoy");
		CHECK(!resolver_read_jit(resolver, PROGRAM + 3, maker.pid));
		remove(jit_map_path(maker.own));
	}
	stop(&maker);
	resolver_free(resolver);
}

/* Older than the process by the clock, which may have been set since. */
static void before_its_time(void)
{
	const struct timespec old[2] = { { 1000000000, 0 }, { 1000000000, 0 } };
	struct resolver *resolver = resolver_new();
	struct maker maker;

	CHECK(start(&maker, STAYS_OPEN));
	CHECK(!utimensat(AT_FDCWD, jit_map_path(maker.own), old, 0));
	CHECK(resolver_read_jit(resolver, PROGRAM, maker.pid));
	CHECK_STR(name_of(resolver, &maker), "made");
	stop(&maker);
	remove(jit_map_path(maker.own));
	CHECK(start(&maker, 0));
	CHECK(!utimensat(AT_FDCWD, jit_map_path(maker.own), old, 0));
	CHECK(!resolver_read_jit(resolver, PROGRAM + 1, maker.pid));
	stop(&maker);
	CHECK(!resolver_read_jit(resolver, PROGRAM + 1, maker.pid));
	CHECK(!resolver_read_jit(resolver, PROGRAM + 2, maker.pid));
	remove(jit_map_path(maker.own));
	resolver_free(resolver);
}

/* More programs than files are held open: those that live are opened again. */
static void many(void)
{
	struct resolver *resolver = resolver_new();
	struct maker maker[80];
	unsigned int i, n = sizeof(maker) / sizeof(*maker), files = 0;

	for (i = 0; i < n; i++) {
		CHECK(start(&maker[i], 0));
		CHECK(resolver_read_jit(resolver, PROGRAM + i, maker[i].pid));
	}
	for (int fd = 0; fd < 1000; fd++)
		files += fcntl(fd, F_GETFD) >= 0;
	CHECK(files < 3 + n + 64 + 10);
	for (i = 0; i < n; i++) {
		FILE *file = fopen(jit_map_path(maker[i].own), "a");

		fprintf(file, "%" PRIx64 " 1000 more%u\n", maker[i].code + 0x1000, i);
		fclose(file);
		CHECK(resolver_read_jit(resolver, PROGRAM + i, maker[i].pid));
	}
	for (i = 0; i < n; i++) {
		char name[16];

		snprintf(name, sizeof(name), "more%u", i);
		CHECK_STR(jit_symbol(resolver, PROGRAM + i, maker[i].code + 0x1000,
				     jit_clock()).name, name);
		CHECK_STR(jit_symbol(resolver, PROGRAM + i, maker[i].code,
				     jit_clock()).name, "made");
		stop(&maker[i]);
		remove(jit_map_path(maker[i].own));
	}
	resolver_free(resolver);
}

int main(void)
{
	fixture_begin();
	/* What other users are to reach. */
	CHECK(!chmod(fixture_dir, 0755));
	RUN(plain);
	RUN(own_process_ids);
	RUN(container);
	RUN(private_tmp);
	RUN(other_user);
	RUN(root_directory);
	RUN(not_its_own);
	RUN(gone);
	RUN(before_its_time);
	RUN(many);
	fixture_end();
	return unit_done();
}
