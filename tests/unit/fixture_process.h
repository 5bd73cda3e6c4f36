/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Processes that a test starts, in a root directory or mount namespace of their own, and what
 * their memory maps say of a function in them: as the module's records, for profile and resolver.
 */
#ifndef FLAMEREC_TESTS_FIXTURE_PROCESS_H
#define FLAMEREC_TESTS_FIXTURE_PROCESS_H

#include <inttypes.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <time.h>

#include "fixture.h"
#include "fixture_records.h"
#include "profile/maps.h"
#include "unit.h"

/* Tells where its function is, and waits. All these programs are alike but for its name. */
static const char process_source[] =
	"#include <stdio.h>\n"
	"#include <unistd.h>\n"
	"__attribute__((noinline)) int FUNCTION(int n) { return n * 3 + 1; }\n"
	"#ifdef PROGRAM\n"
	"int main(void)\n"
	"{\n"
	"	char c = 0;\n"
	"	printf(\"%lx\\n\", (unsigned long)FUNCTION);\n"
	"	fflush(stdout);\n"
	"	return read(0, &c, 1) ? FUNCTION(c) : 0;\n"
	"}\n"
	"#endif\n";

/* Compiles the program, or with @flags a library, @name, whose function is @function. */
static inline bool process_build(const char *name, const char *function, const char *flags)
{
	fixture_text("process.c", process_source);
	return fixture_run("%s -O1 -Wl,--build-id -DFUNCTION=%s %s process.c -o %s 2>/dev/null",
			   fixture_cc(), function, flags, name);
}

/**
 * struct process - a process that waits
 * @pid: the process
 * @in: what it waits for
 * @address: of the function
 * @map: what the module would tell of the file that has the function
 */
struct process {
	pid_t pid;
	int in;
	uint64_t address;
	struct records map;
};

static inline uint64_t monotonic_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000000000ull + now.tv_nsec;
}

/* Reads what is mapped at @address. Return: the record, in @records; NULL: nothing is. */
static inline struct flamesamp_map *process_map(pid_t pid, uint64_t address,
						struct records *records)
{
	char line[1024], name[64], path[512], mode[5];
	struct flamesamp_map *map = NULL;
	uint64_t start, end, offset, inode;
	unsigned int major, minor;
	FILE *in;

	records->bytes = 0;
	snprintf(name, sizeof(name), "/proc/%d/maps", pid);
	in = fopen(name, "re");
	while (in && !map && fgets(line, sizeof(line), in)) {
		*path = '\0';
		if (sscanf(line, "%" SCNx64 "-%" SCNx64 " %4s %" SCNx64 " %x:%x %" SCNu64
			   " %511[^\n]", &start, &end, mode, &offset, &major, &minor, &inode,
			   path) < 7 || address < start || address >= end)
			continue;
		map = add_map(records, path);
		map->tgid = pid;
		map->program = pid;
		map->ns = monotonic_ns();
		map->start = start;
		map->end = end;
		map->offset = inode ? offset : 0;
		map->inode = inode;
		map->major = major;
		map->minor = minor;
	}
	if (in)
		fclose(in);
	return map;
}

/* Waits until the process tells its address. Return: whether it does. */
static inline bool process_await(struct process *process, int out)
{
	FILE *from = fdopen(out, "r");
	bool told = from && fscanf(from, "%" SCNx64, &process->address) == 1;

	if (from)
		fclose(from);
	return told && process_map(process->pid, process->address, &process->map);
}

/*
 * Runs @path after @prepare, which returns false where that can't be done here. Return: whether it
 * waits now; process_end() is due then.
 */
static inline bool process_start(struct process *process, const char *path, bool (*prepare)(void))
{
	int in[2], out[2];

	if (pipe(in) || pipe(out))
		return false;
	process->pid = fork();
	if (!process->pid) {
		dup2(in[0], 0);
		dup2(out[1], 1);
		for (int fd = 3; fd < 64; fd++)
			close(fd);
		if (!prepare || prepare())
			execl(path, path, (char *)NULL);
		_exit(127);
	}
	close(in[0]);
	close(out[1]);
	process->in = in[1];
	if (process_await(process, out[0]))
		return true;
	close(in[1]);
	waitpid(process->pid, NULL, 0);
	return false;
}

static inline void process_end(struct process *process)
{
	close(process->in);
	waitpid(process->pid, NULL, 0);
}

/* Its record, to be changed by the test. */
static inline struct flamesamp_map *process_record(struct process *process)
{
	return (struct flamesamp_map *)process->map.data;
}

/* Another path for its file. */
static inline void process_call_it(struct process *process, const char *path)
{
	struct flamesamp_map old = *process_record(process), *map;
	uint16_t size;

	process->map.bytes = 0;
	map = add_map(&process->map, path);
	size = map->header.size;
	memcpy(map, &old, sizeof(old));
	map->header.size = size;
}

/* Names the process's function as a live recording does. */
static inline struct symbol process_name(struct resolver *resolver, struct process *process)
{
	struct symbol symbol = { .name = "" };
	uint32_t list = 0, number;
	struct maps maps;

	maps_init(&maps);
	maps_add(&maps, &list, process_record(process));
	number = maps_find(&maps, list, process->address, process_record(process)->ns);
	maps_locate(&maps, number, process->pid);
	resolver_user(resolver, &maps.file[maps.map[number].file].object,
		      process->address - maps.map[number].start + maps.map[number].offset, &symbol);
	maps_free(&maps);
	return symbol;
}

/* Where the process's function is, by a resolver that knows nothing yet. */
static inline struct symbol name_anew(struct process *process)
{
	static struct resolver *resolver;

	resolver_free(resolver);
	resolver = process ? resolver_new() : NULL;
	return process ? process_name(resolver, process) : (struct symbol){ .name = NULL };
}

static inline void check_named(struct process *process, const char *name)
{
	struct symbol symbol = name_anew(process);

	CHECK_EQ(symbol.why, NAMED);
	CHECK_STR(symbol.name, name);
}

static inline void check_unnamed(struct process *process, enum unnamed why)
{
	struct symbol symbol = name_anew(process);

	CHECK_EQ(symbol.why, why);
	CHECK(symbol.name && symbol.name[0] == '[');
}

/* Whether a test can go on; says so where it can't. */
static inline bool needs(bool can)
{
	if (!can)
		puts("# skipped: only the privileged may");
	return can;
}

/* As process_start(), where it must succeed. */
static inline struct process runs(const char *path, bool (*prepare)(void))
{
	struct process process = { .pid = -1 };

	if (!process_start(&process, path, prepare)) {
		perror(path);
		exit(1);
	}
	return process;
}

#endif
