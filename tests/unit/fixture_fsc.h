/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Captures for tests: files in memory, what a reader was told as one text an event, and what was
 * said to the user meanwhile.
 */
#ifndef FLAMEREC_TESTS_FIXTURE_FSC_H
#define FLAMEREC_TESTS_FIXTURE_FSC_H

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "capture/fsc.h"
#include "fixture_records.h"
#include "util/alloc.h"
#include "util/crc32c.h"
#include "util/hash.h"
#include "util/strbuf.h"

/* A file that is nowhere but in memory, and a path to it. */
struct memory_file {
	int fd;
	char path[32];
};

static inline struct memory_file new_file(void)
{
	struct memory_file file = { .fd = memfd_create("capture", MFD_CLOEXEC) };

	snprintf(file.path, sizeof(file.path), "/proc/self/fd/%d", file.fd);
	return file;
}

static inline size_t file_bytes(const struct memory_file *file)
{
	return lseek(file->fd, 0, SEEK_END);
}

static inline void set_file(struct memory_file *file, const void *data, size_t bytes)
{
	if (ftruncate(file->fd, 0) || pwrite(file->fd, data, bytes, 0) != (ssize_t)bytes)
		abort();
}

/* The contents; free with free(). */
static inline unsigned char *get_file(const struct memory_file *file, size_t *bytes)
{
	unsigned char *data;

	*bytes = file_bytes(file);
	data = xmalloc(*bytes + 1);
	if (pread(file->fd, data, *bytes, 0) != (ssize_t)*bytes)
		abort();
	return data;
}

/*
 * What goes to stderr is in @said between listen_to_stderr() and hear_stderr(). The stream is
 * changed, not the file descriptor: a sanitizer's report must not go there.
 */
static char said[4096];
static FILE *real_stderr;

static inline void listen_to_stderr(void)
{
	said[0] = '\0';
	real_stderr = stderr;
	stderr = fmemopen(said, sizeof(said), "w");
}

static inline void hear_stderr(void)
{
	fclose(stderr);
	stderr = real_stderr;
	said[sizeof(said) - 1] = '\0';
}

/* One line as users get it: WHAT IS WRONG; WHAT TO DO. */
static inline bool said_one_line_with(const char *what)
{
	const char *end = strchr(said, '\n');

	return !strncmp(said, "flamerec: ", 10) && end && !end[1] && strstr(said, what) &&
	       strstr(said, "; ");
}

/* What a sink was told: a line an event. */
struct story {
	struct strbuf text;
	int stop_after;		/* record events; 0: never stop */
};

static inline void tell_identity(void *arg, const char *key, const char *value)
{
	struct story *story = arg;

	strbuf_addf(&story->text, "identity %s=%s\n", key, value);
}

static inline int tell_records(void *arg, unsigned int cpu, const void *data, size_t bytes)
{
	struct story *story = arg;

	strbuf_addf(&story->text, "records %u %zu %016" PRIx64 "\n", cpu, bytes,
		    hash_bytes(data, bytes));
	return story->stop_after && !--story->stop_after ? 42 : 0;
}

static inline void tell_name(void *arg, const struct kept_name *name)
{
	struct story *story = arg;

	strbuf_addf(&story->text, "name %s %d:%016" PRIx64 " %" PRIx64 "-%" PRIx64 " %s %s\n",
		    name->object ? name->object : "(kernel)", name->build_id_len,
		    name->build_id_len ? hash_bytes(name->build_id, name->build_id_len) : 0,
		    name->start, name->end, name->name ? name->name : "(none)",
		    name->module ? name->module : "(none)");
}

static inline void tell_stats(void *arg, const struct flamesamp_stats *stats)
{
	struct story *story = arg;

	strbuf_addf(&story->text, "stats %u %016" PRIx64 "\n", stats->cpu,
		    hash_bytes(stats, sizeof(*stats)));
}

static inline struct fsc_sink story_sink(struct story *story)
{
	return (struct fsc_sink){
		.arg = story,
		.identity = tell_identity,
		.records = tell_records,
		.name = tell_name,
		.stats = tell_stats,
	};
}

/* Reads a capture in silence; @story is emptied first, and its text freed by the caller. */
static inline int read_story(const char *path, struct story *story, bool *whole)
{
	struct fsc_sink sink = story_sink(story);
	int result;

	strbuf_truncate(&story->text, 0);
	strbuf_add(&story->text, "");
	listen_to_stderr();
	result = fsc_read(path, &sink, whole);
	hear_stderr();
	return result;
}

/* A small capture that has everything in it; records of three CPUs. Ends without fsc_close(). */
static inline void write_sample_capture(struct fsc_writer *writer)
{
	static const uint8_t id[20] = "build-id of libfoo";
	static const struct kept_name names[] = {
		{ NULL, 0, NULL, 0xffffffff81000000, 0xffffffff81000100, "schedule", NULL },
		{ NULL, 0, NULL, 0xffffffffc0000000, 0xffffffffc0000040, "ext4_write", "ext4" },
		{ "/usr/lib/libfoo.so", 20, id, 0x1000, 0x1080, "foo", NULL },
		{ "/usr/lib/libfoo.so", 20, id, 0x1080, 0x1100, "bar", NULL },
		{ "/usr/bin/stripped", 0, NULL, 0, 0, NULL, NULL },
	};
	static struct records records;
	struct flamesamp_stats stats = { .cpu = 2, .ticks = 100, .sampled = 99 };

	fsc_write_identity(writer, "kernel", "6.1.0-56-amd64");
	fsc_write_identity(writer, "notice", "");
	for (unsigned int i = 0; i < 9; i++) {
		records.bytes = 0;
		add_time(&records, 1000 + i);
		add_stack(&records, i, i);
		add_sample(&records, i);
		if (i == 4)
			add_map(&records, "/usr/lib/libfoo.so");
		fsc_write_records(writer, i % 3, records.data, records.bytes);
		if (i == 5)
			fsc_write_names(writer, names, sizeof(names) / sizeof(names[0]));
	}
	fsc_write_stats(writer, &stats);
}

static inline void make_sample_capture(struct memory_file *file)
{
	struct fsc_writer *writer = fsc_create(file->path);

	write_sample_capture(writer);
	if (fsc_close(writer))
		abort();
}

#endif
