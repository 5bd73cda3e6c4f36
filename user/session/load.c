// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "capture/fsc.h"
#include "import/text.h"
#include "session/clock.h"
#include "session/keep.h"
#include "session/keep_files.h"
#include "session/kernel_names.h"
#include "session/load.h"
#include "util/error.h"
#include "util/hash.h"

/* A pipe's first bytes may come in pieces: so often we look again, 10 ms apart. */
#define PEEK_TRIES 100

/* Copies what a pipe holds without taking it out. Return: bytes, 0 at its end, -1 for no pipe. */
static ssize_t peek_pipe_once(int fd, void *first, size_t bytes)
{
	ssize_t n = -1;
	int copy[2];

	if (pipe2(copy, O_CLOEXEC))
		return -1;
	n = tee(fd, copy[1], bytes, 0);
	if (n > 0)
		n = read(copy[0], first, n);
	close(copy[0]);
	close(copy[1]);
	return n;
}

static ssize_t peek_pipe(int fd, void *first, size_t bytes)
{
	const struct timespec moment = { .tv_nsec = NS_PER_S / 100 };
	ssize_t n = 0, before;

	for (int i = 0; i < PEEK_TRIES; i++) {
		before = n;
		n = peek_pipe_once(fd, first, bytes);
		if (n <= 0 || n == (ssize_t)bytes || (i && n == before && i > PEEK_TRIES / 2))
			break;
		nanosleep(&moment, NULL);
	}
	return n;
}

/* The first bytes, which are read again by whoever reads the file. */
static bool is_capture(int fd)
{
	off_t here = lseek(fd, 0, SEEK_CUR);
	char first[FSC_RECOGNIZE_BYTES];
	ssize_t n;

	if (here >= 0)
		n = pread(fd, first, sizeof(first), here);
	else
		n = peek_pipe(fd, first, sizeof(first));
	return n > 0 && fsc_recognize(first, n);
}

static uint64_t kept_key(const char *path)
{
	return path ? hash_bytes(path, strlen(path)) : 0;
}

static void take_name(void *arg, const struct kept_name *name)
{
	struct loaded *loaded = arg;

	keep_restore(loaded->profile, loaded->resolver, name);
	if (name->name && name->start < name->end)
		++*u64map_at(&loaded->kept, kept_key(name->object), NULL);
}

static void take_object(void *arg, const struct kept_object *object)
{
	struct loaded *loaded = arg;

	keep_restore_file(loaded->profile, loaded->resolver, object);
}

static int take_records(void *arg, unsigned int cpu, const void *data, size_t bytes)
{
	struct loaded *loaded = arg;

	return profile_records(loaded->profile, cpu, data, bytes);
}

static void take_identity(void *arg, const char *key, const char *value)
{
	struct loaded *loaded = arg;

	identity_add(&loaded->identity, key, value);
	if (!strcmp(key, "hz"))
		profile_set_rate(loaded->profile, identity_number(&loaded->identity, "hz"));
}

static void take_table(void *arg, const struct kept_table *table)
{
	struct loaded *loaded = arg;

	table_list_add(&loaded->tables, table);
}

static void take_stats(void *arg, const struct flamesamp_stats *stats)
{
	struct loaded *loaded = arg;

	totals_add(&loaded->totals, stats);
}

/* After the capture was read: what it kept goes before all that is found here. */
static int find_names(struct loaded *loaded, const struct naming_options *naming)
{
	bool is_here = identity_is_here(&loaded->identity);

	loaded->places.elsewhere = !is_here;
	/* A recorder that was killed had no time to keep the last names. */
	if (!loaded->whole && is_here)
		resolver_load_kallsyms(loaded->resolver, "/proc/kallsyms");
	if (kernel_names_set_up(loaded->resolver, &loaded->identity, naming, is_here))
		return -1;
	profile_set_style(loaded->profile, &naming->style);
	return 0;
}

static int load_capture(struct loaded *loaded, const char *path,
			const struct naming_options *naming, unsigned int want)
{
	const struct fsc_sink sink = {
		.arg = loaded, .identity = take_identity, .records = take_records,
		.name = take_name, .object = take_object, .table = take_table, .stats = take_stats,
	};

	loaded->is_capture = true;
	loaded->profile = profile_new(0);
	if (want & STACKS_EACH)
		profile_keep_samples(loaded->profile);
	loaded->resolver = resolver_new();
	loaded->places = naming->places;
	loaded->places.elsewhere = true;
	resolver_set_places(loaded->resolver, &loaded->places);
	loaded->walker = stack_walker_new(loaded->resolver);
	profile_set_walker(loaded->profile, stack_walker_walk, loaded->walker);
	if (fsc_read(path, &sink, &loaded->whole))
		return -1;
	return find_names(loaded, naming);
}

static int open_text(struct loaded *loaded, int fd)
{
	loaded->text = fdopen(fd, "r");
	if (loaded->text)
		return 0;
	close(fd);
	return error("%s: can't be read: %s; close some files", loaded->name, strerror(errno));
}

int load_open(struct loaded *loaded, const char *path, const struct naming_options *naming,
	      unsigned int want)
{
	bool standard = !strcmp(path, "-");
	int fd = standard ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC);

	*loaded = (struct loaded){ .name = standard ? "standard input" : path };
	tree_init(&loaded->tree);
	if (fd < 0)
		return error("%s: can't be opened: %s; give a capture (.fsc) or folded stacks",
			     loaded->name, strerror(errno));
	if (!is_capture(fd))
		return open_text(loaded, fd);
	close(fd);
	return load_capture(loaded, path, naming, want);
}

int load_stacks(struct loaded *loaded, unsigned int want, stack_fn *take, void *arg)
{
	int result = 0;

	if (loaded->is_capture) {
		profile_stacks(loaded->profile, loaded->resolver, want, take, arg);
	} else {
		result = text_read(loaded->text, loaded->name, take, arg);
		fclose(loaded->text);
		loaded->text = NULL;
	}
	return result;
}

int load_file(struct loaded *loaded, const char *path, struct naming_options *naming)
{
	int result;

	naming_options_complete(naming, path);
	result = load_open(loaded, path, naming, 0);
	if (!result)
		result = load_stacks(loaded, 0, tree_take, &loaded->tree);
	if (!result)
		tree_finish(&loaded->tree);
	naming->places.elsewhere = loaded->places.elsewhere;
	return result;
}

void load_free(struct loaded *loaded)
{
	tree_free(&loaded->tree);
	if (loaded->text)
		fclose(loaded->text);
	profile_free(loaded->profile);
	resolver_free(loaded->resolver);
	stack_walker_free(loaded->walker);
	identity_free(&loaded->identity);
	table_list_free(&loaded->tables);
	u64map_free(&loaded->kept);
}

uint64_t load_kept_names(const struct loaded *loaded, const char *path)
{
	const uint64_t *count = u64map_find(&loaded->kept, kept_key(path));

	return count ? *count : 0;
}

double load_seconds(const struct loaded *loaded)
{
	const struct profile_counts *counts = profile_counts(loaded->profile);
	const char *seconds = identity_get(&loaded->identity, "seconds");

	if (seconds)
		return strtod(seconds, NULL);
	return (counts->last_ns - counts->first_ns) / (double)NS_PER_S;
}
