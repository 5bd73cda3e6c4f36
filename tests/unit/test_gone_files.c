// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Files that were deleted, replaced or written since they were mapped, or that are in memory only:
 * named from the file that runs, or not at all. With real processes; what takes privileges is
 * skipped without them.
 */
#include <fcntl.h>
#include <sys/mman.h>

#include "fixture_process.h"
#include "symbol/held.h"
#include "symbol/locate.h"
#include "symbol/vdso.h"
#include "unit.h"

static bool may_follow_links;

static void deleted_program(void)
{
	struct process process = runs(fixture_path("old"), NULL);

	CHECK(fixture_run("cp old gone"));
	process_end(&process);
	process = runs(fixture_path("gone"), NULL);
	CHECK(fixture_run("rm gone"));
	/* The map may have been read before or after that. */
	check_named(&process, "old_work");
	CHECK(process_map(process.pid, process.address, &process.map));
	CHECK(strstr(process_record(&process)->path, "/gone (deleted)"));
	check_named(&process, "old_work");
	process_end(&process);
	check_unnamed(&process, UNNAMED_NO_FILE);
}

static void replaced_program(void)
{
	struct process process;

	CHECK(fixture_run("cp old program"));
	process = runs(fixture_path("program"), NULL);
	CHECK(fixture_run("cp new other && mv other program"));
	check_named(&process, "old_work");
	CHECK(process_map(process.pid, process.address, &process.map));
	check_named(&process, "old_work");
	process_end(&process);
	check_unnamed(&process, UNNAMED_CHANGED);
}

static void replaced_library(void)
{
	struct process process;

	if (!needs(may_follow_links))
		return;
	CHECK(process_build("libold.so", "old_call", "-fPIC -shared"));
	CHECK(process_build("libnew.so", "new_call", "-fPIC -shared"));
	fixture_text("uses.c", "#include <stdio.h>\n"
		     "int old_call(int);\n"
		     "int main(void)\n"
		     "{\n"
		     "	printf(\"%lx\\n\", (unsigned long)old_call);\n"
		     "	fflush(stdout);\n"
		     "	return getchar();\n"
		     "}\n");
	CHECK(fixture_run("cp libold.so lib.so && %s uses.c -o uses -L. -l:lib.so -Wl,-rpath,%s",
			  fixture_cc(), fixture_dir));
	process = runs(fixture_path("uses"), NULL);
	CHECK(strstr(process_record(&process)->path, "lib.so"));
	CHECK(fixture_run("cp libnew.so other && mv other lib.so"));
	check_named(&process, "old_call");
	process_end(&process);
	check_unnamed(&process, UNNAMED_CHANGED);
}

static void hold(struct resolver *resolver, struct process *process, const char *path)
{
	const struct flamesamp_map *record = process_record(process);
	struct object object = {
		.path = record->path, .inode = record->inode,
		.device = makedev(record->major, record->minor),
	};
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	CHECK(fd >= 0);
	resolver_hold(resolver, &object, fd, true, 1000);
	close(fd);
}

/* Gone, process and all, a second after it was seen. */
static void held_and_gone(void)
{
	struct resolver *resolver = resolver_new();
	struct process deleted, replaced;

	CHECK(fixture_run("cp old gone && cp old program"));
	deleted = runs(fixture_path("gone"), NULL);
	hold(resolver, &deleted, fixture_path("gone"));
	replaced = runs(fixture_path("program"), NULL);
	hold(resolver, &replaced, fixture_path("program"));
	/* The time of a review may have been looked up before. */
	resolver_review_held(resolver, 0);
	resolver_review_held(resolver, HELD_NS + 999);
	CHECK(fixture_run("rm gone && cp new other && mv other program"));
	/* Its map was read again meanwhile: it is called "gone (deleted)" now. */
	CHECK(process_map(deleted.pid, deleted.address, &deleted.map));
	process_end(&deleted);
	process_end(&replaced);
	resolver_review_held(resolver, HELD_NS + 1000);
	CHECK_STR(process_name(resolver, &deleted).name, "old_work");
	CHECK_STR(process_name(resolver, &replaced).name, "old_work");
	resolver_free(resolver);
}

/* A file system may give a deleted file's inode to the next file: compiled, run, deleted, again. */
static void held_one_after_another(void)
{
	struct resolver *resolver = resolver_new();
	struct process process;

	CHECK(fixture_run("cp old gone"));
	process = runs(fixture_path("gone"), NULL);
	hold(resolver, &process, fixture_path("gone"));
	CHECK_STR(process_name(resolver, &process).name, "old_work");
	hold(resolver, &process, fixture_path("new"));
	CHECK_EQ(process_name(resolver, &process).why, UNNAMED_CHANGED);
	CHECK(fixture_run("rm gone"));
	CHECK(process_map(process.pid, process.address, &process.map));
	process_end(&process);
	CHECK_EQ(process_name(resolver, &process).why, UNNAMED_NO_FILE);
	resolver_free(resolver);
}

/* The inode is the same one, its contents are not. */
static void written_in_place(void)
{
	struct process process;
	struct stat st;

	CHECK(fixture_run("cp old program"));
	process = runs(fixture_path("program"), NULL);
	process_end(&process);
	check_named(&process, "old_work");
	fixture_wait_for_stamp();
	CHECK(fixture_run("cat new > program") && !stat(fixture_path("program"), &st));
	CHECK_EQ(st.st_ino, process_record(&process)->inode);
	check_unnamed(&process, UNNAMED_CHANGED);
}

/* Many file systems give the number of a deleted inode to the next file. */
static void inode_of_another(void)
{
	struct process process;
	struct stat st;

	CHECK(fixture_run("cp old program"));
	process = runs(fixture_path("program"), NULL);
	process_end(&process);
	fixture_wait_for_stamp();
	CHECK(fixture_run("rm program && cp -p new program"));
	if (stat(fixture_path("program"), &st) ||
	    st.st_ino != process_record(&process)->inode)
		puts("# this file system gives no numbers again");
	check_unnamed(&process, UNNAMED_CHANGED);
}

static bool run_from_memory(void)
{
	int fd = memfd_create("prog", 0), from = open(fixture_path("old"), O_RDONLY);
	char *argv[] = { (char *)"prog", NULL }, bytes[4096];
	ssize_t n;

	while ((n = read(from, bytes, sizeof(bytes))) > 0) {
		if (write(fd, bytes, n) != n)
			return false;
	}
	return fexecve(fd, argv, argv + 1) == 0;
}

static void program_in_memory(void)
{
	struct process process;

	if (!needs(may_follow_links))
		return;
	process = runs("prog", run_from_memory);
	CHECK_STR(process_record(&process)->path, "/memfd:prog (deleted)");
	check_named(&process, "old_work");
	process_end(&process);
	check_unnamed(&process, UNNAMED_ANONYMOUS);
}

static void program_of_32_bits(void)
{
	struct object vdso = { .path = VDSO32_PATH };
	struct records records;
	struct flamesamp_map *map = NULL;
	struct process process;
	struct located found;

	if (!process_build("small", "small_work", "-m32 -DPROGRAM")) {
		puts("# skipped: no compiler for 32 bits");
		return;
	}
	process = runs(fixture_path("small"), NULL);
	check_named(&process, "small_work");
	for (uint64_t at = 0xf0000000; at < COMPAT_END && !map; at += 4096) {
		map = process_map(process.pid, at, &records);
		if (map && strcmp(map->path, VDSO_PATH) != 0) {
			at = map->end - 4096;
			map = NULL;
		}
	}
	CHECK(map);
	if (map) {
		CHECK_STR(vdso_rename(map->path, 0, map->end), VDSO32_PATH);
		vdso.tgid = process.pid;
		vdso.start = map->start;
		vdso.end = map->end;
		CHECK_EQ(locate(&vdso, -1, &found), NAMED);
		close(found.fd);
	}
	process_end(&process);
	CHECK_EQ(locate(&vdso, -1, &found), UNNAMED_NO_FILE);
}

/* Opening it would wait for whoever writes to it. */
static void fifo_in_its_place(void)
{
	struct process process;

	CHECK(fixture_run("cp old program"));
	process = runs(fixture_path("program"), NULL);
	process_end(&process);
	CHECK(fixture_run("rm program && mkfifo program"));
	alarm(60);
	check_unnamed(&process, UNNAMED_CHANGED);
	alarm(0);
	CHECK(fixture_run("rm program"));
}

int main(void)
{
	fixture_begin();
	if (!process_build("old", "old_work", "-DPROGRAM") ||
	    !process_build("new", "new_work", "-DPROGRAM")) {
		puts("1..0 # SKIP no compiler");
		fixture_end();
		return 0;
	}
	may_follow_links = !geteuid();
	RUN(deleted_program);
	RUN(replaced_program);
	RUN(replaced_library);
	RUN(held_and_gone);
	RUN(held_one_after_another);
	RUN(written_in_place);
	RUN(inode_of_another);
	RUN(program_in_memory);
	RUN(program_of_32_bits);
	RUN(fifo_in_its_place);
	name_anew(NULL);
	fixture_end();
	return unit_done();
}
