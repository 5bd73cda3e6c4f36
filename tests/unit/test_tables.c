// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Which files get an unwind table, and when: libraries that are compiled and mapped here, and a
 * module that only takes down what it is given.
 */
#include <elf.h>
#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdarg.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>

#include "fixture.h"
#include "fixture_fsc.h"
#include "session/tables.h"
#include "unit.h"

/* What the module was told: tables, and what they were bound to. */
static struct {
	uint32_t uploads;
	int full;		/* refuse tables as if they were too many */
	uint32_t forgotten;	/* a table that was dropped */
	struct flamesamp_bind bind[4096];
	ino_t inode[4096];
	size_t binds;
} module;

static struct device device = { .fd = 1000000, .path = "/dev/flamesamp" };
static struct tables tables;

static int take_table(struct flamesamp_upload *upload)
{
	if (module.full) {
		errno = ENOMEM;
		return -1;
	}
	CHECK(upload->bytes > 0 && upload->data);
	upload->table = ++module.uploads;
	return 0;
}

static int take_bind(const struct flamesamp_bind *bind)
{
	struct stat st = { 0 };

	if (bind->table && bind->table == module.forgotten) {
		errno = ENOENT;
		return -1;
	}
	if (!bind->flags && fstat(bind->fd, &st))
		return -1;
	if (module.binds == 4096)
		abort();
	module.bind[module.binds] = *bind;
	module.inode[module.binds++] = st.st_ino;
	return 0;
}

/* In place of the C library's. */
int ioctl(int fd, unsigned long request, ...)
{
	void *arg;
	va_list ap;

	va_start(ap, request);
	arg = va_arg(ap, void *);
	va_end(ap);
	if (fd == device.fd && request == FLAMESAMP_IOC_TABLE)
		return take_table(arg);
	if (fd == device.fd && request == FLAMESAMP_IOC_BIND)
		return take_bind(arg);
	errno = ENOTTY;
	return -1;
}

static void begin(void)
{
	tables_free(&tables);
	tables.device = &device;
	memset(&module, 0, sizeof(module));
}

/* The last bind of a file; NULL: it was not bound. */
static const struct flamesamp_bind *bind_of(ino_t inode)
{
	for (size_t i = module.binds; i-- > 0;) {
		if (!module.bind[i].flags && module.inode[i] == inode)
			return &module.bind[i];
	}
	return NULL;
}

static const struct flamesamp_bind *bind_with(uint32_t flags)
{
	for (size_t i = 0; i < module.binds; i++) {
		if (module.bind[i].flags == flags)
			return &module.bind[i];
	}
	return NULL;
}

static const struct table_entry *entry_of(const char *path)
{
	for (size_t i = 0; i < tables.count; i++) {
		if (!strcmp(tables.file[i].entry.path, path))
			return &tables.file[i].entry;
	}
	return NULL;
}

/* A library that nobody else has; what is different in @name is in the code, too. */
static const char *build_library(const char *name)
{
	char *file = xasprintf("%s.c", name);
	char *text = xasprintf("int %s(int n) { return n ? %s(n - 1) + 1 : 0; }\n", name, name);

	fixture_text(file, text);
	CHECK(fixture_run("%s -shared -fPIC -Wl,--build-id -o %s %s", fixture_cc(), name, file));
	free(file);
	free(text);
	return fixture_path(name);
}

/* A file that is mapped as code in this process. */
struct mapped {
	char path[128];
	void *memory;
	struct stat st;
};

static struct mapped map_file(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct mapped mapped;

	snprintf(mapped.path, sizeof(mapped.path), "%s", path);
	mapped.memory = mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE, fd, 0);
	if (mapped.memory == MAP_FAILED || fstat(fd, &mapped.st))
		abort();
	close(fd);
	return mapped;
}

static void unmap_file(const struct mapped *mapped)
{
	munmap(mapped->memory, 4096);
}

static void scan(uint32_t pid)
{
	tables_scan(&tables, &pid, 1);
}

/* The record of a mapping of @tgid, as the module writes it. */
static void follow(const struct mapped *mapped, uint32_t tgid)
{
	static struct records records;
	struct flamesamp_map *map;

	records.bytes = 0;
	add_time(&records, 1);
	map = add_map(&records, mapped->path);
	map->tgid = tgid;
	map->start = (uintptr_t)mapped->memory;
	map->end = map->start + 4096;
	map->inode = mapped->st.st_ino;
	map->major = major(mapped->st.st_dev);
	map->minor = minor(mapped->st.st_dev);
	tables_take(&tables, records.data, records.bytes);
	tables_follow(&tables);
}

static void covers_what_is_mapped(void)
{
	struct mapped lib = map_file(build_library("libone"));
	const struct flamesamp_bind *bind;

	begin();
	scan(getpid());
	bind = bind_of(lib.st.st_ino);
	CHECK(bind && bind->table);
	CHECK(entry_of(lib.path) && entry_of(lib.path)->bytes && !entry_of(lib.path)->why);
	CHECK(entry_of(lib.path) && entry_of(lib.path)->id.len);
	/* What is known is not opened again. */
	module.binds = 0;
	scan(getpid());
	follow(&lib, getpid());
	CHECK(!bind_of(lib.st.st_ino));
	unmap_file(&lib);
}

static void covers_the_vdso(void)
{
	const struct flamesamp_bind *bind;

	begin();
	scan(getpid());
	bind = bind_with(FLAMESAMP_BIND_VDSO);
	CHECK(bind && bind->table);
	CHECK_EQ(bind ? bind->fd : 0, -1);
	CHECK(entry_of("[vdso]"));
}

/* That of a 32-bit program: it has its place below 4 GiB, and is read from the process. */
static void covers_the_other_vdso(void)
{
	struct mapped vdso = { .path = "[vdso]" };

	vdso.memory = mmap((void *)0x20000000, 4096, PROT_READ | PROT_WRITE,
			   MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
	if (sizeof(void *) == 4 || vdso.memory == MAP_FAILED) {
		printf("# no place for it: skipped\n");
		return;
	}
	begin();
	follow(&vdso, getpid());
	CHECK(!bind_with(FLAMESAMP_BIND_VDSO32));
	memcpy(vdso.memory, ELFMAG, SELFMAG);
	((char *)vdso.memory)[EI_CLASS] = ELFCLASS32;
	follow(&vdso, getpid());
	CHECK(bind_with(FLAMESAMP_BIND_VDSO32));
	CHECK(!bind_with(FLAMESAMP_BIND_VDSO));
	module.binds = 0;
	follow(&vdso, getpid());
	CHECK_EQ(module.binds, 0);
	unmap_file(&vdso);
}

static void shares_a_table_by_build_id(void)
{
	struct mapped lib = map_file(build_library("libtwo")), copy;
	const struct flamesamp_bind *bind, *bind_copy;

	CHECK(fixture_run("cp libtwo copy_of_libtwo"));
	copy = map_file(fixture_path("copy_of_libtwo"));
	begin();
	follow(&lib, getpid());
	follow(&copy, getpid());
	bind = bind_of(lib.st.st_ino);
	bind_copy = bind_of(copy.st.st_ino);
	CHECK_EQ(module.uploads, 1);
	CHECK(bind && bind_copy && bind->table == bind_copy->table);
	CHECK(entry_of(copy.path) && entry_of(copy.path)->bytes == entry_of(lib.path)->bytes);

	/* The module may have dropped it meanwhile. */
	unmap_file(&copy);
	CHECK(fixture_run("cp libtwo second_copy"));
	copy = map_file(fixture_path("second_copy"));
	module.forgotten = 1;
	follow(&copy, getpid());
	bind_copy = bind_of(copy.st.st_ino);
	CHECK(bind_copy && bind_copy->table == 2);
	unmap_file(&copy);
	unmap_file(&lib);
}

static void binds_what_has_none_to_none(void)
{
	struct mapped text = map_file(fixture_text("text", "no program"));
	const struct flamesamp_bind *bind;

	begin();
	follow(&text, getpid());
	bind = bind_of(text.st.st_ino);
	CHECK(bind && !bind->table);
	CHECK_EQ(entry_of(text.path)->why, UNTABLED_NOT_ELF);
	CHECK_EQ(module.uploads, 0);
	unmap_file(&text);
}

static void never_takes_another_file(void)
{
	struct mapped lib = map_file(build_library("libthree"));

	begin();
	lib.st.st_ino++;
	follow(&lib, getpid());
	CHECK_EQ(module.binds, 0);
	CHECK_EQ(entry_of(lib.path)->why, UNTABLED_NO_FILE);
	/* One that was not found is looked for again. */
	lib.st.st_ino--;
	follow(&lib, getpid());
	CHECK(bind_of(lib.st.st_ino));
	unmap_file(&lib);
}

/* Opening a FIFO would wait for somebody to write. */
static void never_opens_what_is_no_file(void)
{
	struct mapped fifo = { .memory = (void *)4096 };

	begin();
	CHECK(fixture_run("mkfifo fifo"));
	snprintf(fifo.path, sizeof(fifo.path), "%s", fixture_path("fifo"));
	CHECK(!stat(fifo.path, &fifo.st));
	follow(&fifo, getpid());
	CHECK_EQ(module.binds, 0);
}

/* An inode is given to another file when its file was deleted, and the module asks again. */
static void looks_again_when_asked(void)
{
	struct mapped lib = map_file(build_library("libfour"));
	const struct flamesamp_bind *bind;
	size_t binds;

	begin();
	follow(&lib, getpid());
	binds = module.binds;
	tables_ask(&tables);
	follow(&lib, getpid());
	CHECK_EQ(module.binds, binds);

	build_library("libfive");
	CHECK(fixture_run("cat libfive > libfour"));
	follow(&lib, getpid());
	CHECK_EQ(module.binds, binds);
	tables_ask(&tables);
	follow(&lib, getpid());
	bind = bind_of(lib.st.st_ino);
	CHECK(bind && bind->table == 2);
	/* Once an asking. */
	binds = module.binds;
	follow(&lib, getpid());
	CHECK_EQ(module.binds, binds);
	unmap_file(&lib);
}

/* Its path leads to it no more; the process does. */
static void finds_deleted_files(void)
{
	struct mapped lib = map_file(build_library("libsix"));

	if (geteuid()) {
		printf("# only root may: skipped\n");
		return;
	}
	begin();
	CHECK(!unlink(lib.path));
	strcat(lib.path, " (deleted)");
	follow(&lib, getpid());
	CHECK(bind_of(lib.st.st_ino) && bind_of(lib.st.st_ino)->table);
	unmap_file(&lib);
}

static size_t held;

static void take_held(void *arg, const struct object *object, int fd, bool is_ours)
{
	const struct mapped *lib = arg;
	struct stat st;

	held++;
	CHECK_EQ(is_ours, held == 1);
	CHECK(!fstat(fd, &st));
	CHECK_EQ(st.st_ino, lib->st.st_ino);
	CHECK_EQ(object->inode, lib->st.st_ino);
	CHECK_STR(object->path, lib->path);
}

/* What our path leads to need not be held for long, and would keep its file system busy. */
static void tells_of_files_to_hold(void)
{
	struct mapped lib = map_file(build_library("libsixteen"));

	if (geteuid()) {
		printf("# only root may: skipped\n");
		return;
	}
	begin();
	tables.hold = take_held;
	tables.hold_arg = &lib;
	follow(&lib, getpid());
	CHECK_EQ(held, 1);
	CHECK(!unlink(lib.path));
	strcat(lib.path, " (deleted)");
	follow(&lib, getpid());
	CHECK_EQ(held, 2);
	unmap_file(&lib);
}

/* A process that has ended tells nothing any more; the path of what it mapped does. */
static void finds_files_of_ended_processes(void)
{
	struct mapped lib = map_file(build_library("libseven"));
	pid_t child = fork();

	if (!child)
		_exit(0);
	begin();
	CHECK_EQ(waitpid(child, NULL, 0), child);
	follow(&lib, child);
	CHECK(bind_of(lib.st.st_ino));
	unmap_file(&lib);
}

static void goes_on_when_the_module_is_full(void)
{
	struct mapped one = map_file(build_library("libeight"));
	struct mapped two = map_file(build_library("libnine"));
	const struct flamesamp_bind *bind;

	begin();
	module.full = 1;
	listen_to_stderr();
	follow(&one, getpid());
	follow(&two, getpid());
	hear_stderr();
	CHECK(said_one_line_with("max_table_mb"));
	bind = bind_of(two.st.st_ino);
	CHECK(bind && !bind->table);
	CHECK_EQ(entry_of(two.path)->why, UNTABLED_NO_MEMORY);
	CHECK_EQ(entry_of(two.path)->bytes, 0);
	unmap_file(&one);
	unmap_file(&two);
}

/* Of this process's children, not of its parents. */
static void scans_descendants(void)
{
	struct mapped mine = map_file(build_library("libten")), its;
	const char *path = build_library("libeleven");
	int ready[2];
	pid_t child;
	char byte;

	CHECK(!pipe(ready));
	child = fork();
	if (!child) {
		unmap_file(&mine);
		its = map_file(path);
		CHECK_EQ(write(ready[1], "", 1), 1);
		pause();
		_exit(its.memory == NULL);
	}
	CHECK_EQ(read(ready[0], &byte, 1), 1);
	its = map_file(path);
	unmap_file(&its);
	begin();
	scan(getpid());
	CHECK(bind_of(mine.st.st_ino) && bind_of(its.st.st_ino));
	begin();
	scan(child);
	CHECK(!bind_of(mine.st.st_ino) && bind_of(its.st.st_ino));
	begin();
	tables_scan(&tables, NULL, 0);
	CHECK(bind_of(mine.st.st_ino) && bind_of(its.st.st_ino));
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	close(ready[0]);
	close(ready[1]);
	unmap_file(&mine);
}

/* The inode behind a path of the fixture. */
static ino_t inode_of(const char *name)
{
	struct stat st = { 0 };

	CHECK(!stat(fixture_path(name), &st));
	return st.st_ino;
}

/*
 * A script's interpreter, the libraries of it, and the libraries of these, before any of it runs.
 */
static void looks_ahead_of_a_command(void)
{
	char *script;

	fixture_text("libahead1.so.c", "int two(int); int one(void) { return two(1); }\n");
	fixture_text("two.c", "int two(int n) { return n; }\n");
	fixture_text("ahead.c", "int one(void); int main(void) { return one(); }\n");
	CHECK(fixture_run("%s -shared -fPIC -o libahead2.so two.c", fixture_cc()));
	CHECK(fixture_run("%s -shared -fPIC -o libahead1.so libahead1.so.c -L. -l:libahead2.so",
			  fixture_cc()));
	CHECK(fixture_run("%s -o ahead ahead.c -L. -l:libahead1.so -Wl,-rpath-link,.",
			  fixture_cc()));
	script = xasprintf("#!%s -x\n", fixture_path("ahead"));
	fixture_text("ahead.sh", script);
	free(script);
	CHECK(fixture_run("chmod 755 ahead.sh"));

	begin();
	/* Its libraries are found beside it, since it is known by then. */
	tables_scan_command(&tables, fixture_path("ahead.sh"));
	CHECK(bind_of(inode_of("ahead")));
	CHECK(bind_of(inode_of("libahead1.so")));
	CHECK(bind_of(inode_of("libahead2.so")));
	CHECK(entry_of("/nonexistent") == NULL);
	begin();
	tables_scan_command(&tables, "no-such-command");
	CHECK_EQ(tables.count, 0);
	tables_scan_command(&tables, "cat");
	CHECK(tables.count >= 2);	/* and what it is linked with */
}

static void does_nothing_without_a_device(void)
{
	struct mapped lib = map_file(build_library("libtwelve"));

	begin();
	tables.device = NULL;
	scan(getpid());
	tables_ask(&tables);
	follow(&lib, getpid());
	CHECK_EQ(tables.count + module.uploads + module.binds, 0);
	unmap_file(&lib);
}

static void add_to_list(void *list, const struct kept_table *table)
{
	table_list_add(list, table);
}

static char *listed(const struct table_list *list)
{
	char *text;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	table_list_write(out, list);
	fclose(out);
	return text;
}

static void captures_tell_of_tables(void)
{
	struct mapped lib = map_file(build_library("libthirteen"));
	struct mapped text = map_file(fixture_text("text", "no program"));
	struct memory_file file = new_file();
	struct fsc_writer *writer = fsc_create(file.path);
	struct table_list list = { 0 };
	struct fsc_sink sink = { .arg = &list, .table = add_to_list };
	size_t bytes;
	char *said_of;
	bool whole;

	begin();
	text.st.st_ino++;
	follow(&text, getpid());
	CHECK_EQ(tables_keep(&tables, writer), 0);
	text.st.st_ino--;
	follow(&text, getpid());
	follow(&lib, getpid());
	CHECK_EQ(tables_keep(&tables, writer), 0);
	bytes = file_bytes(&file);
	CHECK_EQ(tables_keep(&tables, writer), 0);
	CHECK_EQ(file_bytes(&file), bytes);
	CHECK_EQ(fsc_close(writer), 0);
	CHECK_EQ(fsc_read(file.path, &sink, &whole), 0);
	CHECK_EQ(list.count, 2);
	said_of = listed(&list);
	CHECK(strstr(said_of, lib.path));
	CHECK(strstr(said_of, "sum of 1 tables"));
	CHECK(strstr(said_of, untabled_reason(UNTABLED_NOT_ELF)));
	free(said_of);
	table_list_free(&list);
	unmap_file(&lib);
	unmap_file(&text);
	close(file.fd);
}

static void lists_tables(void)
{
	static const uint8_t id[20] = "one";
	static const struct kept_table kept[] = {
		{ "/bin/small", 0, NULL, 4096, 1000, 10, 0, 1, 0 },
		{ "/lib/large", 20, id, 400000, 100000, 10, 0, 1, 0 },
		{ "/lib/again", 20, id, 400000, 100000, 10, 0, 1, 0 },
		{ "/none", 0, NULL, 0, 0, 0, 0, 0, UNTABLED_NO_FILE },
		{ "/odd\033", 0, NULL, 0, 0, 0, 0, 0, 99 },
		/* Found later. */
		{ "/none", 20, id, 0, 0, 0, 0, 0, UNTABLED_NO_CODE },
	};
	struct strbuf expected = { 0 };
	struct table_list list = { 0 };
	char *text = listed(&list);

	CHECK_STR(text, "");
	free(text);
	for (size_t i = 0; i < sizeof(kept) / sizeof(kept[0]); i++)
		table_list_add(&list, &kept[i]);
	text = listed(&list);
	strbuf_addf(&expected,
		    "unwind tables:\n"
		    "          rows        KiB   B/row\n"
		    "       100,000      390.6    4.00  /lib/again\n"
		    "                         the same  /lib/large\n"
		    "         1,000        4.0    4.10  /bin/small\n"
		    "       101,000      394.6    4.00  sum of 2 tables\n"
		    "no unwind table, so by frame pointers:\n"
		    "  /odd?: for a reason unknown to this flamerec\n"
		    "  /none: %s\n", untabled_reason(UNTABLED_NO_CODE));
	CHECK_STR(text, expected.text);
	free(text);
	free(expected.text);
	table_list_free(&list);
}

int main(void)
{
	fixture_begin();
	RUN(covers_what_is_mapped);
	RUN(covers_the_vdso);
	RUN(covers_the_other_vdso);
	RUN(shares_a_table_by_build_id);
	RUN(binds_what_has_none_to_none);
	RUN(never_takes_another_file);
	RUN(never_opens_what_is_no_file);
	RUN(looks_again_when_asked);
	RUN(finds_deleted_files);
	RUN(tells_of_files_to_hold);
	RUN(finds_files_of_ended_processes);
	RUN(goes_on_when_the_module_is_full);
	RUN(scans_descendants);
	RUN(looks_ahead_of_a_command);
	RUN(does_nothing_without_a_device);
	RUN(captures_tell_of_tables);
	RUN(lists_tables);
	tables_free(&tables);
	fixture_end();
	return unit_done();
}
