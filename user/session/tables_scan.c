// SPDX-License-Identifier: GPL-2.0-or-later
#include <ctype.h>
#include <dirent.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "session/clock.h"
#include "session/tables.h"
#include "util/alloc.h"

/* Waiting shorter than this needs no explanation. */
#define PATIENCE_NS (NS_PER_S / 2)
/* A machine that starts new programs all the time must not keep us from sampling them. */
#define PASSES_MAX 3

#define CLEAR_TO_END "\033[K"

struct process {
	uint32_t pid, parent;
	bool in_scope;
};

struct processes {
	struct process *process;
	size_t count, capacity;
};

/* Field 4 of the line: behind the name, which may have anything in it, and the state. */
static uint32_t parent_of(uint32_t pid)
{
	char path[32], line[1024], *name_end;
	uint32_t parent = 0;
	FILE *in;

	snprintf(path, sizeof(path), "/proc/%" PRIu32 "/stat", pid);
	in = fopen(path, "re");
	if (!in)
		return 0;
	if (fgets(line, sizeof(line), in)) {
		name_end = strrchr(line, ')');
		if (!name_end || sscanf(name_end, ") %*c %" SCNu32, &parent) != 1)
			parent = 0;
	}
	fclose(in);
	return parent;
}

static void list_processes(struct processes *list)
{
	DIR *proc = opendir("/proc");
	struct dirent *entry;

	while (proc && (entry = readdir(proc))) {
		if (!isdigit((unsigned char)entry->d_name[0]))
			continue;
		list->process = grow(list->process, &list->capacity, list->count + 1,
				     sizeof(*list->process));
		list->process[list->count++] = (struct process){
			.pid = strtoul(entry->d_name, NULL, 10),
		};
	}
	if (proc)
		closedir(proc);
}

static bool is_one_of(uint32_t pid, const uint32_t *pids, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (pids[i] == pid)
			return true;
	}
	return false;
}

static bool has_parent_in_scope(const struct processes *list, const struct process *process)
{
	for (size_t i = 0; i < list->count; i++) {
		if (list->process[i].pid == process->parent)
			return list->process[i].in_scope;
	}
	return false;
}

/* Parents may come behind their children: until nothing changes any more. */
static void add_descendants(struct processes *list)
{
	bool changed = true;

	while (changed) {
		changed = false;
		for (size_t i = 0; i < list->count; i++) {
			struct process *process = &list->process[i];

			if (process->in_scope || !has_parent_in_scope(list, process))
				continue;
			process->in_scope = changed = true;
		}
	}
}

static void choose(struct processes *list, const uint32_t *pids, size_t count)
{
	for (size_t i = 0; i < list->count; i++) {
		struct process *process = &list->process[i];

		process->in_scope = !count || is_one_of(process->pid, pids, count);
		if (count)
			process->parent = parent_of(process->pid);
	}
	if (count)
		add_descendants(list);
}

/* Return: whether the line of a memory map is one of code. */
static bool parse_line(char *line, struct mapping *mapping)
{
	unsigned int major, minor;
	char mode[5];
	int path = 0;

	line[strcspn(line, "\n")] = '\0';
	if (sscanf(line, "%" SCNx64 "-%" SCNx64 " %4s %*x %x:%x %" SCNu64 " %n", &mapping->start,
		   &mapping->end, mode, &major, &minor, &mapping->inode, &path) != 6 || !path)
		return false;
	mapping->device = makedev(major, minor);
	mapping->path = line + path;
	return mode[2] == 'x';
}

/* A line that moves, on terminals, when it takes long. */
static void show_progress(const struct tables *tables, uint64_t *next_ns)
{
	uint64_t now = now_ns();

	if (now < *next_ns)
		return;
	fprintf(stderr, "\rmaking unwind tables: %zu files" CLEAR_TO_END, tables->count);
	fflush(stderr);
	*next_ns = now + PATIENCE_NS;
}

static void scan_process(struct tables *tables, uint32_t pid, uint64_t *next_ns)
{
	struct mapping mapping = { .tgid = pid };
	char path[32], *line = NULL;
	size_t size = 0;
	FILE *maps;

	snprintf(path, sizeof(path), "/proc/%" PRIu32 "/maps", pid);
	maps = fopen(path, "re");
	if (!maps)
		return;
	while (getline(&line, &size, maps) > 0) {
		if (!parse_line(line, &mapping))
			continue;
		tables_cover(tables, &mapping);
		show_progress(tables, next_ns);
	}
	free(line);
	fclose(maps);
}

static void scan_processes(struct tables *tables, const uint32_t *pids, size_t count,
			   uint64_t *next_ns)
{
	struct processes list = { 0 };

	list_processes(&list);
	choose(&list, pids, count);
	for (size_t i = 0; i < list.count; i++) {
		if (list.process[i].in_scope)
			scan_process(tables, list.process[i].pid, next_ns);
	}
	free(list.process);
}

void tables_scan(struct tables *tables, const uint32_t *pids, size_t count)
{
	uint64_t start = now_ns() + PATIENCE_NS, next = isatty(STDERR_FILENO) ? start : UINT64_MAX;
	size_t known;

	if (!tables->device)
		return;
	vdso_cover_own(tables);
	/* While the files of the first pass were compiled, other programs may have begun. */
	for (int pass = 0; pass < PASSES_MAX; pass++) {
		known = tables->count;
		scan_processes(tables, pids, count, &next);
		if (tables->count == known)
			break;
	}
	if (next != UINT64_MAX && next != start)
		fputs("\r" CLEAR_TO_END, stderr);
}
