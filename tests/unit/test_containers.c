// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Files of processes that see others at their paths than we do: named from the file that runs, or
 * not at all. With real processes; what takes privileges is skipped without them.
 */
#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>

#include "fixture_process.h"
#include "profile/profile.h"
#include "session/hold.h"
#include "session/hold_later.h"
#include "symbol/proof.h"
#include "symbol/resolver_state.h"
#include "unit.h"

static bool may_mount, may_follow_links;

/* --- other views of paths */

static bool enter_root(void)
{
	return !chroot(fixture_path("root")) && !chdir("/");
}

static void root_directory(void)
{
	struct process process;

	if (!needs(may_mount))
		return;
	CHECK(fixture_run("mkdir -p root && cp static root/program"));
	process = runs("/program", enter_root);
	check_named(&process, "static_work");
	/* As the process sees it; nothing is there for us. */
	process_call_it(&process, "/program");
	check_named(&process, "static_work");
	/* The link of its map leads nowhere: by its root directory. */
	process_record(&process)->end += 4096;
	check_named(&process, "static_work");
	process_end(&process);
	check_unnamed(&process, UNNAMED_NO_FILE);
}

static char own_libraries[300];

/* A file system of its own at a path that we have, too, with another file of the same name. */
static bool enter_namespace(void)
{
	if (unshare(CLONE_NEWNS) || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL))
		return false;
	if (mount("none", fixture_path("place"), "tmpfs", 0, NULL))
		return false;
	return fixture_run("cp %s place/program", own_libraries);
}

static struct process runs_inside(const char *program)
{
	CHECK(fixture_run("mkdir -p place && cp old place/program"));
	snprintf(own_libraries, sizeof(own_libraries), "%s", program);
	return runs(fixture_path("place/program"), enter_namespace);
}

static void mount_namespaces(void)
{
	struct process inside, other, outside;

	if (!needs(may_mount))
		return;
	inside = runs_inside("new");
	other = runs_inside("static");
	outside = runs(fixture_path("place/program"), NULL);
	/* A tmpfs counts its inodes from the same number on, and each has a device of its own. */
	CHECK_EQ(process_record(&inside)->inode, process_record(&other)->inode);
	CHECK(process_record(&inside)->minor != process_record(&other)->minor);
	CHECK_STR(process_record(&inside)->path, process_record(&outside)->path);
	check_named(&inside, "new_work");
	check_named(&other, "static_work");
	check_named(&outside, "old_work");
	/* Not through their links, but by their view of the path. */
	process_record(&inside)->end += 4096;
	check_named(&inside, "new_work");
	/* One container's file is not that of the other. */
	process_record(&inside)->minor = process_record(&other)->minor;
	check_unnamed(&inside, UNNAMED_CHANGED);
	process_end(&inside);
	process_end(&other);
	process_end(&outside);
	check_unnamed(&inside, UNNAMED_CHANGED);
	check_unnamed(&other, UNNAMED_CHANGED);
	check_named(&outside, "old_work");
}

static bool unshare_only(void)
{
	return !unshare(CLONE_NEWNS);
}

/* Our own path leads to it: nothing needs holding, and both are one file. */
static void same_file_in_two_namespaces(void)
{
	struct process inside, outside;
	struct resolver *resolver;

	if (!needs(may_mount))
		return;
	resolver = resolver_new();
	inside = runs(fixture_path("old"), unshare_only);
	outside = runs(fixture_path("old"), NULL);
	CHECK_STR(process_name(resolver, &inside).name, "old_work");
	CHECK_STR(process_name(resolver, &outside).name, "old_work");
	CHECK_EQ(resolver->objects.files.numbers, 1);
	process_end(&inside);
	process_end(&outside);
	resolver_free(resolver);
}

/* Two containers' copies of one file have one table of symbols. */
static void copies_share_symbols(void)
{
	struct resolver *resolver;
	struct process first, second;
	struct open_file *file;
	unsigned int open = 0;

	if (!needs(may_mount))
		return;
	resolver = resolver_new();
	first = runs_inside("new");
	second = runs_inside("new");
	CHECK(process_record(&first)->minor != process_record(&second)->minor);
	CHECK_STR(process_name(resolver, &first).name, "new_work");
	CHECK_STR(process_name(resolver, &second).name, "new_work");
	file = resolver->objects.files.file;
	for (unsigned int i = 0; i < OPEN_FILES_MAX; i++)
		open += file[i].number != 0;
	CHECK_EQ(open, 1);
	process_end(&first);
	process_end(&second);
	resolver_free(resolver);
}

/* --- stacked file systems */

static struct held_files waiting;

static void let_wait(void *arg, const struct object *object, int fd, bool is_ours)
{
	(void)arg;
	hold_later(&waiting, object, fd, is_ours, 0);
}

static void hold_map(struct holder *holder, struct resolver *resolver, struct process *process)
{
	holder_take(holder, process->map.data, process->map.bytes);
	holder_follow(holder);
	hold_now(&waiting, resolver);
}

static bool overlay(const char *what)
{
	return fixture_run("mkdir -p low up work over && %s", what);
}

static void overlay_file(void)
{
	struct holder holder = { .hold = let_wait };
	struct resolver *resolver;
	struct process process;
	struct stat lower;

	if (!needs(may_mount))
		return;
	if (!overlay("cp old low/program && mount -t overlay overlay "
		     "-o lowerdir=low,upperdir=up,workdir=work over 2>/dev/null")) {
		puts("# skipped: no overlayfs");
		return;
	}
	process = runs(fixture_path("over/program"), NULL);
	check_named(&process, "old_work");
	/* Some kernels' maps tell the device below it. */
	CHECK(!stat(fixture_path("low/program"), &lower));
	process_record(&process)->major = major(lower.st_dev);
	process_record(&process)->minor = minor(lower.st_dev);
	process_record(&process)->inode = lower.st_ino;
	check_named(&process, "old_work");
	/* Our path leads to it all the same, and it is held for a moment only. */
	resolver = resolver_new();
	hold_map(&holder, resolver, &process);
	CHECK(held_fd(&resolver->objects.held, 1) >= 0);
	resolver_review_held(resolver, HELD_NS);
	CHECK_EQ(held_fd(&resolver->objects.held, 1), -1);
	resolver_free(resolver);
	holder_free(&holder);
	held_files_free(&waiting);
	process_end(&process);
	check_named(&process, "old_work");
	/* What is at the path now lies elsewhere. */
	CHECK(overlay("cp new over/other && mv over/other over/program"));
	check_unnamed(&process, UNNAMED_CHANGED);
	CHECK(fixture_run("umount over && rm -rf low up work"));
}

/* The file below has another inode number than stat() tells. */
static void overlay_copied_up(void)
{
	struct process process;
	struct stat upper;

	if (!needs(may_mount))
		return;
	if (!overlay("cp old low/program && mount -t overlay overlay "
		     "-o lowerdir=low,upperdir=up,workdir=work over 2>/dev/null && "
		     "chmod 700 over/program")) {
		puts("# skipped: no overlayfs");
		return;
	}
	process = runs(fixture_path("over/program"), NULL);
	CHECK(!stat(fixture_path("up/program"), &upper));
	process_record(&process)->major = major(upper.st_dev);
	process_record(&process)->minor = minor(upper.st_dev);
	process_record(&process)->inode = upper.st_ino;
	check_named(&process, "old_work");
	process_end(&process);
	/* Nothing proves it any more. */
	check_unnamed(&process, UNNAMED_CHANGED);
	CHECK(fixture_run("umount over && rm -rf low up work"));
}

/* A process's number is given again: its links may be those of a later one. */
static void links_of_a_later_process(void)
{
	struct process process;
	struct object object;
	char link[128];

	if (!needs(may_follow_links))
		return;
	process = runs(fixture_path("old"), NULL);
	object = (struct object){ .path = process_record(&process)->path, .tgid = process.pid };
	snprintf(link, sizeof(link), "/proc/%d/map_files/%" PRIx64 "-%" PRIx64, process.pid,
		 (uint64_t)process_record(&process)->start,
		 (uint64_t)process_record(&process)->end);
	object.seen_ns = monotonic_ns();
	CHECK(proof_by_link(&object, link));
	object.seen_ns = 1;
	CHECK(!proof_by_link(&object, link));
	object.seen_ns = 0;
	CHECK(proof_by_link(&object, link));
	object.path = "/usr/bin/other";
	CHECK(!proof_by_link(&object, link));
	process_end(&process);
}

/* --- as a recording has it */

static void take_name(void *arg, const struct profile_name *name)
{
	char *names = arg;

	if (name->symbol.why == NAMED)
		snprintf(names + strlen(names), 64, "%s;", name->symbol.name);
}

/* Adds what the module would tell of the process, and a sample in its function. */
static void add_process(struct records *records, struct process *process, uint32_t number)
{
	const struct flamesamp_map *map = process_record(process);
	uint64_t address = process->address + 1;

	memcpy(records->data + records->bytes, map, map->header.size);
	records->bytes += (map->header.size + 7) / 8 * 8;
	add_program(records, number, process->pid, process->pid, "program");
	add_stack_sharing(records, number, number, NULL, 0, &address, 1, 0, 0);
	add_sample(records, number);
}

/* Two programs of one path, of which one was replaced by the other, and one of a container. */
static void recorded(void)
{
	struct process old, new, inside = { .pid = -1 };
	struct resolver *resolver = resolver_new();
	struct profile *profile = profile_new(100);
	static struct records records;
	char names[256] = "";

	CHECK(fixture_run("cp old program"));
	old = runs(fixture_path("program"), NULL);
	CHECK(fixture_run("cp new other && mv other program"));
	new = runs(fixture_path("program"), NULL);
	CHECK_STR(process_record(&old)->path, process_record(&new)->path);
	records.bytes = 0;
	add_time(&records, monotonic_ns());
	add_process(&records, &old, 1);
	add_process(&records, &new, 2);
	if (may_mount) {
		inside = runs_inside("static");
		add_process(&records, &inside, 3);
	}
	profile_set_live(profile);
	profile_records(profile, 0, records.data, records.bytes);
	profile_new_names(profile, resolver, take_name, NULL, names);
	CHECK_STR(names, may_mount ? "old_work;new_work;static_work;" : "old_work;new_work;");
	process_end(&old);
	process_end(&new);
	if (may_mount)
		process_end(&inside);
	profile_free(profile);
	resolver_free(resolver);
}

/* --- held */

static void held_after_the_end(void)
{
	struct process inside, outside, gone;
	struct holder holder = { .hold = let_wait };
	struct resolver *resolver;

	if (!needs(may_mount))
		return;
	resolver = resolver_new();
	inside = runs_inside("new");
	outside = runs(fixture_path("place/program"), NULL);
	CHECK(fixture_run("cp static gone"));
	gone = runs(fixture_path("gone"), NULL);
	CHECK(fixture_run("rm gone"));
	hold_map(&holder, resolver, &inside);
	hold_map(&holder, resolver, &outside);
	hold_map(&holder, resolver, &gone);
	hold_map(&holder, resolver, &inside);
	/* Our own path leads to the one outside: holding it on would keep its file system busy. */
	resolver_review_held(resolver, HELD_NS - 1);
	CHECK(held_fd(&resolver->objects.held, 2) >= 0);
	resolver_review_held(resolver, HELD_NS);
	CHECK(held_fd(&resolver->objects.held, 1) >= 0);
	CHECK_EQ(held_fd(&resolver->objects.held, 2), -1);
	CHECK(held_fd(&resolver->objects.held, 3) >= 0);
	process_end(&inside);
	process_end(&outside);
	process_end(&gone);
	CHECK_STR(process_name(resolver, &inside).name, "new_work");
	CHECK_STR(process_name(resolver, &outside).name, "old_work");
	CHECK_STR(process_name(resolver, &gone).name, "static_work");
	resolver_free(resolver);
	holder_free(&holder);
	held_files_free(&waiting);
}

static unsigned int open_descriptors(void)
{
	unsigned int n = 0;

	for (int fd = 0; fd < 1024; fd++)
		n += fcntl(fd, F_GETFD) >= 0;
	return n;
}

static void few_are_held(void)
{
	struct resolver *resolver = resolver_new();
	struct object object = { .device = 1 };
	unsigned int before = open_descriptors();
	struct symbol symbol;
	char path[64];
	int fd;

	for (unsigned int i = 0; i < HELD_MAX + 6; i++) {
		snprintf(path, sizeof(path), "/none/%u", i);
		CHECK(fixture_run("cp old held && echo %u >> held", i));
		fd = open(fixture_path("held"), O_RDONLY | O_CLOEXEC);
		CHECK(fixture_run("rm held"));
		object.path = path;
		object.inode = i + 1;
		resolver_hold(resolver, &object, fd, false, 0);
		close(fd);
	}
	CHECK_EQ(open_descriptors(), before + HELD_MAX);
	object.path = "/none/0";
	object.inode = 1;
	resolver_user(resolver, &object, 0x40, &symbol);
	CHECK_EQ(symbol.why, UNNAMED_NO_FILE);
	object.path = "/none/6";
	object.inode = 7;
	resolver_user(resolver, &object, 0x40, &symbol);
	CHECK_EQ(symbol.why, UNNAMED_STRIPPED);
	resolver_free(resolver);
	CHECK_EQ(open_descriptors(), before);
}

/* In a namespace of our own: what is mounted here goes away with us. */
static bool can_mount(void)
{
	return !geteuid() && !unshare(CLONE_NEWNS) &&
	       !mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL);
}

int main(void)
{
	fixture_begin();
	if (!process_build("old", "old_work", "-DPROGRAM") ||
	    !process_build("new", "new_work", "-DPROGRAM") ||
	    !process_build("static", "static_work", "-static -DPROGRAM")) {
		puts("1..0 # SKIP no compiler");
		fixture_end();
		return 0;
	}
	may_mount = can_mount();
	may_follow_links = !geteuid();
	RUN(root_directory);
	RUN(mount_namespaces);
	RUN(same_file_in_two_namespaces);
	RUN(copies_share_symbols);
	RUN(overlay_file);
	RUN(overlay_copied_up);
	RUN(links_of_a_later_process);
	RUN(recorded);
	RUN(held_after_the_end);
	RUN(few_are_held);
	name_anew(NULL);
	fixture_end();
	return unit_done();
}
